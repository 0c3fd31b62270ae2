// How turns hang together that agents made: who asked whom, who goes on in whose stead. Pure.

import type { TurnId } from '../../../state/model/ids.ts';
import type { TaskKind } from '../../../state/store/tasks.ts';
import type { TurnRow } from '../../../state/store/turns.ts';

type Kin = Pick<TurnRow, 'id' | 'via' | 'parentId'>;

/** The kind of the task that conducts a turn and its heirs: those that agents wait for never wait for a place. */
export function taskKindOf({ via }: Pick<TurnRow, 'via'>): Extract<TaskKind, 'turn' | 'ask'> {
  return via === 'message' ? 'turn' : 'ask';
}

/** Whether its end may be the last one that its session waits for: who handed over to a queued one runs until it ends. */
export function isInFlight({ state, via }: Pick<TurnRow, 'state' | 'via'>): boolean {
  return state === 'running' || via === 'handoff';
}

/** Those that hang on that turn, at any depth; older ones come first in `turns`. */
export function below<T extends Kin>(turns: readonly T[], id: TurnId): readonly T[] {
  const known = new Set<TurnId>([id]);
  return turns.filter((turn) => {
    const isBelow = turn.parentId !== null && known.has(turn.parentId);
    if (isBelow) known.add(turn.id);
    return isBelow;
  });
}

/** Those that an agent waits for, however many hands they went through; older ones come first. */
export function asked<T extends Kin>(turns: readonly T[]): ReadonlySet<T> {
  const found = new Map<TurnId, T>();
  for (const turn of turns) {
    const isHeirOfAsked = turn.parentId !== null && turn.via === 'handoff' && found.has(turn.parentId);
    if (turn.via === 'ask' || isHeirOfAsked) found.set(turn.id, turn);
  }
  return new Set(found.values());
}

/** The turn and those above it, from it to the person's message. */
export function lineage<T extends Kin>(turns: readonly T[], turn: T): readonly T[] {
  const parent = turns.find(({ id }) => id === turn.parentId);
  return parent === undefined ? [turn] : [turn, ...lineage(turns, parent)];
}

/** Whether that turn was asked for, or handed over, in the attempt that its parent is in. */
export function isOfAttempt({ askId }: Pick<TurnRow, 'askId'>, parent: Pick<TurnRow, 'attempt'>): boolean {
  return askId === null || askId.startsWith(`${parent.attempt}.`);
}
