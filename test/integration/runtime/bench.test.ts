// `raworc bench` on a real server: every figure is there, and its sessions are gone afterwards, also when it fails.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { measureServer } from '../../../cli/bench/measure-server.ts';
import type { SessionView } from '../../../server/api/shapes/session.ts';
import type { RaworcError } from '../../../state/model/errors.ts';
import { pythonAgent, space } from '../../support/runtime/agents.ts';
import { openRealRuntime, type RealRuntime } from '../../support/runtime/real-runtime.ts';

let runtime: RealRuntime;

before(async () => {
  runtime = await openRealRuntime();
  await runtime.apply({
    ...space('team', 'network: { egress: none }, routing: { default: echo }'),
    ...pythonAgent('team', 'echo', 'return message'),
    ...pythonAgent('team', 'broken', 'raise ValueError("never")'),
  });
});
after(() => runtime[Symbol.asyncDispose]());

const measure = (agent: string) =>
  measureServer(
    { space: 'team', agent, message: 'hello', sessions: 2, messages: 3, timeoutSeconds: 60 },
    {
      server: runtime.client,
      elapsed: () => performance.now(),
      say: () => undefined,
      signal: new AbortController().signal,
    },
  );

async function openSessions(): Promise<number> {
  const all = await runtime.client.all<SessionView>('sessions', { space: 'team' });
  return all.filter(({ state, target }) => state !== 'closed' && target !== 'closed').length;
}

test('it tells how long people wait in each case, and leaves nothing behind', async () => {
  const summaries = await measure('echo');
  assert.deepEqual(
    summaries.map(({ what, count }) => [what, count]),
    [
      ['create → idle', 2],
      ['first message → reply', 2],
      ['message → reply', 6],
      ['message to a paused session → reply', 2],
      ['message to a suspended session → reply', 2],
    ],
  );
  assert.ok(summaries.every(({ p50_ms: p50, max_ms: max }) => p50 > 0 && max >= p50));
  assert.equal(await openSessions(), 0);
});

test('an agent that fails makes it fail, for a quick failure is no quick reply', async () => {
  await assert.rejects(measure('broken'), (error: RaworcError) => error.message.includes('never'));
  assert.equal(await openSessions(), 0);
});
