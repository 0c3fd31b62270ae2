// How much of their budgets spaces have used.

import { type Budget, budgetsAt, type Share, sharesOf } from '../../../../runtime/sessions/budgets/judge.ts';
import type { SpaceSpec } from '../../../../schemas/kinds/space.ts';
import { gaugesOf, type MakeGauges } from './gauge.ts';
import { createSpending } from './spending.ts';

export const budgetGauges: MakeGauges = (registry, { store, spaces: { labelOf } }) => {
  const used = gaugesOf(registry)(
    'raworc_space_budget_used_ratio',
    'How much of a space’s budget is used: 1 is all of it, and a little more may be.',
    ['space', 'period', 'limit'],
  );
  const spending = createSpending(store.usage);

  /** Of spaces that share a label, the one that has used most. */
  let shown = new Map<string, number>();
  function show(space: string, period: Budget['per'], { what: limit, used: amount, most }: Share): void {
    if (most === Number.POSITIVE_INFINITY) return;
    const series = `${space} ${period} ${limit}`;
    const ratio = Math.max(most === 0 ? 1 : amount / most, shown.get(series) ?? 0);
    shown.set(series, ratio);
    used.set({ space, period, limit }, ratio);
  }

  return async ({ spaces, now }) => {
    const budgets = spaces.flatMap(({ name, spec }) =>
      budgetsAt(spec as SpaceSpec, now)
        .filter(({ of }) => of === 'space')
        .map((budget) => ({ name, budget })),
    );
    const spentSince = spending(now);
    used.reset();
    shown = new Map();
    for (const [since, alike] of Map.groupBy(budgets, ({ budget }) => budget.since)) {
      const names = alike.map(({ name }) => name);
      const spentBy = await spentSince(names, since);
      for (const { name, budget } of alike)
        for (const share of sharesOf(budget, spentBy(name))) show(labelOf(name), budget.per, share);
    }
  };
};
