// Closed sessions whose history nobody wants any more: all that was said and done in them goes, and so do they.

import { ownAct } from '../../state/store/own-act.ts';
import type { SessionRow } from '../../state/store/sessions.ts';
import type { Store, StoreTables } from '../../state/store/store.ts';

export interface ForgetClosed {
  /** Closed before that moment. */
  readonly before: number;
  readonly now: number;
  /** Those that were made ahead and that nobody ever had. */
  readonly warm: boolean;
  readonly dryRun?: boolean;
  readonly signal?: AbortSignal;
}

const PAGE = 200;

async function forget(
  { sessions, audit }: Pick<StoreTables, 'sessions' | 'audit'>,
  { id, space, since, warm }: SessionRow,
  now: number,
): Promise<boolean> {
  if (!(await sessions.forget(id))) return false;
  if (warm) return true;
  const reason = `It was closed at ${new Date(since).toISOString()}; its history went with it.`;
  await audit.add(ownAct({ by: 'retention', verb: 'delete', kind: 'Session', space, name: id, reason }, now));
  return true;
}

/** One that was forked stays as long as its forks. Answers what was removed, or would be. */
export async function forgetClosed(
  store: Pick<Store, 'sessions' | 'transaction'>,
  { before, now, warm, dryRun = false, signal }: ForgetClosed,
): Promise<readonly SessionRow[]> {
  const gone: SessionRow[] = [];
  for (let after = ''; ;) {
    signal?.throwIfAborted();
    const page = await store.sessions.closedBefore(before, { limit: PAGE, after, warm });
    for (const row of page) {
      // One at a time: a transaction over many would keep others waiting.
      if (dryRun || (await store.transaction((tables) => forget(tables, row, now)))) gone.push(row);
    }
    if (page.length < PAGE) return gone;
    after = page.at(-1)?.id ?? after;
  }
}
