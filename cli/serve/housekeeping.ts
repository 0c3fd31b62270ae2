// What nobody needs any more goes, once an hour. Each part may run twice, so several runtimes on one database and a death
// in the middle do no harm.

import type { Logger } from 'pino';
import type { Clock } from '../../state/model/clock.ts';
import { forgetClosed } from '../../runtime/sessions/forget-closed.ts';
import { hourOf } from '../../state/model/amounts.ts';
import type { AuditTrail } from '../../state/access/audit.ts';
import { messageOf } from '../../state/model/errors.ts';
import type { Store } from '../../state/store/store.ts';
import type { Publisher } from '../../webhook/client/publish/publisher.ts';

export interface HousekeepingDeps {
  readonly store: Store;
  /** Where there is an account on GitHub. */
  readonly publisher: Pick<Publisher, 'sweep'> | undefined;
  /** How long closed sessions are kept with their history; `Infinity`: for ever. */
  readonly keepClosedMs: number;
  readonly audit: Pick<AuditTrail, 'cut'>;
  /** How long rows of the audit are kept; `Infinity`: for ever. */
  readonly keepAuditMs: number;
  readonly clock: Clock;
  /** Whether it is this process that does it; left out, always. */
  readonly leads?: () => boolean;
  readonly log: Pick<Logger, 'info' | 'warn'>;
}

const hourMs = 60 * 60_000;
const dayMs = 24 * hourMs;
const FOLDED_AT_ONCE = 500;

/** Milliseconds for which each is kept after its end. What history and holds need is never among them. */
export const kept = {
  tasks: 7 * dayMs,
  deliveries: 30 * dayMs,
  builds: 90 * dayMs,
  reviews: 180 * dayMs,
  approvals: 365 * dayMs,
  writes: 7 * dayMs,
  /** Sessions that were made ahead and never had by anybody. */
  slots: 7 * dayMs,
  /** By session and hour, before it is folded into days; that of open sessions stays. */
  usageHours: 35 * dayMs,
  usageDays: 400 * dayMs,
  samples: 7 * dayMs,
} as const;

/** One pass. Answers how much of each is gone. */
export async function cleanUp({
  store,
  publisher,
  keepClosedMs,
  audit,
  keepAuditMs,
  clock,
}: HousekeepingDeps): Promise<Readonly<Record<string, number>>> {
  const forget = async (before: number, warm: boolean): Promise<number> =>
    (await forgetClosed(store, { before, now: clock.now(), warm })).length;
  const before = (part: keyof typeof kept) => clock.now() - kept[part];
  return {
    tasks: await store.tasks.deleteEndedBefore(before('tasks')),
    deliveries: await store.deliveries.deleteEndedBefore(before('deliveries')),
    builds: await store.builds.deleteBefore(before('builds')),
    reviews: await store.reviews.deleteBefore(before('reviews')),
    approvals: await store.approvals.deleteBefore(before('approvals')),
    writes: await store.writes.deleteBefore(before('writes')),
    slots: await forget(before('slots'), true),
    sessions: Number.isFinite(keepClosedMs) ? await forget(clock.now() - keepClosedMs, false) : 0,
    usageHours: await foldUsage(store, hourOf(before('usageHours'))),
    usageDays: await store.usage.deleteDaysBefore(before('usageDays')),
    samples: await store.samples.deleteBefore(before('samples')),
    publications: (await publisher?.sweep()) ?? 0,
    // Last: it refuses where somebody changed the audit, and all else goes on.
    audit: Number.isFinite(keepAuditMs) ? await store.inBackground(() => audit.cut(keepAuditMs)) : 0,
  };
}

/** In pieces, so that nobody waits for the lock. */
async function foldUsage(store: Store, before: number): Promise<number> {
  for (let folded = 0; ;) {
    const count = await store.transaction(({ usage }) => usage.fold(before, FOLDED_AT_ONCE));
    folded += count;
    if (count < FOLDED_AT_ONCE) return folded;
  }
}

/** Until the signal aborts; begins soon after the start, so that a runtime that never runs for an hour cleans up too. */
export async function keepHouse(
  deps: HousekeepingDeps,
  { signal }: { readonly signal: AbortSignal },
): Promise<void> {
  const { clock, log } = deps;
  for (let waitMs = 60_000; !signal.aborted; waitMs = hourMs) {
    try {
      await clock.wait(waitMs, { signal });
      if (deps.leads?.() === false) continue;
      const gone = await cleanUp(deps);
      if (Object.values(gone).some((count) => count > 0)) log.info({ gone }, 'what was too old is gone');
    } catch (error) {
      if (signal.aborted) return;
      log.warn(
        { error: messageOf(error) },
        'what is too old could not be removed; it is tried again in an hour',
      );
    }
  }
}
