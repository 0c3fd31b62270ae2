// The end of a random life: everything that was accepted has come to an end, every session can be brought to rest and
// closed, and nothing is left over.

import assert from 'node:assert/strict';
import type { SessionId } from '../../../../state/model/ids.ts';
import { turnHasEnded } from '../../../../state/model/turn.ts';
import { resync } from './commands.ts';
import { checkSession } from './invariants.ts';
import type { Life } from './life.ts';

const WAIT = { timeoutMs: 60_000 };

export async function judge(life: Life): Promise<void> {
  const { world, sessions, accepted } = life;
  await Promise.all(sessions.map((id) => bringToRest(life, id)));
  for (const { turn: id, session, content } of accepted) {
    const { turn, reply } = await life.instance.sessions.waitTurn(id, WAIT);
    assert.ok(turnHasEnded(turn.state), `the turn ${content} of ${session} is ${turn.state}`);
    assert.equal(reply?.content, turn.state === 'done' ? `echo ${content}` : undefined);
  }
  for (const id of sessions) await checkSession(world.store, id);
  await Promise.all(sessions.map((id) => close(life, id)));
  for (const id of sessions) await checkSession(world.store, id);
  for (const kind of ['turn', 'ask'] as const) {
    assert.deepEqual(await world.store.tasks.unfinished(kind), []);
  }
  await resync(life);
  assert.deepEqual(await world.leftovers(), []);
}

/** Idle, for whoever wants to go on with it; a closed one stays so. */
async function bringToRest({ instance: { sessions } }: Life, id: SessionId): Promise<void> {
  for (let tries = 0; tries < 5; tries += 1) {
    const { state, target } = await sessions.get(id);
    if (state === 'closed' || target === 'closed') return;
    const request = state === 'error' ? 'retry' : 'resume';
    // It may come to an error in this very moment, or out of one.
    await sessions.request(id, request, 'admin').catch(() => undefined);
    const row = await sessions.waitState(id, ['idle', 'error'], WAIT);
    if (row.state === 'idle' && row.target === 'running') return;
  }
  const { state, target, reason, message } = await sessions.get(id);
  assert.fail(`${id} does not come to rest: ${state} for ${target}, ${reason}: ${message}`);
}

async function close({ instance: { sessions } }: Life, id: SessionId): Promise<void> {
  await sessions.request(id, 'close', 'admin');
  const { state, reason } = await sessions.waitState(id, ['closed'], WAIT);
  assert.equal(state, 'closed', `${id} could not be closed: ${reason}`);
}
