// What whoever listens to a space may be told of, and how the conditions show it. Pure.

import type { NotificationEvent } from '../../schemas/kinds/notifications.ts';
import type { Condition } from '../../state/model/condition.ts';
import { imageTrouble } from '../loop/image-reasons.ts';
import type { Announced } from '../loop/announce.ts';

export type Seen = Omit<Announced, 'spec'>;

/** How something stands that people are told of when it changes. */
export interface Standing {
  readonly event: NotificationEvent;
  /** An agent; empty: the space. */
  readonly subject: string;
  /** `fine` where there is nothing to tell; another word for each trouble. */
  readonly state: string;
  readonly reason: string;
  readonly message: string;
  readonly hint: string | null;
}

export const FINE = 'fine';

type Told = Pick<Condition, 'reason' | 'message' | 'hint'>;

const standing = (event: NotificationEvent, subject: string, state: string, told?: Told): Standing => ({
  event,
  subject,
  state,
  reason: told?.reason ?? '',
  message: told?.message ?? '',
  hint: told?.hint ?? null,
});

const find = (conditions: readonly Condition[], type: Condition['type']): Condition | undefined =>
  conditions.find((each) => each.type === type);

type Look = (seen: Seen) => readonly Standing[];

/** Total, so that the compiler lists what a new event must add. What shows elsewhere than in conditions answers nothing here. */
const looks: Readonly<Record<NotificationEvent, Look>> = {
  BuildFailed: ({ conditions: own, agents }) => [
    // What keeps a space's image from being made has seldom to do with a revision: the next one is no other trouble.
    ...built('', own, ({ reason }) => imageTrouble(reason)),
    ...agents.flatMap(({ name, commit, conditions }) =>
      built(name, conditions, ({ reason }) => (reason === 'BuildFailed' ? (commit ?? '') : undefined)),
    ),
  ],
  SpaceStalled({ conditions }) {
    const stalled = find(conditions, 'Stalled');
    if (stalled !== undefined) return [standing('SpaceStalled', '', `stalled:${stalled.reason}`, stalled)];
    const ready = find(conditions, 'Ready');
    // On its way to another try it is still in trouble.
    return ready?.status === 'True' ? [standing('SpaceStalled', '', FINE, ready)] : [];
  },
  DriftRepaired({ conditions }) {
    const drifted = find(conditions, 'Drifted');
    return [standing('DriftRepaired', '', drifted === undefined ? FINE : 'repaired', drifted)];
  },
  BudgetReached({ conditions }) {
    const reached = find(conditions, 'BudgetReached');
    if (reached !== undefined) return [standing('BudgetReached', '', 'reached', reached)];
    return [standing('BudgetReached', '', FINE, find(conditions, 'Ready'))];
  },
};

/** `troubleOf`: in what trouble it is; undefined where it is in none, or nobody knows yet because it is built again. */
function built(
  subject: string,
  conditions: readonly Condition[],
  troubleOf: (ready: Condition) => string | undefined,
): readonly Standing[] {
  const ready = find(conditions, 'Ready');
  if (ready === undefined) return [];
  if (ready.status === 'True') return [standing('BuildFailed', subject, FINE, ready)];
  const trouble = troubleOf(ready);
  return trouble === undefined ? [] : [standing('BuildFailed', subject, `failed:${trouble}`, ready)];
}

export function standingsOf(seen: Seen): readonly Standing[] {
  return Object.values(looks).flatMap((look) => look(seen));
}

/** Whether the end of it is told too: that drift is not seen any more is no news. */
export const endIsTold: Readonly<Record<NotificationEvent, boolean>> = {
  BuildFailed: true,
  SpaceStalled: true,
  DriftRepaired: false,
  BudgetReached: true,
};
