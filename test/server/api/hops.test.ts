// What the API shows of turns that agents make.

import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { createWorld, type Instance, type World } from '../../scenarios/sessions/world.ts';
import { serveSessions, type SessionApi } from '../../support/sessions/session-api.ts';
import { TALKER } from '../../support/sessions/talker.ts';

const PIECES = 'def process_message(message, context):\n    yield "one "\n    yield "two"\n';

let world: World;
let instance: Instance;
let api: SessionApi;
let session: string;
beforeEach(async () => {
  world = await createWorld();
  await world.agent('a', TALKER);
  await world.agent('b', TALKER);
  await world.agent('pieces', PIECES);
  instance = await world.start();
  api = await serveSessions(instance.sessions);
  const { id } = await instance.sessions.create({ space: world.space, agent: 'a', by: 'ada' });
  await instance.sessions.waitState(id, ['idle'], { timeoutMs: 20_000 });
  session = `sessions/${id}`;
});
afterEach(async () => {
  await api.close();
  await world.end();
});

async function say(content: string) {
  const { events } = await api.stream('POST', `${session}/messages`, { body: { content } });
  const told: { readonly event: string; readonly data: Record<string, unknown> }[] = [];
  for await (const { event, data } of events) {
    const facts = data as { readonly data?: Record<string, unknown> };
    told.push({ event: event ?? '', data: facts.data ?? (data as Record<string, unknown>) });
  }
  return told;
}

test('the stream of a message goes on with the heir of its turn, up to the one reply', async () => {
  const told = await say('hand pieces: go');
  assert.deepEqual(
    told.map(({ event }) => event).filter((event) => event !== 'agent.delta'),
    ['user.message', 'route.decided', 'turn.started', 'turn.handed_over', 'turn.started', 'agent.message'],
  );
  const text = told.flatMap(({ event, data }) => (event === 'agent.delta' ? [data['text']] : [])).join('');
  assert.equal(text, 'one two');
  assert.equal(told.at(-1)?.data['agent'], 'pieces');
});

test('it tells who is asked and what they answer, but not the pieces of their answers', async () => {
  const told = await say('ask pieces: go');
  const types = told.map(({ event }) => event);
  assert.deepEqual(types.slice(2), ['turn.started', 'agent.asked', 'agent.answered', 'agent.message']);
  assert.equal(told.at(-1)?.data['content'], 'pieces says <one two>');
});

test('a turn lists what it made, with how long each took, so that a slow answer can be explained', async () => {
  const told = await say('all b: hello & pieces: go');
  const turn = String(told.at(-1)?.data['turn_id']);
  const answer = await api.request('GET', `${session}/turns/${turn}`);
  const { hops } = (await answer.json()) as { readonly hops: readonly Record<string, unknown>[] };
  const shown = hops.map(({ agent, via, state }) => `${String(agent)} ${String(via)} ${String(state)}`);
  assert.deepEqual(shown.toSorted(), ['b ask done', 'pieces ask done']);
  for (const { durations } of hops) {
    const { queued_ms, total_ms } = durations as Readonly<Record<string, number>>;
    assert.ok(Number(queued_ms) >= 0 && Number(total_ms) >= 0);
  }
});
