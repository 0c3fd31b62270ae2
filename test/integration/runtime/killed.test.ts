import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { EventView } from '../../../server/api/shapes/event.ts';
import type { MessageView } from '../../../server/api/shapes/message.ts';
import type { SessionView } from '../../../server/api/shapes/session.ts';
import type { SyncedView } from '../../../server/api/shapes/status.ts';
import type { TurnWithReplyView } from '../../../server/api/shapes/turn.ts';
import { ensureBase } from '../../support/base/ensure-base.ts';
import { ensureDatabase } from '../../support/machine/database.ts';
import { pythonAgent, space } from '../../support/runtime/agents.ts';
import { type MortalRuntime, openMortalRuntime } from '../../support/runtime/mortal-runtime.ts';

const sessions = 6;
const kills = 5;

/** Writes down what it is asked before it answers in pieces, and says all that it wrote down when asked for it. */
const agent = pythonAgent(
  'team',
  'worker',
  `if message == 'report':
    yield open('/session/runs').read()
    return
with open('/session/runs', 'a') as runs:
    runs.write(context['turn_id'] + ' ' + str(context['attempt']) + chr(10))
for part in range(4):
    time.sleep(float(message) / 4)
    yield str(part)`,
);

async function ask(runtime: MortalRuntime, id: string, content: string): Promise<TurnWithReplyView> {
  const headers = { 'idempotency-key': randomUUID() };
  let turn = await runtime.persist((client) =>
    client.request<TurnWithReplyView>('POST', `sessions/${id}/messages`, { body: { content }, headers }),
  );
  while (turn.state === 'queued' || turn.state === 'running') {
    turn = await runtime.persist((client) => client.get(`sessions/${id}/turns/${turn.id}`, { wait: 10 }));
  }
  return turn;
}

async function open(runtime: MortalRuntime): Promise<string> {
  const headers = { 'idempotency-key': randomUUID() };
  const body = { space: 'team' };
  const { id } = await runtime.persist((client) =>
    client.request<SessionView>('POST', 'sessions', { body, headers }),
  );
  const idle = await runtime.persist((client) =>
    client.get<SessionView>(`sessions/${id}/wait`, { state: 'idle,error', timeout: 60 }),
  );
  assert.equal(idle.state, 'idle');
  return id;
}

/** Every accepted message has one reply and ran once, at its first attempt; the log has no gap. */
async function check(runtime: MortalRuntime, id: string, turns: readonly string[]): Promise<void> {
  const messages = await runtime.client().all<MessageView>(`sessions/${id}/messages`);
  const replied = messages.filter(({ role }) => role === 'agent').map(({ turn_id }) => turn_id);
  assert.deepEqual(replied, turns);
  const { items } = await runtime
    .client()
    .get<{ items: EventView[] }>(`sessions/${id}/events`, { limit: 1000 });
  assert.deepEqual(
    items.map(({ seq }) => seq),
    items.map((_event, at) => at + 1),
  );
  const { items: report } = await ask(runtime, id, 'report');
  assert.deepEqual(
    report[0]?.content.trim().split('\n'),
    turns.map((turn) => `${turn} 1`),
  );
}

async function killWhileTalking(databaseUrl?: string): Promise<void> {
  await ensureBase();
  await using runtime = await openMortalRuntime(
    { ...space('team', 'resources: { memory: 64Mi }'), ...agent },
    databaseUrl,
  );
  const { result } = await runtime.client().post<SyncedView>('sync', { wait: 120 });
  assert.equal(result, 'converged');
  const ids = await Promise.all(Array.from({ length: sessions }, () => open(runtime)));

  const silence = new AbortController();
  const talks = ids.map(async (id) => {
    const turns: string[] = [];
    for (let seconds = 0.2; !silence.signal.aborted; seconds = (seconds * 1.7) % 2) {
      const turn = await ask(runtime, id, seconds.toFixed(2));
      assert.equal(turn.state, 'done', JSON.stringify(turn.error));
      turns.push(turn.id);
    }
    return turns;
  });
  for (let kill = 0; kill < kills; kill += 1) {
    await delay(300 + Math.random() * 1500);
    await runtime.killAndRestart();
  }
  silence.abort();
  const said = await Promise.all(talks);
  assert.ok(said.flat().length >= sessions);
  for (const [at, id] of ids.entries()) await check(runtime, id, said[at] ?? []);
}

describe('a runtime that is killed again and again', () => {
  it('loses no accepted message and answers none twice, on SQLite', () => killWhileTalking());

  it('loses no accepted message and answers none twice, on MariaDB or MySQL', async () => {
    const database = await ensureDatabase();
    try {
      await killWhileTalking(database.url);
    } finally {
      await database.stop();
    }
  });
});
