// How an agent stands, by its conditions, in the words that spaces have. Pure.

import type { Agent, Condition, Standing } from '../../api/shapes.ts';

const is = (conditions: readonly Condition[], type: string): boolean =>
  conditions.some((each) => each.type === type && each.status === 'True');

export function agentStanding({ conditions }: Pick<Agent, 'conditions'>): Standing {
  if (is(conditions, 'Stalled')) return 'stalled';
  if (is(conditions, 'Ready')) return 'ready';
  return conditions.some(({ type, reason }) => type === 'Reconciling' && reason === 'Retrying')
    ? 'failing'
    : 'progressing';
}

const order: Readonly<Record<Standing, number>> = {
  stalled: 0,
  failing: 1,
  progressing: 2,
  held: 3,
  ready: 4,
};

/** The worst first; of those that stand alike, by name. */
export function worstAgentsFirst(agents: readonly Agent[]): readonly Agent[] {
  return [...agents].sort(
    (a, b) => order[agentStanding(a)] - order[agentStanding(b)] || (a.name < b.name ? -1 : 1),
  );
}

/** What says most about why it stands so; undefined where all is well. */
export function tellingCondition({ conditions }: Pick<Agent, 'conditions'>): Condition | undefined {
  const active = conditions.filter(({ type, status }) =>
    type === 'Ready' ? status !== 'True' : status === 'True',
  );
  return (
    active.find(({ type }) => type === 'Stalled') ?? active.find(({ type }) => type !== 'Ready') ?? active[0]
  );
}
