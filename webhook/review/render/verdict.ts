// The first line of a review: what would change, and whom it would touch.

import type { ReviewView } from './view.ts';

/** `+2 ~3 -1 ↻2 · 4 running sessions affected`; `No changes` where there are none. */
export function verdict({ changes, spaces }: Pick<ReviewView, 'changes' | 'spaces'>): string {
  const counts = [
    ['+', changes.filter(({ before }) => before === null).length],
    ['~', changes.filter(({ before, after }) => before !== null && after !== null).length],
    ['-', changes.filter(({ after }) => after === null).length],
    ['↻', spaces.reduce((sum, { builds }) => sum + builds.length, 0)],
  ] as const;
  const parts = counts.filter(([, count]) => count > 0).map(([sign, count]) => `${sign}${count}`);
  if (parts.length === 0) return 'No changes';
  const sessions = spaces.reduce((sum, space) => sum + space.sessions, 0);
  return `${parts.join(' ')} · ${affected(sessions)}`;
}

function affected(sessions: number): string {
  if (sessions === 0) return 'no running session affected';
  return `${sessions} running ${sessions === 1 ? 'session' : 'sessions'} affected`;
}

/** Whether it can be merged as far as this runtime is concerned. */
export function canBeApplied({ problems, conflicts }: Pick<ReviewView, 'problems' | 'conflicts'>): boolean {
  return conflicts.length === 0 && problems.every(({ severity }) => severity !== 'error');
}
