// Files with problems, seen by whoever describes a space, asks how all stands, or pushes and waits: people see where, programs get
// them as they are.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import type { SpaceProblemsView } from '../../../server/api/shapes/problem.ts';
import { agentYaml, pythonAgent, space } from '../../support/runtime/agents.ts';
import { type ImaginedServer, startImaginedServer } from '../../support/server/imagined-server.ts';

const main = new URL('../../../cli/raworc.mjs', import.meta.url).pathname;
const lost = 'spaces/sales/agents/lost.yaml';

let server: ImaginedServer;
before(async () => {
  server = await startImaginedServer({
    files: {
      ...space('sales'),
      ...pythonAgent('sales', 'bot', 'return "one"'),
      ...pythonAgent('sales', 'clerk', 'return "one"', { colour: 'red' }),
      [lost]: agentYaml('sales', 'lost', 'path: agents/lost', 'porpose: None'),
      'spaces/night/space.yaml': 'apiVersion: raworc.dev/v1\nkind: Space\nmetadata: { nme: night }\n',
    },
    agents: {},
  });
});
after(() => server[Symbol.asyncDispose]());

async function raworc(...args: readonly string[]) {
  const child = spawn(process.execPath, [main, '--api-url', server.url, ...args], {
    env: { ...process.env, RAWORC_API_KEY: server.token, NO_COLOR: '1' },
  });
  const [out, err, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { out, err, code: code as number };
}

test('a space shows its problems with their places and lines, and which revision they are of', async () => {
  const { out, code } = await raworc('describe', 'sales');
  assert.equal(code, 0);
  assert.match(out, /^Problems at [0-9a-f]{12}: 1 error, 1 warning$/m);
  assert.match(out, /^ {2}spaces\/sales\/agents\/lost\.yaml:4:\d+ error .*porpose/m);
  assert.match(out, /did you mean purpose\?/);
  assert.match(out, /^ {2}agents\/clerk\/raworc\.json:1:\d+ warning /m);
});

test('programs get them as the API has them', async () => {
  const { out } = await raworc('describe', 'sales', '-o', 'json');
  const { name, problems } = JSON.parse(out) as { name: string; problems: SpaceProblemsView };
  assert.equal(name, 'sales');
  assert.match(problems.revision ?? '', /^[0-9a-f]{40}$/);
  assert.deepEqual(
    problems.items.map(({ file, line, severity }) => [file, line, severity]),
    [
      [lost, 4, 'error'],
      ['agents/clerk/raworc.json', 1, 'warning'],
    ],
  );
});

test('an agent shows its own alone', async () => {
  assert.match((await raworc('describe', 'sales', 'clerk')).out, /raworc\.json:1:\d+ warning/);
  assert.doesNotMatch((await raworc('describe', 'sales', 'bot')).out, /Problems/);
});

test('of a space that is not there the reason is said before that', async () => {
  const { err, code } = await raworc('describe', 'night');
  assert.notEqual(code, 0);
  assert.match(err, /spaces\/night\/space\.yaml:3:\d+ error/);
  assert.match(err, /There is no space called night/);
});

test('whoever asks how all stands, or waits for a push, sees each of them with its line', async () => {
  const status = await raworc('status');
  assert.equal(status.code, 0);
  const sync = await raworc('sync', '--wait');
  assert.notEqual(sync.code, 0);
  for (const { err } of [status, sync]) {
    assert.match(err, /^spaces\/sales\/agents\/lost\.yaml:4:\d+ error /m);
    assert.match(err, /^spaces\/night\/space\.yaml:3:\d+ error /m);
    assert.match(err, /^agents\/clerk\/raworc\.json:1:\d+ warning /m);
    assert.match(err, /^2 errors, 1 warning$/m);
  }
});
