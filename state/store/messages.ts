// What was said in a session. Bodies over 1 MiB are kept in chunks; callers never notice.

import type { MessageId, SessionId, TurnId } from '../model/ids.ts';

export interface MessageRow {
  readonly id: MessageId;
  readonly sessionId: SessionId;
  readonly turnId: TurnId | null;
  /** Said between agents on behalf of that turn, and no part of the conversation; null: said to or by a person. */
  readonly parentTurnId: TurnId | null;
  readonly role: 'user' | 'agent' | 'system';
  /** The agent that said it, or that it was said to; null where none, or as long as that is not known. */
  readonly agent: string | null;
  readonly content: string;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly createdAt: number;
}

export interface Messages {
  /**
   * False where the turn has its final reply already: a unique key on (turn, role `agent`) makes the first
   * reply win.
   */
  insert(row: MessageRow): Promise<boolean>;
  /** Many at once, in order, none of which answers a turn here: a history that comes from elsewhere. */
  insertAll(rows: readonly MessageRow[]): Promise<void>;
  get(id: MessageId): Promise<MessageRow | undefined>;
  /** The conversation, without what agents said to each other, in that order; `after` is a message's id. */
  list(
    sessionId: SessionId,
    page: { readonly limit: number; readonly after?: string },
    first?: 'oldest' | 'newest',
  ): Promise<readonly MessageRow[]>;
  /** The newest `limit` of the conversation, oldest of them first: the history that an agent is given. */
  tail(sessionId: SessionId, limit: number): Promise<readonly MessageRow[]>;
  reply(turnId: TurnId): Promise<MessageRow | undefined>;
  /** The agent that answered last in the conversation; undefined where none has yet. */
  lastSpeaker(sessionId: SessionId): Promise<string | undefined>;
  /** Writes whom a message is for that was accepted before that was known. */
  address(id: MessageId, agent: string): Promise<void>;
}
