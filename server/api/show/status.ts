// The config repository as the API shows it, and what goes on while somebody waits for it.

import type { ConfigStatus, Progress } from '../../../reconciler/loop/control.ts';
import type { KeptCount } from '../../../state/store/sessions.ts';
import type { ConfigView, KeptView } from '../shapes/status.ts';
import { showCondition } from './condition.ts';
import { time, timeOrNull } from './time.ts';

export const showConfig = (config: ConfigStatus): ConfigView => ({
  repository: config.repository,
  ref: config.ref,
  revision: config.revision,
  subject: config.subject,
  author: config.author,
  checked_at: timeOrNull(config.checkedAt),
  problems: config.problems,
  awaiting_review: config.awaitingReview,
  bumps: config.bumps,
  conditions: config.conditions.map(showCondition),
});

export const showKept = ({ space, sessions, until }: KeptCount): KeptView => ({
  space,
  sessions,
  until: time(until),
});

export function showProgress(progress: Progress) {
  const shown = { ...progress, at: time(progress.at) };
  return progress.type === 'space' ? { ...shown, conditions: progress.conditions.map(showCondition) } : shown;
}
