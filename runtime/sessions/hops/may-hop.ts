// Gathers from the store what decides whether a turn may ask an agent or be handed over to it.

import type { RaworcError } from '../../../state/model/errors.ts';
import type { AgentRow } from '../../../state/store/agents.ts';
import type { StoreTables } from '../../../state/store/store.ts';
import type { TurnRow } from '../../../state/store/turns.ts';
import { sessionReached } from '../budgets/reached.ts';
import { agentNotFound, askerEnded, budgetReached } from '../errors.ts';
import { placesOf } from '../turns/line.ts';
import { isOfAttempt, lineage } from './family.ts';
import { refusalOf, takenOf, type Hop } from './judge.ts';

export interface WantedHop {
  /** The turn that wants it, and its attempt. */
  readonly turn: TurnRow['id'];
  readonly attempt: number;
  readonly to: string;
  readonly via: 'ask' | 'handoff';
  readonly now: number;
}

export type HopAnswer =
  | {
      readonly type: 'allowed';
      readonly from: TurnRow;
      readonly agent: AgentRow;
      /** The turn whose task conducts `from`: itself, or the first of those that it is the heir of. */
      readonly head: TurnRow;
    }
  | { readonly type: 'refused'; readonly error: RaworcError };

const refused = (error: RaworcError): HopAnswer => ({ type: 'refused', error });

export async function mayHop(
  tables: Pick<StoreTables, 'turns' | 'agents' | 'spaces' | 'usage'>,
  space: string,
  session: TurnRow['sessionId'],
  { turn, attempt, to, via, now }: WantedHop,
): Promise<HopAnswer> {
  const unfinished = await tables.turns.list(session, ['queued', 'running']);
  const from = unfinished.find(({ id }) => id === turn);
  if (from?.state !== 'running' || from.attempt !== attempt || from.heirId !== null) {
    return refused(askerEnded(turn));
  }
  const agent = await tables.agents.get(space, to);
  if (agent === undefined) {
    const others = (await tables.agents.list(space)).map(({ name }) => name);
    return refused(agentNotFound(space, to, others));
  }
  const reached = await sessionReached(tables, { id: session, space }, now);
  if (reached !== undefined) return refused(budgetReached(reached));
  const above = lineage(unfinished, from);
  const root = above.at(-1) ?? from;
  const error = refusalOf({
    from,
    to,
    via,
    unfinished,
    inAll: await countHops(tables, root),
    placesOf: await places(tables, space, agent, unfinished),
  });
  if (error !== undefined) return refused(error);
  return { type: 'allowed', from, agent, head: above.find((each) => each.via !== 'handoff') ?? root };
}

/** Under that turn, in the attempts that its members are in. */
async function countHops({ turns }: Pick<StoreTables, 'turns'>, root: TurnRow): Promise<number> {
  let count = 0;
  for (let level: readonly TurnRow[] = [root]; level.length > 0;) {
    const parents = new Map(level.map((turn) => [turn.id, turn]));
    const children = await turns.childrenOf(...parents.keys());
    level = children.filter((child) => {
      const parent = child.parentId === null ? undefined : parents.get(child.parentId);
      return parent !== undefined && isOfAttempt(child, parent);
    });
    count += level.length;
  }
  return count;
}

/** Others' are only looked up where that agent has no place: else nobody has to wait for any. */
async function places(
  { agents }: Pick<StoreTables, 'agents'>,
  space: string,
  to: AgentRow,
  unfinished: readonly TurnRow[],
): Promise<Hop['placesOf']> {
  const known = new Map([[to.name, placesOf(to)]]);
  if (takenOf(unfinished, to.name).length >= placesOf(to)) {
    const names = new Set(unfinished.map(({ route }) => route?.agent ?? to.name));
    for (const name of names) known.set(name, placesOf(await agents.get(space, name)));
  }
  return (name) => known.get(name) ?? 1;
}
