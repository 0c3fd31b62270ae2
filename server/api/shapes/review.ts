// A pull request's plan as the API shows it: to whoever may see only some spaces, what it does to those.

import type { FromSchema } from 'json-schema-to-ts';
import type { DeepReadonly } from '../../../schemas/readonly.ts';
import type { PlanRow, ReviewRow } from '../../../state/store/reviews.ts';
import type { StoredView } from '../../../webhook/review/plan-page/stored-view.ts';
import type { ShownChange } from '../../../webhook/review/render/view.ts';
import { time } from './time.ts';
import { arrayOf, count, listOfViews, moment, text, textOrNull, texts, view } from './view.ts';

const change = { type: 'update', kind: 'Agent', space: 'sales', name: 'quote' } as const;
const place = { file: 'spaces/sales/agents/quote.yaml', line: 1 } as const;

export const reviewView = view(
  'Review',
  {
    repo: text,
    pull: count,
    title: textOrNull,
    author: textOrNull,
    url: textOrNull,
    state: { enum: ['open', 'merged', 'closed'] },
    base: text,
    head: text,
    plan_hash: {
      ...textOrNull,
      description:
        'Names the whole plan: `/plans/{hash}` shows it. Null for whoever may not see every space.',
    },
    spaces: arrayOf(
      view(
        'ReviewOfSpace',
        { space: text, created: count, updated: count, removed: count, builds: texts, sessions: count },
        { space: 'sales', created: 0, updated: 1, removed: 0, builds: ['quote'], sessions: 3 },
      ),
    ),
    changes: arrayOf(
      view(
        'ReviewedChange',
        {
          type: { enum: ['create', 'update', 'remove'] },
          kind: text,
          space: { type: 'string', description: 'Empty on what belongs to no space.' },
          name: text,
          file: text,
          line: count,
          sessions: { ...count, description: 'Running sessions that it touches.' },
          brake: { ...textOrNull, description: 'Why a person would have to confirm it after the merge.' },
        },
        { ...change, ...place, sessions: 3, brake: null },
      ),
    ),
    more: { ...count, description: 'Changes that are left out here.' },
    problems: { ...count, description: 'Of the files as they would be after the merge.' },
    conflicts: { ...count, description: 'Paths that both sides changed.' },
    unapproved: {
      ...texts,
      description: 'Spaces for which nobody approved it as it is, where that is needed.',
    },
    outcome: { ...textOrNull, description: 'What came of it after the merge, as Markdown.' },
    updated_at: moment,
  },
  {
    repo: 'company/config',
    pull: 12,
    title: 'Answer faster',
    author: 'ann',
    url: 'https://github.com/company/config/pull/12',
    state: 'open',
    base: 'b5ad549d6c22acb40fe719c132ed1d064e5292fd',
    head: 'c0ffee549d6c22acb40fe719c132ed1d064e5292',
    plan_hash: '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824',
    spaces: [{ space: 'sales', created: 0, updated: 1, removed: 0, builds: ['quote'], sessions: 3 }],
    changes: [{ ...change, ...place, sessions: 3, brake: null }],
    more: 0,
    problems: 0,
    conflicts: 0,
    unapproved: [],
    outcome: null,
    updated_at: '2026-01-31T12:00:00.000Z',
  },
);
export const reviewListView = listOfViews(reviewView);
type ReviewView = DeepReadonly<FromSchema<typeof reviewView>>;

/** A list of pull requests stays a list; the whole plan has a page of its own. */
const MOST_CHANGES = 100;

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
    conflicts: content?.conflicts?.length ?? 0,
    unapproved: (content?.approval?.missing ?? []).filter(isShown),
    outcome: everything ? row.outcome : null,
    updated_at: time(row.updatedAt),
  };
}

function showChange({ kind, space, name, before, after, sessions, brake }: ShownChange) {
  const { file = '', line = 1 } = (after ?? before)?.position ?? {};
  const type = before === null ? 'create' : after === null ? 'remove' : 'update';
  return { type, kind, space, name, file, line, sessions, brake: brake ?? null } as const;
}
