// The end of a turn becomes durable: reply or failure, the turn, its task and the session in one transaction. Only then
// may the supervisor forget it.

import { newMessageId, type RandomBytes } from '../../../state/model/ids.ts';
import type { TurnError } from '../../../state/model/turn.ts';
import type { MessageRow } from '../../../state/store/messages.ts';
import type { SessionRow } from '../../../state/store/sessions.ts';
import type { Claim } from '../../../state/store/tasks.ts';
import type { TurnRow } from '../../../state/store/turns.ts';
import type { TurnDoneFrame, TurnEndFrame } from '../link/frames.ts';
import * as because from '../lifecycle/reasons.ts';
import type { EditSession, SessionEdit } from '../session-edit.ts';
import type { TurnView } from '../sessions.ts';
import type { BegunTurn } from './begun-turn.ts';
import { failTurn, takeAgain } from './interrupt.ts';
import { turnEnded } from './turn-ended.ts';

export interface Ending {
  /** `again`: it was interrupted and is queued for another attempt. */
  readonly ending: 'ended' | 'again';
  /** Where this was its reply. */
  readonly view?: TurnView;
}

export type StoreEnd = (
  begun: Pick<BegunTurn, 'turn' | 'row' | 'isOnly'>,
  frame: TurnEndFrame,
  claim: Claim,
) => Promise<Ending & { readonly row: SessionRow }>;

export function createStoreEnd(deps: { readonly edit: EditSession; readonly random: RandomBytes }): StoreEnd {
  return async function storeEnd({ turn, row: seen, isOnly: wasOnly }, frame, claim) {
    const by = `agent:${turn.route?.agent ?? ''}`;
    const work = (session: SessionEdit): Promise<Ending> => {
      // Whatever began meanwhile has changed the row.
      const isOnly = wasOnly && session.row() === seen;
      return frame.type === 'turn.done'
        ? done(session, turn, frame, { claim, isOnly })
        : failed(session, turn, frame.type === 'turn.handoff' ? refused : frame, isOnly);
    };
    const { row, result } = await deps.edit(turn.sessionId, by, work, seen);
    return { ...result, row };
  };

  async function done(
    session: SessionEdit,
    turn: TurnRow,
    { content, attempt }: TurnDoneFrame,
    { claim, isOnly }: { readonly claim: Claim; readonly isOnly: boolean },
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
    await turnEnded(session, turn, because.turnEnded, isOnly);
    return { ending: 'ended', view: { turn: { ...turn, ...patch }, reply } };
  }
}

/** Nobody goes on in its stead yet. */
const refused: TurnError = {
  code: 'ASK_UNSUPPORTED',
  message: 'The agent handed its turn over, which this runtime does not carry out.',
  hint: 'Upgrade it.',
};

async function failed(
  session: SessionEdit,
  turn: TurnRow,
  { code, message, hint }: TurnError,
  isOnly: boolean,
): Promise<Ending> {
  if (code === 'TURN_INTERRUPTED' && (await takeAgain(session, turn))) {
    await turnEnded(session, turn, because.interrupted, isOnly);
    return { ending: 'again' };
  }
  const error = { code, message, ...(hint === undefined ? {} : { hint }) };
  const isItsEnd = await failTurn(session, turn, error);
  if (isItsEnd) await turnEnded(session, turn, because.turnEnded, isOnly);
  return { ending: 'ended' };
}
