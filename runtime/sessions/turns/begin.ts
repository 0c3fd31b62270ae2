// A turn begins: written down before the supervisor is told, so that whoever takes over knows that it may have run.

import type { AgentRow } from '../../../state/store/agents.ts';
import type { SessionRow } from '../../../state/store/sessions.ts';
import type { TurnRow } from '../../../state/store/turns.ts';
import * as because from '../lifecycle/reasons.ts';
import type { EditSession, SessionEdit } from '../session-edit.ts';

export interface BeginTurn {
  /** The session as it was read last. */
  readonly seen: SessionRow;
  readonly turn: TurnRow;
  readonly agent: Pick<AgentRow, 'name' | 'goodCommit'>;
  /** The container that it is going to run in. */
  readonly containerId: string;
}

/** The session's row then; undefined where the session or the turn went another way meanwhile. */
export async function beginTurn(
  edit: EditSession,
  { seen, turn, agent, containerId }: BeginTurn,
): Promise<SessionRow | undefined> {
  const work = async ({ tables, row, move, log, now }: SessionEdit): Promise<boolean> => {
    const session = row();
    const isReady = session.state === 'idle' || session.state === 'busy';
    if (!isReady || session.target !== 'running' || session.containerId !== containerId) return false;
    const patch = { state: 'running', startedAt: now, agentCommit: agent.goodCommit } as const;
    if (!(await tables.turns.change(turn.id, ['queued'], patch, turn.attempt))) return false;
    log({ type: 'turn.started', data: { turn_id: turn.id, agent: agent.name, attempt: turn.attempt } });
    if (session.state === 'idle') move('turn-started', because.turnStarted);
    return true;
  };
  const { row, result } = await edit(turn.sessionId, 'runtime', work, seen);
  return result ? row : undefined;
}
