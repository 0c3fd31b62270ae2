// What the runtime removes by itself because nobody needs it any more, as one row of the audit for each cleaning.

import type { Clock } from '../model/clock.ts';
import { ownAct } from '../store/own-act.ts';
import type { Store } from '../store/store.ts';

export interface Removal {
  readonly kind: string;
  readonly name: string;
}

/** Told before anything of it is removed. What was told and could not go is not told with each later look. */
export type TellRemovals = (removals: readonly Removal[]) => Promise<void>;

export function createTellRemovals({
  store,
  clock,
}: {
  readonly store: Pick<Store, 'audit'>;
  readonly clock: Clock;
}): TellRemovals {
  let told: ReadonlySet<string> = new Set();
  return async (removals) => {
    const fresh = removals.filter(({ name }) => !told.has(name));
    if (fresh.length > 0) {
      const reason = `${sentenceOf(fresh)}, which nobody needs any more.`;
      const act = { by: 'retention', verb: 'delete', kind: 'Garbage', space: null, name: null, reason };
      await store.audit.add(ownAct(act, clock.now()));
    }
    told = new Set(removals.map(({ name }) => name));
  };
}

/** A row of thousands of names helps nobody. */
const NAMED = 20;

/** `2 containers and 1 image: a, b, c`. */
function sentenceOf(removals: readonly Removal[]): string {
  const counts = [...Map.groupBy(removals, ({ kind }) => kind)].map(
    ([kind, { length }]) => `${length} ${kind}${length === 1 ? '' : 's'}`,
  );
  const names = removals.slice(0, NAMED).map(({ name }) => name);
  const more = removals.length > NAMED ? ` and ${removals.length - NAMED} more` : '';
  return `${counts.join(', ')}: ${names.join(', ')}${more}`;
}
