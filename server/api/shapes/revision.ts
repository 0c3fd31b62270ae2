// Commits of the config repository, and those that a space ran.

import { problemView } from './problem.ts';
import { arrayOf, exampleCommit, listOfViews, moment, type Shown, text, textOrNull, view } from './view.ts';

export const historyView = view(
  'HistoryEntry',
  {
    revision: text,
    build_id: text,
    image: text,
    subject: textOrNull,
    author: textOrNull,
    applied_at: moment,
    current: { type: 'boolean', description: 'It runs now.' },
    available: { enum: ['image', 'rebuild', 'gone'], description: 'How fast a rollback to it would be.' },
    agents: arrayOf(
      view(
        'AgentOfRevision',
        { name: text, commit: textOrNull, layer: text },
        { name: 'sales-agent', commit: exampleCommit, layer: '9f2b6c1d3e4a5b60' },
      ),
    ),
  },
  {
    revision: exampleCommit,
    build_id: 'ccb2e5f78c528105',
    image: 'raworc_space_sales:ccb2e5f78c528105',
    subject: 'Add the sales team',
    author: 'Ann',
    applied_at: '2026-01-31T12:00:00.000Z',
    current: true,
    available: 'image',
    agents: [{ name: 'sales-agent', commit: exampleCommit, layer: '9f2b6c1d3e4a5b60' }],
  },
);
export const historyListView = listOfViews(historyView);
export type HistoryView = Shown<typeof historyView>;

export const revisionView = view(
  'Revision',
  {
    commit: text,
    ref: text,
    subject: text,
    author: text,
    committed_at: moment,
    seen_at: moment,
    problems: arrayOf(problemView),
  },
  {
    commit: exampleCommit,
    ref: 'refs/heads/main',
    subject: 'Add the sales team',
    author: 'Ann',
    committed_at: '2026-01-31T11:59:00.000Z',
    seen_at: '2026-01-31T12:00:00.000Z',
    problems: [],
  },
);
export const revisionListView = listOfViews(revisionView);
export type RevisionView = Shown<typeof revisionView>;
