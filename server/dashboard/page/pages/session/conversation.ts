// What was said in a session, put together from messages, turns and events, whichever comes first. Pure.

import type { ChosenRoute, LoggedEvent, Message, Turn } from '../../api/shapes.ts';

/** What is known of a turn: who answers, why, and what became of it. */
export interface TurnNote {
  readonly route?: ChosenRoute;
  readonly commit?: string;
  readonly failure?: { readonly code: string; readonly message: string; readonly hint?: string };
}

/** A reply that is still being said. */
export interface Draft {
  readonly agent: string;
  readonly text: string;
  readonly isCut: boolean;
}

export interface Conversation {
  /** Oldest first. */
  readonly messages: readonly Message[];
  readonly turns: ReadonlyMap<string, TurnNote>;
  readonly drafts: ReadonlyMap<string, Draft>;
}

export const silence: Conversation = { messages: [], turns: new Map(), drafts: new Map() };

/** With more of them, each once; they stand before those that are there where `are` says so. */
export function withMessages(
  before: Conversation,
  more: readonly Message[],
  are: 'older' | 'newer' = 'newer',
): Conversation {
  const known = new Set(before.messages.map(({ id }) => id));
  const added = more.filter(({ id }) => !known.has(id));
  const messages = are === 'older' ? [...added, ...before.messages] : [...before.messages, ...added];
  return { ...before, messages };
}

export function withTurns(before: Conversation, records: readonly Turn[]): Conversation {
  const turns = new Map(before.turns);
  for (const { id, route, agent_commit: commit } of records)
    turns.set(id, {
      ...turns.get(id),
      ...(route === null ? {} : { route }),
      ...(commit === null ? {} : { commit }),
    });
  return { ...before, turns };
}

/** What a stream says: stored events whole, pieces of replies bare. */
export interface Heard {
  readonly event: string;
  readonly data: unknown;
}

interface Piece {
  readonly turn_id: string;
  readonly agent: string;
  readonly text: string;
  readonly cut?: boolean;
}

/** After all of them, in order: once per frame, however many there are. */
export function withHeard(before: Conversation, heard: readonly Heard[]): Conversation {
  const drafts = new Map(before.drafts);
  const turns = new Map(before.turns);
  const said: Message[] = [];
  for (const { event, data } of heard) {
    if (event === 'agent.delta' || event === 'agent.partial') {
      const { turn_id, agent, text, cut } = data as Piece;
      const soFar = event === 'agent.delta' ? drafts.get(turn_id) : undefined;
      drafts.set(turn_id, {
        agent,
        text: (soFar?.text ?? '') + text,
        isCut: (soFar?.isCut ?? false) || cut === true,
      });
      continue;
    }
    const logged = data as LoggedEvent;
    const turn = logged.data?.['turn_id'];
    if (typeof turn !== 'string') continue;
    if (event === 'route.decided')
      turns.set(turn, { ...turns.get(turn), route: logged.data as unknown as ChosenRoute });
    if (event === 'turn.failed')
      turns.set(turn, {
        ...turns.get(turn),
        failure: logged.data as unknown as NonNullable<TurnNote['failure']>,
      });
    if (event === 'turn.started' || endsDraft.has(event)) drafts.delete(turn);
    if (event === 'user.message' || event === 'agent.message') said.push(messageOf(logged, turn));
  }
  return withMessages({ ...before, turns, drafts }, said);
}

const endsDraft: ReadonlySet<string> = new Set([
  'agent.message',
  'agent.answered',
  'turn.failed',
  'turn.handed_over',
]);

function messageOf({ type, at, data }: LoggedEvent, turn: string): Message {
  return {
    id: String(data['message_id']),
    turn_id: turn,
    role: type === 'user.message' ? 'user' : 'agent',
    agent: typeof data['agent'] === 'string' ? data['agent'] : null,
    content: String(data['content']),
    created_at: at,
  };
}
