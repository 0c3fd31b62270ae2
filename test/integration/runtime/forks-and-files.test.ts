// Forks, files and archives as somebody at a terminal has them: the commands, through the API, on a real engine.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { pythonAgent, space } from '../../support/runtime/agents.ts';
import { openRealRuntime, type RealRuntime } from '../../support/runtime/real-runtime.ts';

const run = promisify(execFile);
const commands = new URL('../../../node_modules/.bin', import.meta.url).pathname;

describe('at a terminal', () => {
  let runtime: RealRuntime;
  let id: string;
  const folder = mkdtempSync(join(tmpdir(), 'raworc-terminal-'));

  async function raworc(...args: readonly string[]): Promise<string> {
    const env = {
      ...process.env,
      RAWORC_HOME: runtime.home,
      PATH: `${commands}${delimiter}${process.env['PATH']}`,
    };
    return (await run('raworc', [...args], { env, cwd: folder })).stdout.trim();
  }
  const session = (...args: readonly string[]) => raworc('session', ...args);

  async function refused(status: number, said: RegExp, ...args: readonly string[]): Promise<void> {
    await assert.rejects(session(...args), (error: Error & { code?: number; stderr?: string }) => {
      assert.equal(error.code, status, error.stderr);
      assert.match(error.stderr ?? '', said);
      return true;
    });
  }

  before(async () => {
    runtime = await openRealRuntime();
    await runtime.apply({
      ...space('team', 'network: { egress: none }, resources: { memory: 256Mi }'),
      ...pythonAgent('team', 'echo', 'return message'),
    });
    id = await session('create', '--space', 'team', '--wait', '-o', 'name');
    await session('send', id, 'first');
  });
  after(async () => {
    await runtime[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });

  it('files go in and come out as with `docker cp`', async () => {
    mkdirSync(join(folder, 'work/deep'), { recursive: true });
    writeFileSync(join(folder, 'work/deep/note'), 'deep', { mode: 0o640 });
    writeFileSync(join(folder, 'work/run'), '#!/bin/sh', { mode: 0o755 });
    symlinkSync('deep/note', join(folder, 'work/link'));
    await session('cp', 'work', `${id}:`);
    await session('cp', 'work/run', `${id}:/session/tool`);
    await session('cp', `${id}:work`, 'copy');
    assert.equal(readFileSync(join(folder, 'copy/link'), 'utf8'), 'deep');
    assert.equal(statSync(join(folder, 'copy/deep/note')).mode & 0o777, 0o640);
    await session('cp', `${id}:tool`, '.');
    assert.equal(statSync(join(folder, 'tool')).mode & 0o777, 0o755);
    await session('cp', `${id}:work/.`, 'contents');
    assert.ok(existsSync(join(folder, 'contents/run')));
    await session('cp', 'work/.', `${id}:other`);
    const listed = await raworc('api', `sessions/${id}/files/other`);
    assert.deepEqual(
      (JSON.parse(listed) as { items: { name: string; type: string }[] }).items.map(
        ({ name, type }) => `${type} ${name}`,
      ),
      ['folder deep', 'link link', 'file run'],
    );
    await refused(5, /PATH_NOT_FOUND|nothing at/u, 'cp', `${id}:absent`, '.');
    await refused(2, /leads elsewhere/u, 'cp', `${id}:../etc/passwd`, '.');
    await refused(2, /One side/u, 'cp', 'work', 'copy');
  });

  it('forks are made and drawn as a tree, and compared', async () => {
    const names = await session('fork', id, '--count', '2', '--wait', '-o', 'name');
    const [one = '', other = ''] = names.split('\n').sort();
    const deeper = await session('fork', one, '--wait', '-o', 'name');
    const tree = await session('tree', deeper);
    assert.deepEqual(
      tree.split('\n').map((line) => line.replace(/ (idle|STATE).*$/u, '').trimEnd()),
      ['SESSION', id, `├─ ${one}`, `│  └─ ${deeper} *`, `└─ ${other}`],
    );
    writeFileSync(join(folder, 'new'), 'x');
    await session('cp', 'new', `${other}:new`);
    await session('send', other, 'only there');
    const diff = await session('diff', id, other);
    assert.match(diff, /^ {2}\+ new$/mu);
    assert.match(diff, /^Messages: 2 in common$/mu);
    assert.match(diff, /only there/u);
    await refused(5, /MESSAGE_NOT_FOUND|no message/u, 'fork', id, '--at', 'msg_unknown');
    await refused(2, /count/u, 'fork', id, '--count', '1000');
    await refused(2, /no number/u, 'fork', id, '--count', '0');
    for (const fork of [deeper, one, other]) await session('close', fork, '--wait');
    await refused(6, /closed/u, 'fork', one);
  });

  it('a session is exported into one file and comes back from it', async () => {
    assert.equal(await session('export', id), `${id}.tar.gz`);
    const back = await session('import', `${id}.tar.gz`, '--space', 'team', '--wait', '-o', 'name');
    assert.notEqual(back, id);
    const diff = await session('diff', id, back);
    assert.match(diff, /^Files: 0 added, 0 removed, 0 changed$/mu, diff);
    assert.match(diff, /^Messages: 2 in common$/mu);
    assert.equal(await session('send', back, 'second'), 'second');
    writeFileSync(join(folder, 'broken.tar'), readFileSync(join(folder, `${id}.tar.gz`)).subarray(0, 400));
    await refused(1, /ARCHIVE|archive/u, 'import', 'broken.tar', '--space', 'team');
    assert.equal(lstatSync(join(folder, `${id}.tar.gz`)).isFile(), true);
    await session('close', back, '--wait');
  });
});
