// Agents that are declared and not built yet: sessions and messages wait for them, and not longer than there is hope.

import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import type { Condition } from '../../../state/model/condition.ts';
import type { SessionId, TurnId } from '../../../state/model/ids.ts';
import { anAgent } from '../../support/rows.ts';
import { createWorld, type Instance, type World } from './world.ts';

const ECHO = `
def process_message(message, context):
    return "echo: " + message
`;
const WAIT = { timeoutMs: 15_000 };

const condition = (type: Condition['type'], reason: string): Condition => ({
  type,
  status: 'True',
  reason,
  message: 'So it is.',
  changedAt: 1,
});
const building = [condition('Reconciling', 'Building')];

let world: World;
let instance: Instance;
let claimedAgain: PromiseWithResolvers<void>;

/** The space has an image, made when it had no agents. */
beforeEach(async () => {
  world = await createWorld();
  claimedAgain = Promise.withResolvers();
  let claims = 0;
  instance = await world.start({
    checkpoint: (name) => {
      if (name === 'turn.claimed' && (claims += 1) === 2) claimedAgain.resolve();
    },
  });
});
afterEach(() => world.end());

const declare = (name: string, conditions: readonly Condition[]) =>
  world.store.agents.putAll([anAgent({ space: world.space, name, conditions })]);

/** Sends a message to an agent that is being built, and resolves when it was looked at once and left waiting, or has ended. */
async function sendTooEarly(id: SessionId): Promise<TurnId> {
  await declare('late', building);
  const { turn } = await instance.sessions.send(id, { content: '@late hello', by: 'admin' });
  await Promise.race([claimedAgain.promise, instance.sessions.waitTurn(turn.id, WAIT)]);
  return turn.id;
}

test('a session waits in init for the first agents, because there is nobody to talk to in the image before', async () => {
  await declare('echo', building);
  const { id } = await instance.sessions.create({ space: world.space, by: 'admin' });
  await instance.runtime.control.reconcile(id, { signal: AbortSignal.timeout(WAIT.timeoutMs) });
  const waiting = await instance.sessions.get(id);
  assert.deepEqual([waiting.state, waiting.reason, waiting.image], ['init', 'WaitingForImage', null]);

  await world.agent('echo', ECHO);
  const image = await world.image('two');
  instance.nudge(id);
  const ready = await instance.sessions.waitState(id, ['idle'], WAIT);
  assert.equal(ready.image, image);
});

test('a session starts where no agent is being built, so that one that can’t be built leaves nobody waiting', async () => {
  await declare('echo', [condition('Stalled', 'BuildFailed')]);
  await declare('other', [condition('Reconciling', 'Retrying')]);
  const { id } = await instance.sessions.create({ space: world.space, by: 'admin' });
  assert.equal((await instance.sessions.waitState(id, ['idle'], WAIT)).state, 'idle');
});

test('a message waits for its agent while that is being built, because what was accepted is answered', async () => {
  const { id } = await instance.sessions.create({ space: world.space, by: 'admin' });
  await instance.sessions.waitState(id, ['idle'], WAIT);
  const turn = await sendTooEarly(id);
  await world.agent('late', ECHO);
  await world.image('two');
  instance.nudge(id);
  const { turn: ended, reply } = await instance.sessions.waitTurn(turn, WAIT);
  assert.deepEqual([ended.state, reply?.content], ['done', 'echo: hello']);
});

test('a message fails once its agent’s build has failed, because waiting would not help', async () => {
  const { id } = await instance.sessions.create({ space: world.space, by: 'admin' });
  await instance.sessions.waitState(id, ['idle'], WAIT);
  const turn = await sendTooEarly(id);
  assert.equal((await world.store.turns.get(turn))?.state, 'queued');
  await declare('late', [condition('Stalled', 'BuildFailed')]);
  const { turn: ended } = await instance.sessions.waitTurn(turn, WAIT);
  assert.deepEqual([ended.state, ended.error?.code], ['failed', 'AGENT_NOT_READY']);
});
