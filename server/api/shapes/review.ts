// A pull request's plan, as it is told in a list.

import { problemView } from './problem.ts';
import {
  arrayOf,
  count,
  exampleCommit,
  listOfViews,
  moment,
  type Shown,
  text,
  textOrNull,
  texts,
  view,
} from './view.ts';

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
    file_problems: {
      ...arrayOf(problemView),
      description: 'The first of them, without the lines; empty for whoever may not see every space.',
    },
    conflicts: { ...count, description: 'Paths that both sides changed.' },
    unapproved: {
      ...texts,
      description: 'Spaces for which nobody approved it as it is, where that is needed.',
    },
    approved_by: { ...texts, description: 'Who did; empty for whoever may not see every space.' },
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
    base: exampleCommit,
    head: 'c0ffee549d6c22acb40fe719c132ed1d064e5292',
    plan_hash: '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824',
    spaces: [{ space: 'sales', created: 0, updated: 1, removed: 0, builds: ['quote'], sessions: 3 }],
    changes: [{ ...change, ...place, sessions: 3, brake: null }],
    more: 0,
    problems: 0,
    file_problems: [],
    conflicts: 0,
    unapproved: [],
    approved_by: [],
    outcome: null,
    updated_at: '2026-01-31T12:00:00.000Z',
  },
);
export const reviewListView = listOfViews(reviewView);
export type ReviewView = Shown<typeof reviewView>;
