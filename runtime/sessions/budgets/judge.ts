// Which of a space's budgets are reached: what is declared against what was spent. Pure.

import { parseDuration } from '../../../schemas/duration.ts';
import type { SpaceSpec } from '../../../schemas/kinds/space.ts';
import { ASSUMED_CURRENCY, DAY_MS, dayOf, monthOf } from '../../../state/model/amounts.ts';
import type { Spent } from '../../../state/store/usage.ts';

/** Rows from before budgets have none. */
type Declared = Pick<SpaceSpec, 'budgets'> & { readonly sessions?: Pick<SpaceSpec['sessions'], 'budgets'> };
type Limits = NonNullable<NonNullable<SpaceSpec['sessions']['budgets']>['total']>;

export interface Budget {
  readonly of: 'space' | 'session';
  readonly per: 'day' | 'month' | 'total';
  readonly limits: Limits;
  /** From when on what was spent counts. */
  readonly since: number;
  /** When it begins anew; null: never. */
  readonly until: number | null;
}

/** How much of one limit of a budget is used; costs in millionths, times in milliseconds. */
export interface Share {
  readonly what: 'turns' | 'tokens' | 'cost' | 'wallTime';
  readonly used: number;
  readonly most: number;
  /** As declared: `500 turns`, `10 USD`. */
  readonly limit: string;
}

export interface Reached extends Pick<Share, 'what' | 'limit'> {
  readonly budget: Budget;
}

/** Whether anything has to be added up at all. */
export const hasBudgets = ({ budgets, sessions }: Declared): boolean =>
  budgets !== undefined || sessions?.budgets !== undefined;

/** Those in force at that time. */
export function budgetsAt({ budgets, sessions }: Declared, now: number): readonly Budget[] {
  const found: Budget[] = [];
  for (const [of, declared] of [
    ['space', budgets],
    ['session', sessions?.budgets],
  ] as const) {
    if (declared?.day !== undefined)
      found.push({ of, per: 'day', limits: declared.day, since: dayOf(now), until: dayOf(now) + DAY_MS });
    if (declared?.month !== undefined)
      found.push({ of, per: 'month', limits: declared.month, since: monthOf(now), until: nextMonth(now) });
  }
  const total = sessions?.budgets?.total;
  if (total !== undefined) found.push({ of: 'session', per: 'total', limits: total, since: 0, until: null });
  return found;
}

function nextMonth(now: number): number {
  const date = new Date(now);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1);
}

/** Of each limit that is declared. */
export function sharesOf({ limits }: Pick<Budget, 'limits'>, spent: Spent): readonly Share[] {
  const { turns, tokens, cost, currency = ASSUMED_CURRENCY, wallTime } = limits;
  const shares: Share[] = [];
  if (turns !== undefined)
    shares.push({ what: 'turns', used: spent.turns, most: turns, limit: `${turns} turns` });
  if (tokens !== undefined)
    shares.push({ what: 'tokens', used: spent.tokens, most: tokens, limit: `${tokens} tokens` });
  if (cost !== undefined) {
    const used = spent.costMicros[currency] ?? 0;
    shares.push({ what: 'cost', used, most: Math.round(cost * 1e6), limit: `${cost} ${currency}` });
  }
  const ms = wallTime === undefined ? undefined : parseDuration(wallTime);
  if (ms !== undefined)
    shares.push({ what: 'wallTime', used: spent.wallMs, most: ms, limit: `${wallTime} of turns` });
  return shares;
}

/** Undefined where there is something left. */
export function reachedOf(budget: Budget, spent: Spent): Reached | undefined {
  const reached = sharesOf(budget, spent).find(({ used, most }) => used >= most);
  return reached && { budget, what: reached.what, limit: reached.limit };
}

/** For people: which budget it is and when it ends. */
export function sayReached({ budget: { of, per, until }, limit }: Reached): {
  readonly message: string;
  readonly hint: string;
} {
  const time = per === 'total' ? 'in all' : `per ${per}`;
  const field = of === 'space' ? `budgets.${per}` : `sessions.budgets.${per}`;
  const wait = until === null ? '' : `Wait until ${new Date(until).toISOString()}, or `;
  const raise = `raise spec.${field} of the space`;
  return {
    message: `The budget of the ${of} is used up: ${limit} ${time}.`,
    hint: `${wait === '' ? `${raise[0]?.toUpperCase() ?? ''}${raise.slice(1)}` : `${wait}${raise}`}.`,
  };
}
