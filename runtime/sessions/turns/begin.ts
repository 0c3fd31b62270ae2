// A turn begins: written down before the supervisor is told, so that whoever takes over knows that it may have run.

import type { AgentRow } from '../../../state/store/agents.ts';
import type { SessionRow } from '../../../state/store/sessions.ts';
import type { TurnPatch, TurnRow } from '../../../state/store/turns.ts';
import * as because from '../lifecycle/reasons.ts';
import type { EditSession, SessionEdit } from '../session-edit.ts';
import { isReady } from './is-ready.ts';
import { hasPlace, placesOf } from './line.ts';

export interface BeginTurn {
  /** The session as it was read last. */
  readonly seen: SessionRow;
  readonly turn: TurnRow;
  readonly agent: Pick<AgentRow, 'name' | 'goodCommit' | 'goodManifest'>;
  /** The container that it is going to run in. */
  readonly containerId: string;
}

export type Begun =
  | {
      readonly type: 'begun';
      readonly row: SessionRow;
      readonly turn: TurnRow;
      /** No other one runs or waits for a place beside it. */
      readonly isOnly: boolean;
    }
  /** Its agent has no place for it yet. */
  | { readonly type: 'full' }
  /** The session or the turn went another way meanwhile. */
  | { readonly type: 'moved' };

export async function beginTurn(
  edit: EditSession,
  { seen, turn, agent, containerId }: BeginTurn,
): Promise<Begun> {
  type Written = Exclude<Begun, { type: 'begun' }> | { type: 'begun'; turn: TurnRow; isOnly: boolean };
  const work = async (session: SessionEdit): Promise<Written> => {
    const { tables, row, now } = session;
    if (!isReady(row()) || row().containerId !== containerId) return { type: 'moved' };
    // Of an agent that takes one at a time none can run in an idle session, and none is older: its task waited for that.
    const isOnly = row().state === 'idle' && placesOf(agent) === 1;
    if (!isOnly && !(await hasPlace(tables, turn, agent))) return { type: 'full' };
    const patch = runningPatch(agent, now);
    if (!(await tables.turns.change(turn.id, ['queued'], patch, turn.attempt))) return { type: 'moved' };
    started(session, turn, agent.name);
    return { type: 'begun', turn: { ...turn, ...patch }, isOnly };
  };
  const { row, result } = await edit(turn.sessionId, 'runtime', work, seen);
  return result.type === 'begun' ? { ...result, row } : result;
}

export function runningPatch({ goodCommit }: Pick<AgentRow, 'goodCommit'>, now: number) {
  return {
    state: 'running',
    startedAt: now,
    agentCommit: goodCommit,
    queueUntil: null,
  } as const satisfies TurnPatch;
}

/** What the session's row and log say of it. */
export function started({ row, move, patch, log, now }: SessionEdit, turn: TurnRow, agent: string): void {
  // Always, so that whoever ends another one in the same moment sees that this one runs.
  patch({ lastActivityAt: now });
  log({ type: 'turn.started', data: { turn_id: turn.id, agent, attempt: turn.attempt } });
  if (row().state === 'idle') move('turn-started', because.turnStarted);
}
