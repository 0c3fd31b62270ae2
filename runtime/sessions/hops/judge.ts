// Whether a turn may ask another agent, or be handed over to it: hops are bounded, and nobody waits for whoever waits for
// him. Pure.

import type { RaworcError } from '../../../state/model/errors.ts';
import type { TurnRow } from '../../../state/store/turns.ts';
import { askCircle, askTooDeep, tooManyAsks } from '../errors.ts';
import { lineage } from './family.ts';

/** From the person's message. */
export const MOST_HOPS = 8;
/** Of one turn, not answered yet. */
export const MOST_OPEN = 8;
/** Under one message of a person. */
export const MOST_IN_ALL = 64;

export interface Hop {
  readonly from: TurnRow;
  readonly to: string;
  readonly via: 'ask' | 'handoff';
  /** The session's turns that have not ended, oldest first; `from` is among them. */
  readonly unfinished: readonly TurnRow[];
  /** Hops so far under the person's message. */
  readonly inAll: number;
  /** How many turns an agent takes at once. */
  readonly placesOf: (agent: string) => number;
}

const agentOf = ({ route }: Pick<TurnRow, 'route'>): string => route?.agent ?? '';

/** Undefined where nothing speaks against it. */
export function refusalOf(hop: Hop): RaworcError | undefined {
  const { from, to, via, unfinished } = hop;
  const above = lineage(unfinished, from);
  if (above.some((turn) => agentOf(turn) === to)) return askCircle(above.map(agentOf).toReversed(), to);
  if (from.depth >= MOST_HOPS) return askTooDeep(MOST_HOPS);
  const open = unfinished.filter(({ parentId, via }) => parentId === from.id && via === 'ask').length;
  if (via === 'ask' && open >= MOST_OPEN) return tooManyAsks(MOST_OPEN, 'open questions of one turn');
  if (hop.inAll >= MOST_IN_ALL) return tooManyAsks(MOST_IN_ALL, 'hops for one message');
  if (via === 'ask' && wouldNeverEnd(hop)) return askCircle([agentOf(from), to], agentOf(from));
  return undefined;
}

/** How many of an agent's places are taken: a turn that was handed over has left its own. */
export function takenOf(unfinished: readonly TurnRow[], agent: string): readonly TurnRow[] {
  return unfinished.filter(
    (turn) => turn.state === 'running' && turn.heirId === null && agentOf(turn) === agent,
  );
}

/**
 * Whether the question would wait for a place that is only free once it is answered: two agents that were asked side by
 * side and ask each other are no circle in anybody's lineage.
 */
function wouldNeverEnd({ from, to, unfinished, placesOf }: Hop): boolean {
  const ended = new Set<TurnRow>();
  const hasPlace = (agent: string): boolean =>
    takenOf(unfinished, agent).filter((turn) => !ended.has(turn)).length < placesOf(agent);
  /** Once those have that are known to end; the asker only ends after its question. */
  const canEnd = (turn: TurnRow): boolean =>
    turn.id !== from.id &&
    unfinished.every((other) => other.parentId !== turn.id || ended.has(other)) &&
    (turn.state === 'running' || hasPlace(agentOf(turn)));
  for (let before = -1; before < ended.size;) {
    before = ended.size;
    for (const turn of unfinished) if (canEnd(turn)) ended.add(turn);
  }
  return !hasPlace(to);
}
