// A turn begins: written down before the supervisor is told, so that whoever takes over knows that it may have run.

import type { AgentRow } from '../../../state/store/agents.ts';
import type { SessionRow } from '../../../state/store/sessions.ts';
import type { TurnPatch, TurnRow } from '../../../state/store/turns.ts';
import * as because from '../lifecycle/reasons.ts';
import type { EditSession, SessionEdit } from '../session-edit.ts';
import { isReady } from './is-ready.ts';

export interface BeginTurn {
  /** The session as it was read last. */
  readonly seen: SessionRow;
  readonly turn: TurnRow;
  readonly agent: Pick<AgentRow, 'name' | 'goodCommit'>;
  /** The container that it is going to run in. */
  readonly containerId: string;
}

export interface Begun {
  readonly row: SessionRow;
  readonly turn: TurnRow;
}

/** Undefined where the session or the turn went another way meanwhile. */
export async function beginTurn(
  edit: EditSession,
  { seen, turn, agent, containerId }: BeginTurn,
): Promise<Begun | undefined> {
  const work = async (session: SessionEdit): Promise<TurnRow | undefined> => {
    const { tables, row, now } = session;
    if (!isReady(row()) || row().containerId !== containerId) return undefined;
    const patch = runningPatch(agent, now);
    if (!(await tables.turns.change(turn.id, ['queued'], patch, turn.attempt))) return undefined;
    started(session, turn, agent.name);
    return { ...turn, ...patch };
  };
  const { row, result } = await edit(turn.sessionId, 'runtime', work, seen);
  return result && { row, turn: result };
}

export function runningPatch({ goodCommit }: Pick<AgentRow, 'goodCommit'>, now: number) {
  return { state: 'running', startedAt: now, agentCommit: goodCommit } as const satisfies TurnPatch;
}

/** What the session's row and log say of it. */
export function started({ row, move, log }: SessionEdit, turn: TurnRow, agent: string): void {
  log({ type: 'turn.started', data: { turn_id: turn.id, agent, attempt: turn.attempt } });
  if (row().state === 'idle') move('turn-started', because.turnStarted);
}
