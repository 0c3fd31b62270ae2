// The end of a turn becomes durable: reply or failure, the turn, its task and the session in one transaction. Only then
// may the supervisor forget it.

import type { Meter } from '../../../state/model/measurement.ts';
import type { Usage } from '../../../state/model/turn.ts';
import { usageOf } from '../../../state/model/usage.ts';
import { newMessageId, type RandomBytes } from '../../../state/model/ids.ts';
import type { MessageRow } from '../../../state/store/messages.ts';
import type { SessionRow } from '../../../state/store/sessions.ts';
import type { Claim } from '../../../state/store/tasks.ts';
import type { TurnRow } from '../../../state/store/turns.ts';
import type { TurnDoneFrame, TurnEndFrame } from '../link/frames.ts';
import { cancelBelow } from '../hops/cancel-below.ts';
import { taskKindOf } from '../hops/family.ts';
import { handOver } from '../hops/hand-over.ts';
import { handedOverTo } from '../hops/handed-over.ts';
import * as because from '../lifecycle/reasons.ts';
import type { EditSession, SessionEdit } from '../session-edit.ts';
import type { TurnView } from '../sessions.ts';
import { accountTurn } from '../usage/account-turn.ts';
import type { BegunTurn } from './begun-turn.ts';
import { failTurn, takeAgain } from './interrupt.ts';
import { turnEnded } from './turn-ended.ts';

export interface Ending {
  /** `again`: it was interrupted and is queued for another attempt. `handed-over`: its heir goes on. */
  readonly ending: 'ended' | 'again' | 'handed-over';
  /** Where this was its reply: the turn that it replies to, which another may have been handed over. */
  readonly view?: TurnView;
}

export type StoreEnd = (
  begun: Pick<BegunTurn, 'turn' | 'row' | 'isOnly'>,
  frame: TurnEndFrame,
  claim: Claim,
) => Promise<Ending & { readonly row: SessionRow }>;

export interface StoreEndDeps {
  readonly edit: EditSession;
  readonly random: RandomBytes;
  /** When the turn first said something, where this process heard it from its beginning. */
  readonly firstDeltaAt: (turn: Pick<TurnRow, 'id' | 'sessionId'>) => number | null;
  readonly meter: Meter;
}

/** And what its agent said that it took, where that was added up. */
type Stored = Ending & { readonly usage?: Usage | null };

export function createStoreEnd(deps: StoreEndDeps): StoreEnd {
  return async function storeEnd({ turn, row: seen, isOnly: wasOnly }, frame, claim) {
    const by = `agent:${turn.route?.agent ?? ''}`;
    const work = async (session: SessionEdit): Promise<Stored> => {
      // Whatever began meanwhile has changed the row.
      const isOnly = wasOnly && session.row() === seen;
      if (frame.asks !== undefined) await cancelBelow(session, turn);
      switch (frame.type) {
        case 'turn.done':
          return done(session, turn, frame, { claim, isOnly });
        case 'turn.handoff': {
          const refusal = await handOver(session, turn, frame, deps.random);
          return refusal === undefined
            ? { ending: 'handed-over', usage: usageOf(frame.usage) }
            : failed(session, turn, refusal, isOnly);
        }
        case 'turn.failed':
          return failed(session, turn, frame, isOnly);
        default:
          return frame satisfies never;
      }
    };
    const { row, result } = await deps.edit(turn.sessionId, by, work, seen);
    const { usage = null, ...ending } = result;
    if (usage !== null) deps.meter({ type: 'reported', space: row.space, usage });
    return { ...ending, row };
  };

  async function done(
    session: SessionEdit,
    turn: TurnRow,
    { content, attempt, usage }: TurnDoneFrame,
    { claim, isOnly }: { readonly claim: Claim; readonly isOnly: boolean },
  ): Promise<Stored> {
    const { tables, now, log } = session;
    const end = { state: 'done', endedAt: now } as const;
    // What those before it took is theirs.
    const patch = { ...end, usage: usageOf(usage), firstDeltaAt: deps.firstDeltaAt(turn) };
    // Cancelled or taken again meanwhile: then this is not its reply.
    if (!(await tables.turns.change(turn.id, ['running'], patch, attempt))) return { ending: 'ended' };
    await accountTurn(session, turn, { usage: patch.usage, hasReply: true });
    const before = await handedOverTo(tables, turn);
    for (const each of before) await tables.turns.change(each.id, ['running'], end);
    const head = before.at(-1) ?? turn;
    const agent = turn.route?.agent ?? '';
    const id = newMessageId(now, deps.random);
    const reply: MessageRow = {
      id,
      sessionId: turn.sessionId,
      turnId: head.id,
      parentTurnId: head.parentId,
      role: 'agent',
      agent,
      content,
      metadata: {},
      createdAt: now,
    };
    await tables.messages.insert(reply);
    // Whoever lost the claim still has the reply: nobody shall run the turn again.
    if (!(await tables.tasks.complete(claim))) await tables.tasks.cancel(taskKindOf(head), head.id);
    const said = { message_id: id, turn_id: head.id, agent, attempt, content };
    if (head.parentId === null) log({ type: 'agent.message', data: said });
    else log({ type: 'agent.answered', data: { ...said, parent_turn_id: head.parentId } });
    await turnEnded(session, turn, because.turnEnded, isOnly);
    const view = { turn: { ...head, ...(head === turn ? patch : end) }, reply };
    return { ending: 'ended', view, usage: patch.usage };
  }
}

async function failed(
  session: SessionEdit,
  turn: TurnRow,
  {
    code,
    message,
    hint,
  }: { readonly code: string; readonly message: string; readonly hint?: string | undefined },
  isOnly: boolean,
): Promise<Ending> {
  if (code === 'TURN_INTERRUPTED' && (await takeAgain(session, turn))) {
    await turnEnded(session, turn, because.interrupted, isOnly);
    return { ending: 'again' };
  }
  const error = { code, message, ...(hint === undefined ? {} : { hint }) };
  const isItsEnd = await failTurn(session, turn, error);
  if (isItsEnd) await turnEnded(session, turn, because.turnFailed(code), isOnly);
  return { ending: 'ended' };
}
