// The config repository as the API shows it, and what goes on while somebody waits for it.

import type { ConfigStatus, Progress, SpaceProblems } from '../../../reconciler/loop/control.ts';
import type { KeptCount } from '../../../state/store/sessions.ts';
import type { SpaceProblemsView } from '../shapes/problem.ts';
import type { ConfigView, KeptView } from '../shapes/status.ts';
import { showCondition } from './condition.ts';
import { time, timeOrNull } from './time.ts';

/** Of problems, those of these spaces and those of none. */
export const showConfig = (
  config: ConfigStatus,
  isSeen: (space: string) => boolean = () => true,
): ConfigView => ({
  repository: config.repository,
  ref: config.ref,
  revision: config.revision,
  subject: config.subject,
  author: config.author,
  checked_at: timeOrNull(config.checkedAt),
  problems: config.problems
    .filter(({ spaces }) => spaces.length === 0 || spaces.some(isSeen))
    .map(({ problem }) => problem),
  awaiting_review: config.awaitingReview,
  bumps: config.bumps,
  conditions: config.conditions.map(showCondition),
});

export const showKept = ({ space, sessions, until }: KeptCount): KeptView => ({
  space,
  sessions,
  until: time(until),
});

export const showSpaceProblems = (
  space: string,
  { revision, problems }: SpaceProblems,
): SpaceProblemsView => ({ space, revision, items: problems, next: null });

export function showProgress(progress: Progress) {
  const shown = { ...progress, at: time(progress.at) };
  return progress.type === 'space' ? { ...shown, conditions: progress.conditions.map(showCondition) } : shown;
}
