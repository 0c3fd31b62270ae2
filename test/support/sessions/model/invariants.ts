// What holds of a session at every moment, whatever is going on: looked at in one transaction.

import assert from 'node:assert/strict';
import type { SessionId } from '../../../../state/model/ids.ts';
import type { LoggedEvent } from '../../../../state/model/session-event.ts';
import {
  legalCauses,
  nextState,
  sessionStates,
  type SessionState,
} from '../../../../state/model/session-state.ts';
import type { MessageRow } from '../../../../state/store/messages.ts';
import type { SessionRow } from '../../../../state/store/sessions.ts';
import type { Store } from '../../../../state/store/store.ts';
import type { TurnRow } from '../../../../state/store/turns.ts';
import { turnHasEnded } from '../../../../state/model/turn.ts';

const EVERYTHING = 100_000;

export async function checkSession(store: Store, id: SessionId): Promise<SessionRow> {
  const seen = await store.transaction(async (tables) => ({
    row: await tables.sessions.get(id),
    log: await tables.events.list(id, 0, EVERYTHING),
    turns: await tables.turns.list(id),
    messages: await tables.messages.list(id, { limit: EVERYTHING }),
  }));
  assert.ok(seen.row !== undefined, `${id} is there`);
  checkLog(seen.row, seen.log);
  checkTurns(seen.row, seen.turns, seen.messages);
  return seen.row;
}

/** Numbered without gaps, and every step from state to state is one of the table's. */
function checkLog(row: SessionRow, log: readonly LoggedEvent[]): void {
  assert.deepEqual(
    log.map(({ seq }) => seq),
    log.map((_, index) => index + 1),
  );
  let state: SessionState | null = null;
  for (const event of log) {
    const to = event.type.startsWith('session.') ? event.type.slice('session.'.length) : '';
    if (!isState(to) || !('from' in event.data)) continue;
    assert.equal(event.data.from, state, `${row.id} left ${state} for ${to}`);
    if (state !== null) assert.ok(mayFollow(state, to), `${row.id}: ${state} → ${to} is in no table`);
    state = to;
  }
  assert.equal(row.state, state, 'the row says what the log says');
  assert.equal(row.beforePause === null, row.state !== 'paused');
}

const isState = (text: string): text is SessionState => (sessionStates as readonly string[]).includes(text);

const mayFollow = (from: SessionState, to: SessionState): boolean =>
  legalCauses(from).some((cause) =>
    [nextState(from, cause, 'idle'), nextState(from, cause, 'busy')].includes(to),
  );

/** Busy while and only while turns run, unless it is going, and one reply for each turn that is done. */
function checkTurns(row: SessionRow, turns: readonly TurnRow[], messages: readonly MessageRow[]): void {
  const isBusy = row.state === 'busy' || row.beforePause === 'busy';
  // One that was handed over runs as long as its heir does, which may have lost its container and wait for the next.
  const isWaiting = (turn: TurnRow): boolean =>
    turn.heirId !== null && turns.find(({ id }) => id === turn.heirId)?.state !== 'running';
  const running = turns.filter((turn) => turn.state === 'running' && !isWaiting(turn));
  const isBetween = running.length === 0 && turns.some((turn) => turn.state === 'running');
  const isGoing = row.target === 'closed' && running.length === 0;
  if (!isGoing && !isBetween)
    assert.equal(
      isBusy,
      running.length > 0,
      `${row.id} is ${row.state} with ${running.length} turns running`,
    );
  const replies = Map.groupBy(
    messages.filter(({ role, turnId }) => role === 'agent' && turnId !== null),
    ({ turnId }) => turnId,
  );
  for (const { id, state, error, endedAt, parentId } of turns) {
    if (parentId !== null) continue;
    assert.equal(
      replies.get(id)?.length ?? 0,
      state === 'done' ? 1 : 0,
      `replies of a turn that is ${state}`,
    );
    assert.equal(endedAt !== null, turnHasEnded(state));
    if (state === 'failed' || state === 'cancelled') assert.ok(error?.code, 'a failure has a code');
  }
  if (row.state === 'closed') assert.ok(turns.every(({ state }) => turnHasEnded(state)));
}
