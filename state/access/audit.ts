// Writes down who did what and who was refused, links what was written into the chain, and checks the chain.

import type { Clock } from '../model/clock.ts';
import type { AuditRow } from '../store/audit.ts';
import type { Store, StoreTables } from '../store/store.ts';
import { EMPTY_CHAIN, follow, hashOfLink, isBroken, type BrokenChain, type ChainEnd } from './audit-chain.ts';

export type AuditEntry = Omit<AuditRow, 'at'>;

export type Verified =
  | { readonly type: 'whole'; readonly links: number; readonly hash: string; readonly unlinked: number }
  | { readonly type: 'broken'; readonly at: BrokenChain; readonly message: string };

export interface AuditTrail {
  /** Durable when it resolves. Written before what it tells of is done, so nothing is done unseen. */
  add(entry: AuditEntry): Promise<void>;
  /** Links what is not linked yet; answers how many. Several processes may try at once. */
  link(): Promise<number>;
  /** Follows the whole chain, and compares its end with the one that was noted. */
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
      let end = await endOf({ audit });
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

    async verify() {
      const { audit, meta } = store;
      // Noted first: links that are added meanwhile come after it.
      const noted = parseEnd(await meta.get('audit-head'));
      let end: ChainEnd = EMPTY_CHAIN;
      let atNoted: ChainEnd | undefined = noted.link === 0 ? noted : undefined;
      for (;;) {
        const rows = await audit.chain(end.link + 1, BATCH);
        const upTo = noted.link - end.link;
        if (atNoted === undefined && upTo <= rows.length) {
          const there = follow(end, rows.slice(0, upTo));
          if (isBroken(there)) return broken(there);
          atNoted = there;
        }
        const next = follow(end, rows);
        if (isBroken(next)) return broken(next);
        end = next;
        if (rows.length < BATCH) break;
      }
      if (atNoted === undefined) return broken({ link: end.link + 1, why: 'missing' });
      if (atNoted.hash !== noted.hash) return broken({ link: noted.link, why: 'changed' });
      const unlinked = (await audit.unlinked(BATCH)).length;
      return { type: 'whole', links: end.link, hash: end.hash, unlinked };
    },
  };
}

/** Never leaves this file. */
class ElsewhereLinked extends Error {}

async function endOf({ audit }: Pick<StoreTables, 'audit'>): Promise<ChainEnd> {
  const last = await audit.last();
  return last?.link == null ? EMPTY_CHAIN : { link: last.link, hash: last.hash ?? '' };
}

const parseEnd = (text: string | undefined): ChainEnd =>
  text === undefined ? EMPTY_CHAIN : (JSON.parse(text) as ChainEnd);

function broken(at: BrokenChain): Verified {
  const what =
    at.why === 'missing' ? `Link ${at.link} is missing.` : `Link ${at.link} is not as it was written.`;
  return { type: 'broken', at, message: `${what} Somebody changed the audit in the database.` };
}
