// What agents have said so far in turns that aren't over, so that whoever connects in mid-turn has the beginning.

import type { SessionId, TurnId } from '../../../state/model/ids.ts';
import type { StreamedDelta } from '../../../state/model/session-event.ts';

/** UTF-16 units kept per turn; of a longer one only the stored reply tells everything. */
const MOST_KEPT = 1024 * 1024;

interface Partial {
  readonly agent: string;
  /** False where this process did not hear the beginning, or there is too much of it. */
  isWhole: boolean;
  pieces: string[];
  length: number;
}

export interface Partials {
  /** The turn begins: everything that it says will be heard. */
  begin(id: SessionId, turn: TurnId, agent: string): void;
  /** The turn was begun before anybody here listened. */
  join(id: SessionId, turn: TurnId, agent: string): void;
  /** Answers what to stream. */
  add(id: SessionId, turn: TurnId, text: string): StreamedDelta | undefined;
  end(id: SessionId, turn: TurnId): void;
  /** One `agent.partial` for each turn that has said something. */
  of(id: SessionId): readonly StreamedDelta[];
}

export function createPartials(): Partials {
  const sessions = new Map<SessionId, Map<TurnId, Partial>>();

  function put(id: SessionId, turn: TurnId, agent: string, isWhole: boolean): void {
    const turns = sessions.get(id) ?? new Map<TurnId, Partial>();
    sessions.set(id, turns.set(turn, { agent, isWhole, pieces: [], length: 0 }));
  }

  return {
    begin: (id, turn, agent) => put(id, turn, agent, true),
    join(id, turn, agent) {
      if (sessions.get(id)?.has(turn) !== true) put(id, turn, agent, false);
    },
    add(id, turn, text) {
      const partial = sessions.get(id)?.get(turn);
      if (partial === undefined) return undefined;
      if (partial.isWhole) keep(partial, text);
      return { type: 'agent.delta', data: { turn_id: turn, agent: partial.agent, text } };
    },
    end(id, turn) {
      const turns = sessions.get(id);
      turns?.delete(turn);
      if (turns?.size === 0) sessions.delete(id);
    },
    of(id) {
      const told: StreamedDelta[] = [];
      for (const [turn, partial] of sessions.get(id) ?? []) {
        if (!partial.isWhole || partial.length === 0) continue;
        const text = partial.pieces.join('');
        partial.pieces = [text];
        told.push({ type: 'agent.partial', data: { turn_id: turn, agent: partial.agent, text } });
      }
      return told;
    },
  };
}

function keep(partial: Partial, text: string): void {
  partial.pieces.push(text);
  partial.length += text.length;
  if (partial.length <= MOST_KEPT) return;
  partial.isWhole = false;
  partial.pieces = [];
}
