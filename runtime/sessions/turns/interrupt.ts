// What becomes of the turns in flight when their container is gone: taken again under the next attempt, or failed.

import type { Manifest } from '../../../schemas/manifest/manifest.ts';
import type { TurnError } from '../../../state/model/turn.ts';
import type { TurnRow } from '../../../state/store/turns.ts';
import type { SessionEdit } from '../session-edit.ts';
import { asked, taskKindOf } from '../hops/family.ts';
import { handedOverTo } from '../hops/handed-over.ts';
import { accountTurn } from '../usage/account-turn.ts';
import { afterInterruption } from './after-interruption.ts';

const ASKER_INTERRUPTED: TurnError = {
  code: 'CANCELLED',
  message: 'The container was lost, and the agent that asked with it.',
};

type Ending = Pick<SessionEdit, 'tables' | 'row' | 'log' | 'now'>;

/**
 * Answers the turns that failed by it. Runs in the transaction that leaves the container, so that a turn's attempt always
 * belongs to the row's generation.
 */
export async function interruptTurns(session: SessionEdit): Promise<readonly TurnRow[]> {
  const unfinished = await session.tables.turns.list(session.row().id, ['queued', 'running']);
  const waitedFor = asked(unfinished);
  // Whoever waited for them is interrupted too, and asks again when it is taken again.
  for (const turn of waitedFor) await endOne(session, turn, ASKER_INTERRUPTED, 'cancelled');
  const running = unfinished.filter(({ state, heirId }) => state === 'running' && heirId === null);
  const failed: TurnRow[] = [];
  for (const turn of running) {
    if (!waitedFor.has(turn) && !(await takeAgain(session, turn))) failed.push(turn);
  }
  return failed;
}

/** False where it failed instead. */
export async function takeAgain(session: SessionEdit, turn: TurnRow): Promise<boolean> {
  const { tables, row } = session;
  const agent = turn.route?.agent ?? null;
  const manifest = agent === null ? undefined : (await tables.agents.get(row().space, agent))?.goodManifest;
  const decision = afterInterruption(turn.attempt, (manifest as Manifest | undefined)?.on_interrupted);
  if (decision.type === 'retry') {
    const patch = { state: 'queued', attempt: turn.attempt + 1 } as const;
    await tables.turns.change(turn.id, ['running'], patch, turn.attempt);
    return true;
  }
  await failTurn(session, turn, decision.error);
  return false;
}

/**
 * Whoever handed over to it fails with it; for what hangs on it see `cancelBelow`. False where the turn has ended already,
 * or goes on under another attempt.
 */
export async function failTurn(
  session: Ending,
  turn: TurnRow,
  error: TurnError,
  state: 'failed' | 'cancelled' = 'failed',
): Promise<boolean> {
  if (!(await endOne(session, turn, error, state))) return false;
  for (const before of await handedOverTo(session.tables, turn)) await endOne(session, before, error, state);
  return true;
}

/** Alone, without its family. */
export async function endOne(
  session: Ending,
  turn: TurnRow,
  error: TurnError,
  state: 'failed' | 'cancelled',
): Promise<boolean> {
  const { tables, log, now } = session;
  const patch = { state, error, endedAt: now };
  const isChanged = await tables.turns.change(turn.id, ['queued', 'running'], patch, turn.attempt);
  if (!isChanged) return false;
  // One that was handed over was added up then.
  if (turn.state === 'running' && turn.heirId === null)
    await accountTurn(session, turn, { usage: null, hasReply: false });
  if (turn.via !== 'handoff') await tables.tasks.cancel(taskKindOf(turn), turn.id);
  log({
    type: 'turn.failed',
    data: { turn_id: turn.id, agent: turn.route?.agent ?? null, attempt: turn.attempt, ...error },
  });
  return true;
}
