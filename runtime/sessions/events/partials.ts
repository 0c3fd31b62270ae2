// What agents have said so far in turns that aren't over, so that whoever connects in mid-turn has the beginning.

import type { Clock } from '../../../state/model/clock.ts';
import type { SessionId, TurnId } from '../../../state/model/ids.ts';
import type { StreamedDelta } from '../../../state/model/session-event.ts';

/** UTF-16 units kept per turn; of a longer one the beginning is forgotten. */
const MOST_KEPT = 1024 * 1024;

interface Partial {
  readonly agent: string;
  /** This process did not hear the beginning, or there is too much of it. */
  isCut: boolean;
  /** The next piece is told as all there is, for those who listen have none of it or that of an earlier attempt. */
  beginsAnew: boolean;
  pieces: string[];
  length: number;
  firstAt: number | null;
}

export interface Partials {
  /** The turn begins: everything that it says will be heard. */
  begin(id: SessionId, turn: TurnId, agent: string): void;
  /** The turn was begun before anybody here listened. */
  join(id: SessionId, turn: TurnId, agent: string): void;
  /** Answers what to stream. */
  add(id: SessionId, turn: TurnId, text: string): StreamedDelta | undefined;
  end(id: SessionId, turn: TurnId): void;
  /** Nothing more of this session will be heard here. */
  endAll(id: SessionId): void;
  /** One `agent.partial` for each turn that has said something. */
  of(id: SessionId): readonly StreamedDelta[];
  /** When the turn said its first piece; null where that is not known. */
  firstAt(id: SessionId, turn: TurnId): number | null;
}

export function createPartials({ now }: Pick<Clock, 'now'>): Partials {
  const sessions = new Map<SessionId, Map<TurnId, Partial>>();
  const find = (id: SessionId, turn: TurnId): Partial | undefined => sessions.get(id)?.get(turn);

  function put(id: SessionId, turn: TurnId, partial: Pick<Partial, 'agent' | 'isCut' | 'beginsAnew'>): void {
    const turns = sessions.get(id) ?? new Map<TurnId, Partial>();
    sessions.set(id, turns.set(turn, { ...partial, pieces: [], length: 0, firstAt: null }));
  }

  return {
    begin(id, turn, agent) {
      const before = find(id, turn);
      put(id, turn, { agent, isCut: false, beginsAnew: before !== undefined && before.length > 0 });
    },
    join(id, turn, agent) {
      if (find(id, turn) === undefined) put(id, turn, { agent, isCut: true, beginsAnew: true });
    },
    add(id, turn, text) {
      const partial = find(id, turn);
      if (partial === undefined) return undefined;
      const { isCut, beginsAnew } = partial;
      if (!isCut) partial.firstAt ??= now();
      partial.beginsAnew = false;
      keep(partial, text);
      return beginsAnew
        ? partialOf(turn, partial)
        : { type: 'agent.delta', data: { turn_id: turn, agent: partial.agent, text } };
    },
    end(id, turn) {
      const turns = sessions.get(id);
      turns?.delete(turn);
      if (turns?.size === 0) sessions.delete(id);
    },
    endAll: (id) => void sessions.delete(id),
    of(id) {
      const said = [...(sessions.get(id) ?? [])].filter(([, { length }]) => length > 0);
      return said.map(([turn, partial]) => partialOf(turn, partial));
    },
    firstAt: (id, turn) => find(id, turn)?.firstAt ?? null,
  };
}

function keep(partial: Partial, text: string): void {
  if (partial.length + text.length > MOST_KEPT) {
    partial.isCut = true;
    partial.pieces = [];
    partial.length = 0;
  }
  partial.pieces.push(text);
  partial.length += text.length;
}

function partialOf(turn: TurnId, partial: Partial): StreamedDelta {
  const text = partial.pieces.join('');
  partial.pieces = [text];
  const cut = partial.isCut ? ({ cut: true } as const) : {};
  return { type: 'agent.partial', data: { turn_id: turn, agent: partial.agent, text, ...cut } };
}
