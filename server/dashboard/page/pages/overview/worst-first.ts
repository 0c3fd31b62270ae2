// Which spaces somebody has to look at, and in which order all of them are shown. Pure.

import type { SpaceOverview, Standing } from '../../api/shapes.ts';

type Told = Pick<SpaceOverview, 'name' | 'standing' | 'problems' | 'awaiting_confirmation'>;

const order: Readonly<Record<Standing, number>> = {
  stalled: 0,
  failing: 1,
  progressing: 3,
  held: 4,
  ready: 5,
};
/** What runs is well, and is not what somebody wrote. */
const unread = 2;

function rank({ standing, problems, awaiting_confirmation }: Told): number {
  // Nothing goes on with a removal until a person has confirmed it.
  if (awaiting_confirmation !== null) return order.stalled;
  return problems.errors > 0 ? Math.min(order[standing], unread) : order[standing];
}

export const isTroubled = (space: Told): boolean => rank(space) <= unread;

/** The worst first; of those that stand alike, by name. */
export function worstFirst<Space extends Told>(spaces: readonly Space[]): readonly Space[] {
  return [...spaces].sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1));
}

/** `1 error, 2 warnings in its files`; empty where there are none. */
export function problemsText({ errors, warnings }: SpaceOverview['problems']): string {
  const parts = [counted(errors, 'error'), counted(warnings, 'warning')].filter((part) => part !== '');
  return parts.length === 0 ? '' : `${parts.join(', ')} in its files`;
}

function counted(count: number, noun: string): string {
  return count === 0 ? '' : `${count} ${noun}${count === 1 ? '' : 's'}`;
}
