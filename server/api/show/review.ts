// A pull request's plan as the API shows it: to whoever may see only some spaces, what it does to those.

import type { Problem } from '../../../schemas/problem.ts';
import type { PlanRow, ReviewRow } from '../../../state/store/reviews.ts';
import type { StoredView } from '../../../webhook/review/plan-page/stored-view.ts';
import type { ShownChange } from '../../../webhook/review/render/view.ts';
import type { ReviewView } from '../shapes/review.ts';
import { time } from './time.ts';

/** A list of pull requests stays a list; the whole plan has a page of its own. */
const MOST_CHANGES = 100;
const MOST_PROBLEMS = 20;

export interface Sight {
  /** May see everything, also what belongs to no space. */
  readonly everything: boolean;
  readonly isSeen: (space: string) => boolean;
}

/** Undefined where it touches nothing that may be seen. */
export function showReview(
  row: ReviewRow,
  plan: PlanRow | undefined,
  { everything, isSeen }: Sight,
): ReviewView | undefined {
  const content = plan?.content as Partial<StoredView> | undefined;
  const isShown = (space: string): boolean => everything || isSeen(space);
  const spaces = (content?.spaces ?? []).filter(({ name }) => isShown(name));
  const changes = (content?.changes ?? []).filter(({ space }) => isShown(space));
  if (!everything && spaces.length === 0) return undefined;
  return {
    repo: row.repo,
    pull: row.pull,
    title: row.title,
    author: row.author,
    url: row.url,
    state: row.state,
    base: row.base,
    head: row.head,
    plan_hash: everything ? row.planHash : null,
    spaces: spaces.map(({ name, created, updated, removed, builds, sessions }) => ({
      space: name,
      created,
      updated,
      removed,
      builds,
      sessions,
    })),
    changes: changes.slice(0, MOST_CHANGES).map(showChange),
    more: Math.max(0, changes.length - MOST_CHANGES),
    problems: content?.problems?.length ?? 0,
    file_problems: everything ? (content?.problems ?? []).slice(0, MOST_PROBLEMS).map(withoutLine) : [],
    conflicts: content?.conflicts?.length ?? 0,
    unapproved: (content?.approval?.missing ?? []).filter(isShown),
    approved_by: everything ? (content?.approval?.by ?? []) : [],
    outcome: everything ? row.outcome : null,
    updated_at: time(row.updatedAt),
  };
}

/** A line of a file may hold what nobody should read in a list. */
function withoutLine(problem: Problem) {
  const { excerpt: _, endColumn: __, ...rest } = problem;
  return rest;
}

function showChange({ kind, space, name, before, after, sessions, brake }: ShownChange) {
  const { file = '', line = 1 } = (after ?? before)?.position ?? {};
  const type = before === null ? 'create' : after === null ? 'remove' : 'update';
  return { type, kind, space, name, file, line, sessions, brake: brake ?? null } as const;
}
