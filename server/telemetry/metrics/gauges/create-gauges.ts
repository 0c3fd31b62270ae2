// What stands in the store is looked up when somebody asks for the metrics: what waits, what is open, how far spaces are
// behind Git, what they use.

import type { Registry } from 'prom-client';
import { budgetGauges } from './budgets.ts';
import { configGauges } from './config.ts';
import type { GaugeDeps, MakeGauges } from './gauge.ts';
import { gitHubGauges } from './github.ts';
import { sessionGauges } from './sessions.ts';
import { spaceGauges } from './spaces.ts';
import { taskGauges } from './tasks.ts';
import { usageGauges } from './usage.ts';

const nouns: readonly MakeGauges[] = [
  sessionGauges,
  taskGauges,
  spaceGauges,
  configGauges,
  gitHubGauges,
  usageGauges,
  budgetGauges,
];

/** Brings every gauge up to date. */
export type LookUp = () => Promise<void>;

export function createGauges(registry: Registry, deps: GaugeDeps): LookUp {
  const looks = nouns.map((make) => make(registry, deps));
  return async () => {
    const spaces = await deps.store.spaces.list();
    const seen = { now: deps.clock.now(), spaces };
    await Promise.all(looks.map(async (look) => look(seen)));
  };
}
