// What becomes of the turns in flight when their container is gone: taken again under the next attempt, or failed.

import type { Manifest } from '../../../schemas/manifest/manifest.ts';
import type { TurnError } from '../../../state/model/turn.ts';
import type { TurnRow } from '../../../state/store/turns.ts';
import type { SessionEdit } from '../session-edit.ts';
import { afterInterruption } from './after-interruption.ts';

/**
 * Answers the turns that failed by it. Runs in the transaction that leaves the container, so that a turn's attempt always
 * belongs to the row's generation.
 */
export async function interruptTurns(session: SessionEdit): Promise<readonly TurnRow[]> {
  const running = await session.tables.turns.list(session.row().id, ['running']);
  const failed: TurnRow[] = [];
  for (const turn of running) if (!(await takeAgain(session, turn))) failed.push(turn);
  return failed;
}

/** False where it failed instead. */
export async function takeAgain({ tables, row, log, now }: SessionEdit, turn: TurnRow): Promise<boolean> {
  const agent = turn.route?.agent ?? null;
  const manifest = agent === null ? undefined : (await tables.agents.get(row().space, agent))?.goodManifest;
  const decision = afterInterruption(turn.attempt, (manifest as Manifest | undefined)?.on_interrupted);
  if (decision.type === 'retry') {
    const patch = { state: 'queued', attempt: turn.attempt + 1 } as const;
    await tables.turns.change(turn.id, ['running'], patch, turn.attempt);
    return true;
  }
  await failTurn({ tables, log, now }, turn, decision.error);
  return false;
}

/** False where the turn has ended already, or goes on under another attempt. */
export async function failTurn(
  { tables, log, now }: Pick<SessionEdit, 'tables' | 'log' | 'now'>,
  turn: Pick<TurnRow, 'id' | 'attempt' | 'route'>,
  error: TurnError,
  state: 'failed' | 'cancelled' = 'failed',
): Promise<boolean> {
  const patch = { state, error, endedAt: now };
  const isChanged = await tables.turns.change(turn.id, ['queued', 'running'], patch, turn.attempt);
  if (!isChanged) return false;
  await tables.tasks.cancel('turn', turn.id);
  log({
    type: 'turn.failed',
    data: { turn_id: turn.id, agent: turn.route?.agent ?? null, attempt: turn.attempt, ...error },
  });
  return true;
}
