// Writes down who did what and who was refused, links what was written into the chain, cuts what is too old from it, and
// checks it.

import type { Clock } from '../model/clock.ts';
import type { AuditRow } from '../store/audit.ts';
import type { Store, StoreTables } from '../store/store.ts';
import { hashOfLink, parseEnd, type ChainEnd } from './audit-chain.ts';
import { cutAudit } from './audit-cut.ts';
import { verifyAudit, type Verified } from './audit-verify.ts';

export type AuditEntry = Omit<AuditRow, 'at'>;

export interface AuditTrail {
  /** Durable when it resolves. Written before what it tells of is done, so nothing is done unseen. */
  add(entry: AuditEntry): Promise<void>;
  /** Links what is not linked yet; answers how many. Several processes may try at once. */
  link(): Promise<number>;
  /**
   * Removes the oldest links that are older than `keepMs`; answers how many. Throws `AUDIT_BROKEN` instead of removing what
   * somebody changed.
   */
  cut(keepMs: number): Promise<number>;
  /** Follows the whole chain, from the last link that was cut to the newest that was noted and on. */
  verify(): Promise<Verified>;
}

const BATCH = 500;

export function createAuditTrail({
  store,
  clock,
}: {
  readonly store: Pick<Store, 'audit' | 'meta' | 'transaction'>;
  readonly clock: Clock;
}): AuditTrail {
  async function linkSome(): Promise<number> {
    return store.transaction(async ({ audit, meta }) => {
      const rows = await audit.unlinked(BATCH);
      if (rows.length === 0) return 0;
      let end = await endOf({ audit, meta });
      for (const row of rows) {
        const link = end.link + 1;
        const hash = hashOfLink(row, link, end.hash);
        // Another process is at it: what this one has linked is rolled back.
        if (!(await audit.link(row.seq, link, hash))) throw new ElsewhereLinked();
        end = { link, hash };
      }
      await meta.set('audit-head', JSON.stringify(end));
      return rows.length;
    });
  }

  return {
    add: (entry) => store.audit.add({ ...entry, at: clock.now() }),

    async link() {
      try {
        return await linkSome();
      } catch (thrown) {
        if (thrown instanceof ElsewhereLinked) return 0;
        throw thrown;
      }
    },

    cut: (keepMs) => cutAudit(store, { now: clock.now(), keepMs }),
    verify: () => verifyAudit(store),
  };
}

/** Never leaves this file. */
class ElsewhereLinked extends Error {}

async function endOf({ audit, meta }: Pick<StoreTables, 'audit' | 'meta'>): Promise<ChainEnd> {
  const last = await audit.last();
  if (last?.link != null) return { link: last.link, hash: last.hash ?? '' };
  return parseEnd(await meta.get('audit-anchor'));
}
