// Closed sessions whose history nobody wants any more: all that was said and done in them goes, and so do they.

import type { SessionRow } from '../../state/store/sessions.ts';
import type { Store } from '../../state/store/store.ts';

export interface ForgetClosed {
  /** Closed before that moment. */
  readonly before: number;
  /** Those that were made ahead and that nobody ever had. */
  readonly warm: boolean;
  readonly dryRun?: boolean;
  readonly signal?: AbortSignal;
}

const PAGE = 200;

/** One that was forked stays as long as its forks. Answers what was removed, or would be. */
export async function forgetClosed(
  store: Pick<Store, 'sessions' | 'transaction'>,
  { before, warm, dryRun = false, signal }: ForgetClosed,
): Promise<readonly SessionRow[]> {
  const gone: SessionRow[] = [];
  for (let after = ''; ;) {
    signal?.throwIfAborted();
    const page = await store.sessions.closedBefore(before, { limit: PAGE, after, warm });
    for (const row of page) {
      // One at a time: a transaction over many would keep others waiting.
      if (dryRun || (await store.transaction(({ sessions }) => sessions.forget(row.id)))) gone.push(row);
    }
    if (page.length < PAGE) return gone;
    after = page.at(-1)?.id ?? after;
  }
}
