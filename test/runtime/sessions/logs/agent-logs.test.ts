// What agents print: kept in order, bounded, across processes, and without secrets.

import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { createAgentLogs, type AgentLogs } from '../../../../runtime/sessions/logs/agent-logs.ts';
import { createLogFiles } from '../../../../runtime/sessions/logs/log-files.ts';
import type { LogOptions } from '../../../../runtime/sessions/sessions.ts';
import type { SessionId } from '../../../../state/model/ids.ts';
import { aSession } from '../../../support/rows.ts';

let folder: string;
let id: SessionId;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'raworc-logs-'));
  ({ id } = aSession());
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const logger = { info: () => undefined, warn: () => undefined };
const open = (): AgentLogs => createAgentLogs({ files: createLogFiles(folder), logger });
const frame = (text: string, agent = 'clerk') =>
  ({ type: 'log', seq: 1, agent, stream: 'stdout', text, at: 1 }) as const;

async function textsOf(
  logs: AgentLogs,
  wanted: Pick<LogOptions, 'agent' | 'since' | 'tail'> = {},
): Promise<readonly string[]> {
  const texts: string[] = [];
  const options = {
    follow: false,
    signal: AbortSignal.timeout(5000),
    ...wanted,
  };
  for await (const { text } of logs.follow(id, options)) texts.push(text);
  return texts;
}

test('a process that follows another one has what that one heard', async () => {
  const first = open();
  first.add(id, frame('one\ntwo'));
  first.add(id, frame('three', 'buyer'));
  await first.flush();
  const second = open();
  second.add(id, frame('four'));
  assert.deepEqual(await textsOf(second), ['one', 'two', 'three', 'four']);
  assert.deepEqual(await textsOf(second, { agent: 'buyer' }), ['three']);
});

test('secrets are taken out before anything is kept, also in the file', async () => {
  const logs = open();
  logs.hide(id, 'clerk', ['s3cret-value']);
  logs.add(id, frame('the key is s3cret-value'));
  await logs.flush();
  assert.deepEqual(await textsOf(open()), ['the key is [redacted]']);
});

test('a value that is cut in two by the length of its line is taken out all the same', async () => {
  const logs = open();
  logs.hide(id, 'clerk', ['s3cret-value']);
  logs.add(id, { ...frame('the key is s3cr'), cut: true });
  logs.add(id, frame('other', 'buyer'));
  logs.add(id, { ...frame('et-va'), cut: true });
  logs.add(id, frame('lue, and so on'));
  await logs.flush();
  assert.equal(
    (await textsOf(open(), { agent: 'clerk' })).join(''),
    'the key is [redacted], and so on',
    'nothing else is lost',
  );
});

test('an agent that prints without end fills neither memory nor disk', async () => {
  const logs = open();
  const line = 'x'.repeat(1000);
  for (let round = 0; round < 50; round += 1) {
    logs.add(id, frame(Array.from({ length: 100 }, () => line).join('\n')));
    await logs.flush();
  }
  const kept = await textsOf(logs);
  assert.ok(kept.length < 300 && kept.length > 200, String(kept.length));
  const bytes = readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  assert.ok(bytes < 3 * 1024 * 1024, String(bytes));
});

test('half a line, as a killed process leaves it, costs nothing but itself', async () => {
  const first = open();
  first.add(id, frame('whole'));
  await first.flush();
  appendFileSync(join(folder, `${id}.jsonl`), '{"at":1,"agent":"clerk","str');
  assert.deepEqual(await textsOf(open()), ['whole']);
});

test('who follows gets every line once, those before and those after', async () => {
  const logs = open();
  logs.add(id, frame('before'));
  const stop = new AbortController();
  const heard: string[] = [];
  for await (const { text } of logs.follow(id, { follow: true, signal: stop.signal })) {
    heard.push(text);
    if (text === 'before') logs.add(id, frame('after'));
    else stop.abort();
  }
  assert.deepEqual(heard, ['before', 'after']);
});

test('only the newest lines are given, or those since then, for a person who looks at what goes wrong now', async () => {
  const logs = open();
  for (let at = 1; at <= 5; at += 1) logs.add(id, { ...frame(`line ${at}`), at });
  assert.deepEqual(await textsOf(logs, { tail: 2 }), ['line 4', 'line 5']);
  assert.deepEqual(await textsOf(logs, { tail: 0 }), []);
  assert.deepEqual(await textsOf(logs, { since: 4 }), ['line 4', 'line 5']);
  assert.deepEqual(await textsOf(logs, { since: 2, tail: 1 }), ['line 5']);
});
