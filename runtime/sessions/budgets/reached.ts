// Whether a space's or a session's budget is reached, from what the store has added up.

import type { SpaceSpec } from '../../../schemas/kinds/space.ts';
import type { SessionRow } from '../../../state/store/sessions.ts';
import type { StoreTables } from '../../../state/store/store.ts';
import { budgetReached } from '../errors.ts';
import type { SessionEdit } from '../session-edit.ts';
import { budgetsAt, hasBudgets, reachedOf, type Reached } from './judge.ts';

type Tables = Pick<StoreTables, 'spaces' | 'usage'>;

/** Of the space itself. */
export async function spaceReached(
  { usage }: Pick<Tables, 'usage'>,
  { name, spec }: { readonly name: string; readonly spec: unknown },
  now: number,
): Promise<Reached | undefined> {
  for (const budget of budgetsAt(spec as SpaceSpec, now)) {
    if (budget.of !== 'space') continue;
    const reached = reachedOf(budget, await usage.spentBySpace(name, budget.since));
    if (reached !== undefined) return reached;
  }
  return undefined;
}

/** Of the session, or else of its space. Reads one row where nothing is declared. */
export async function sessionReached(
  tables: Tables,
  { id, space: name }: Pick<SessionRow, 'id' | 'space'>,
  now: number,
): Promise<Reached | undefined> {
  const spec = (await tables.spaces.get(name))?.spec as SpaceSpec | undefined;
  if (spec === undefined || !hasBudgets(spec)) return undefined;
  for (const budget of budgetsAt(spec, now)) {
    if (budget.of !== 'session') continue;
    const reached = reachedOf(budget, await tables.usage.spentBySession(id, budget.since));
    if (reached !== undefined) return reached;
  }
  return spaceReached(tables, { name, spec }, now);
}

/** Throws `BUDGET_REACHED`. In the transaction that accepts something, so that what just ended counts. */
export async function requireBudget({ tables, row, now }: Pick<SessionEdit, 'tables' | 'row' | 'now'>) {
  const reached = await sessionReached(tables, row(), now);
  if (reached !== undefined) throw budgetReached(reached);
}
