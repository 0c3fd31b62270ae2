// `raworc api` against a server: scripts read its standard output as JSON, whatever the way in which they give the body.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { type ImaginedServer, startImaginedServer } from '../../support/server/imagined-server.ts';

const program = join(import.meta.dirname, '../../../cli/raworc.mjs');

describe('raworc api', () => {
  const folder = mkdtempSync(join(tmpdir(), 'raworc-api-'));
  let server: ImaginedServer;
  before(async () => {
    server = await startImaginedServer({ files: { 'README.md': 'Nothing yet.\n' }, agents: {} });
  });
  after(async () => {
    await server[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });

  async function api(args: readonly string[], input = '') {
    const env = { ...process.env, RAWORC_API_URL: server.url, RAWORC_API_KEY: server.token };
    const child = spawn(process.execPath, [program, 'api', ...args], { env });
    child.stdin.end(input);
    const [out, err, [code]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close') as Promise<[number]>,
    ]);
    return { out, err, code };
  }

  it('takes the body as JSON, from a file or from standard input, and prints JSON and nothing else', async () => {
    writeFileSync(join(folder, 'space.json'), '{"name":"of-a-file"}');
    const ways = [
      [['spaces', '-m', 'post', '-b', '{"name":"of-words"}'], ''],
      [['spaces', '-m', 'post', '-b', `@${join(folder, 'space.json')}`], ''],
      [['/api/v0/spaces', '-m', 'POST', '-b', '-'], '{"name":"of-input"}'],
    ] as const;
    for (const [args, input] of ways) {
      const { out, err, code } = await api(args, input);
      assert.equal(code, 0, err);
      assert.equal(err, '');
      assert.equal((JSON.parse(out) as { result: string }).result, 'committed');
    }
    const { out } = await api(['spaces']);
    assert.deepEqual(
      (JSON.parse(out) as { items: { name: string }[] }).items.map(({ name }) => name),
      ['of-a-file', 'of-input', 'of-words'],
    );
  });

  it('says what is wrong on standard error, so that what reads the output never takes it for an answer', async () => {
    for (const args of [
      ['spaces/nobody'],
      ['spaces', '-m', 'post', '-b', '{'],
      ['spaces', '-m', 'post', '-b', `@${join(folder, 'absent.json')}`],
    ]) {
      const { out, err, code } = await api(args);
      assert.equal(out, '');
      assert.notEqual(err, '');
      assert.notEqual(code, 0);
    }
  });
});
