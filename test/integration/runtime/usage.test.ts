// What a real session takes on a real engine is seen where people look for it.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { waitForState } from '../../../cli/client/wait.ts';
import type { SessionView } from '../../../server/api/shapes/session.ts';
import type { TurnWithReplyView } from '../../../server/api/shapes/turn.ts';
import { pythonAgent, space } from '../../support/runtime/agents.ts';
import { openRealRuntime, type RealRuntime } from '../../support/runtime/real-runtime.ts';

const MIB = 1024 * 1024;

interface UsageSamples {
  readonly samples: readonly { readonly disk_bytes: number | null; readonly memory_bytes: number | null }[];
  readonly hours: readonly { readonly turns: number; readonly cpu_seconds: number }[];
}

/** Burns a second of CPU and leaves 50 MB behind; says what it used, as agents may. */
const hungry = `until = time.process_time() + 1
while time.process_time() < until:
    pass
with open('/session/big', 'wb') as big:
    big.write(b'x' * (50 * 1024 * 1024))
return {'content': 'done', 'usage': {'input_tokens': 7, 'output_tokens': 3}}`;

let runtime: RealRuntime;
let id: string;

before(async () => {
  runtime = await openRealRuntime();
  await runtime.apply({
    ...space('team', 'network: { egress: none }, routing: { default: hungry }'),
    ...pythonAgent('team', 'hungry', hungry),
  });
  ({ id } = await runtime.client.post<SessionView>('sessions', { space: 'team' }));
  await waitForState(runtime.client, id, 'idle', 60);
});
after(() => runtime[Symbol.asyncDispose]());

/** Sessions at rest are looked at once a minute. */
async function sampled(isEnough: (usage: UsageSamples) => boolean): Promise<UsageSamples> {
  for (const until = performance.now() + 120_000; ;) {
    const usage = await runtime.client.get<UsageSamples>(`sessions/${id}/usage`);
    if (isEnough(usage)) return usage;
    assert.ok(performance.now() < until, `nothing of it was seen: ${JSON.stringify(usage)}`);
    await delay(500);
  }
}

test('what an agent burns and writes is measured inside of its container, and told for session and space', async () => {
  const content = { content: 'eat' };
  const turn = await runtime.client.post<TurnWithReplyView>(`sessions/${id}/messages`, content, { wait: 30 });
  assert.equal(turn.state, 'done', JSON.stringify(turn));
  const usage = await sampled(({ samples }) => (samples.at(-1)?.disk_bytes ?? 0) >= 50 * MIB);
  assert.ok((usage.samples.at(-1)?.memory_bytes ?? 0) > MIB, 'a process takes memory');
  const [hour] = usage.hours.slice(-1);
  assert.ok(hour !== undefined && hour.turns === 1 && hour.cpu_seconds >= 1, JSON.stringify(hour));

  const top = await runtime.client.get<{ items: readonly { session_id?: string; id?: string }[] }>('top');
  assert.ok(JSON.stringify(top.items).includes(id), 'top shows the session');
  const bySpace = await runtime.client.get<{ items: readonly object[] }>('usage', { by: 'space' });
  assert.match(JSON.stringify(bySpace.items), /"team"/);
});
