// Commits as the API shows them.

import type { HistoryEntry } from '../../../reconciler/loop/control.ts';
import type { RevisionRow } from '../../../state/store/revisions.ts';
import type { HistoryView, RevisionView } from '../shapes/revision.ts';
import { time } from './time.ts';

export const showHistory = (entry: HistoryEntry): HistoryView => ({
  revision: entry.revision,
  build_id: entry.buildId,
  image: entry.image,
  subject: entry.subject,
  author: entry.author,
  applied_at: time(entry.appliedAt),
  current: entry.current,
  available: entry.available,
  agents: entry.agents,
});

export const showRevision = (revision: RevisionRow): RevisionView => ({
  commit: revision.commit,
  ref: revision.ref,
  subject: revision.subject,
  author: revision.author,
  committed_at: time(revision.committedAt),
  seen_at: time(revision.seenAt),
  problems: revision.problems as RevisionView['problems'],
});
