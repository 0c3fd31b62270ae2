// Whether something has come to rest, and how: what waiting for a sync is about. Pure.

import { type Condition, retrying } from '../../state/model/condition.ts';

export type Rest = 'converged' | 'stuck' | 'under-way';

export function restOf(conditions: readonly Condition[]): Rest {
  const is = (type: Condition['type']) =>
    conditions.find((each) => each.type === type && each.status === 'True');
  if (is('Stalled') !== undefined) return 'stuck';
  const reconciling = is('Reconciling');
  // What is tried again by itself has come to rest for who waits: nobody knows for how long.
  if (reconciling !== undefined) return reconciling.reason === retrying ? 'stuck' : 'under-way';
  if (is('PruneSuspended')?.reason === 'AwaitingConfirmation') return 'stuck';
  return is('Ready') === undefined ? 'under-way' : 'converged';
}

/** Under way while any is; stuck where any is. */
export function restOfAll(rests: readonly Rest[]): Rest {
  if (rests.includes('under-way')) return 'under-way';
  return rests.includes('stuck') ? 'stuck' : 'converged';
}
