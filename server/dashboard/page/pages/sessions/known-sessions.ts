// The sessions that are known of a list that is read in parts, newest first, without holes. Pure.

import type { Page, Session } from '../../api/shapes.ts';

export interface Known {
  readonly sessions: readonly Session[];
  /** Whether there are older ones than these. */
  readonly hasMore: boolean;
}

export const nothingKnown: Known = { sessions: [], hasMore: true };

/** What was answered takes the place of whatever was known from `after` on, as far as it goes: who is not in it is gone. */
export function withPage({ sessions, hasMore }: Known, after: string | null, page: Page<Session>): Known {
  const end = page.next === null ? undefined : page.items.at(-1)?.id;
  // Ids grow with time.
  const newer = after === null ? [] : sessions.filter(({ id }) => id >= after);
  const older = end === undefined ? [] : sessions.filter(({ id }) => id < end);
  return {
    sessions: [...newer, ...page.items, ...older],
    hasMore: page.next !== null && (older.length === 0 || hasMore),
  };
}

/** Whether what was answered from the top reaches what is known: else there are more between. */
export function reaches({ sessions }: Known, page: Page<Session>): boolean {
  const [newest, end] = [sessions[0]?.id, page.items.at(-1)?.id];
  return page.next === null || newest === undefined || end === undefined || end <= newest;
}
