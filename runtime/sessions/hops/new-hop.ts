// The turn that another turn makes, and what was said to it.

import { newMessageId, newTurnId, type MessageId, type RandomBytes } from '../../../state/model/ids.ts';
import type { MessageRow } from '../../../state/store/messages.ts';
import type { TurnRow } from '../../../state/store/turns.ts';

export interface NewHop {
  readonly from: TurnRow;
  readonly to: string;
  /** What the supervisor calls the question; left out, the turn is handed over. */
  readonly ask?: string;
  /** Left out: the same that `from` was told. */
  readonly message?: string;
  readonly now: number;
}

export interface MadeHop {
  readonly turn: TurnRow;
  /** To be inserted with it. */
  readonly said: MessageRow | undefined;
}

export function newHop({ from, to, ask, message, now }: NewHop, random: RandomBytes): MadeHop {
  const by = from.route?.agent ?? '';
  const reason = ask === undefined ? `"${by}" handed its turn over to it.` : `"${by}" asked it.`;
  const messageId: MessageId = message === undefined ? from.messageId : newMessageId(now, random);
  const turn: TurnRow = {
    ...from,
    id: newTurnId(now, random),
    state: 'queued',
    messageId,
    requestedAgent: to,
    route: { agent: to, by: 'agent', confidence: 1, reason },
    agentCommit: null,
    attempt: 1,
    error: null,
    via: ask === undefined ? 'handoff' : 'ask',
    parentId: from.id,
    askId: ask ?? null,
    heirId: null,
    depth: from.depth + 1,
    usage: null,
    firstDeltaAt: null,
    idempotencyKey: null,
    queueUntil: null,
    createdAt: now,
    startedAt: null,
    endedAt: null,
  };
  if (message === undefined) return { turn, said: undefined };
  const said: MessageRow = {
    id: messageId,
    sessionId: from.sessionId,
    turnId: turn.id,
    parentTurnId: from.id,
    role: 'user',
    agent: to,
    content: message,
    metadata: { from: by },
    createdAt: now,
  };
  return { turn, said };
}
