// The end of a turn becomes durable: reply or failure, the turn, its task and the session in one transaction. Only then
// may the supervisor forget it.

import { newMessageId, type RandomBytes } from '../../../state/model/ids.ts';
import type { MessageRow } from '../../../state/store/messages.ts';
import type { SessionRow } from '../../../state/store/sessions.ts';
import type { Claim } from '../../../state/store/tasks.ts';
import type { TurnRow } from '../../../state/store/turns.ts';
import type { TurnDoneFrame, TurnEndFrame, TurnFailedFrame } from '../link/frames.ts';
import * as because from '../lifecycle/reasons.ts';
import type { Because } from '../lifecycle/transition.ts';
import type { EditSession, SessionEdit } from '../session-edit.ts';
import type { TurnView } from '../sessions.ts';
import { failTurn, takeAgain } from './interrupt.ts';

export interface Ending {
  /** `again`: it was interrupted and is queued for another attempt. */
  readonly ending: 'ended' | 'again';
  /** Where this was its reply. */
  readonly view?: TurnView;
}

/** `seen`: the session as it was read last. */
export type StoreEnd = (
  turn: TurnRow,
  frame: TurnEndFrame,
  claim: Claim,
  seen: SessionRow,
) => Promise<Ending & { readonly row: SessionRow }>;

export function createStoreEnd(deps: { readonly edit: EditSession; readonly random: RandomBytes }): StoreEnd {
  return async function storeEnd(turn, frame, claim, seen) {
    const by = `agent:${turn.route?.agent ?? ''}`;
    const work = (session: SessionEdit): Promise<Ending> =>
      frame.type === 'turn.done' ? done(session, turn, frame, claim) : failed(session, turn, frame);
    const { row, result } = await deps.edit(turn.sessionId, by, work, seen);
    return { ...result, row };
  };

  async function done(
    session: SessionEdit,
    turn: TurnRow,
    { content, attempt }: TurnDoneFrame,
    claim: Claim,
  ): Promise<Ending> {
    const { tables, now, log } = session;
    const patch = { state: 'done', endedAt: now } as const;
    // Cancelled or taken again meanwhile: then this is not its reply.
    if (!(await tables.turns.change(turn.id, ['running'], patch, attempt))) return { ending: 'ended' };
    const agent = turn.route?.agent ?? '';
    const id = newMessageId(now, deps.random);
    const reply: MessageRow = {
      id,
      sessionId: turn.sessionId,
      turnId: turn.id,
      parentTurnId: turn.parentId,
      role: 'agent',
      agent,
      content,
      metadata: {},
      createdAt: now,
    };
    await tables.messages.insert(reply);
    // Whoever lost the claim still has the reply: nobody shall run the turn again.
    if (!(await tables.tasks.complete(claim))) await tables.tasks.cancel('turn', turn.id);
    log({ type: 'agent.message', data: { message_id: id, turn_id: turn.id, agent, attempt, content } });
    turnsEnded(session, because.turnEnded);
    return { ending: 'ended', view: { turn: { ...turn, ...patch }, reply } };
  }
}

async function failed(session: SessionEdit, turn: TurnRow, frame: TurnFailedFrame): Promise<Ending> {
  if (frame.code === 'TURN_INTERRUPTED' && (await takeAgain(session, turn))) {
    turnsEnded(session, because.interrupted);
    return { ending: 'again' };
  }
  const { code, message, hint } = frame;
  if (await failTurn(session, turn, { code, message, hint })) turnsEnded(session, because.turnEnded);
  return { ending: 'ended' };
}

/** The session's only turn in flight is over. */
export function turnsEnded({ row, move, patch, now }: SessionEdit, why: Because): void {
  const { state, beforePause } = row();
  if (state === 'busy') move('turns-ended', why);
  else if (state === 'paused' && beforePause === 'busy') patch({ beforePause: 'idle' });
  patch({ lastActivityAt: now });
}
