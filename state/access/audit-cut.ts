// The oldest links of the audit go once they are older than they are kept. What is left still follows from them: the last
// one's number and hash stay as the anchor, and a row of the audit tells of the cut.

import type { LinkedAuditRow } from '../store/audit.ts';
import { ownAct } from '../store/own-act.ts';
import type { Store, StoreTables } from '../store/store.ts';
import { follow, isBroken, parseEnd, type ChainEnd } from './audit-chain.ts';
import { auditBroken } from './errors.ts';
import { sentenceOf } from './audit-broken.ts';

/** So many in one transaction, which others wait for. */
const BATCH = 500;

const dayMs = 24 * 60 * 60_000;
/** For so long links may stay beyond their time, at most: each cut is a row itself, and would soon be all there is. */
const slackOf = (keepMs: number): number => Math.min(dayMs, keepMs / 10);

/** What the row of a cut is told by. */
export const CUT = { via: 'runtime', verb: 'delete', kind: 'Audit' } as const;

/** Whether the row of a cut is of the one after which the chain begins. */
export const tellsOf = ({ name, after }: LinkedAuditRow, { link, hash }: ChainEnd): boolean =>
  name === String(link) && after === hash;

/** The links that go: those before the first that is young enough, whatever comes after it. Pure. */
export function tooOld(
  rows: readonly LinkedAuditRow[],
  { now, keepMs, begun }: { readonly now: number; readonly keepMs: number; readonly begun: boolean },
): readonly LinkedAuditRow[] {
  const [oldest] = rows;
  const before = now - keepMs;
  if (oldest === undefined || (!begun && oldest.at >= before - slackOf(keepMs))) return [];
  const firstKept = rows.findIndex(({ at }) => at >= before);
  return firstKept === -1 ? rows : rows.slice(0, firstKept);
}

/**
 * In pieces, each with its anchor and its row in one transaction. Answers how many links are gone. Several processes may try
 * at once. Throws `AUDIT_BROKEN` instead of removing what somebody changed.
 */
export async function cutAudit(
  store: Pick<Store, 'transaction'>,
  { now, keepMs }: { readonly now: number; readonly keepMs: number },
): Promise<number> {
  for (let gone = 0; ;) {
    const count = await cutSome(store, { now, keepMs, begun: gone > 0 });
    gone += count;
    if (count < BATCH) return gone;
  }
}

async function cutSome(
  store: Pick<Store, 'transaction'>,
  asked: { readonly now: number; readonly keepMs: number; readonly begun: boolean },
): Promise<number> {
  try {
    return await store.transaction(async (tables) => cutIn(tables, asked));
  } catch (thrown) {
    if (thrown instanceof ElsewhereCut) return 0;
    throw thrown;
  }
}

async function cutIn(
  { audit, meta }: Pick<StoreTables, 'audit' | 'meta'>,
  asked: { readonly now: number; readonly keepMs: number; readonly begun: boolean },
): Promise<number> {
  const anchor = parseEnd(await meta.get('audit-anchor'));
  const rows = tooOld(await audit.chain(anchor.link + 1, BATCH), asked);
  const last = rows.at(-1);
  if (last === undefined) return 0;
  const end = follow(anchor, rows);
  if (isBroken(end)) throw auditBroken(sentenceOf(end));
  // Another process is at it, and what this one has cut is rolled back.
  if ((await audit.cut(anchor.link, end.link)) !== rows.length) throw new ElsewhereCut();
  await meta.set('audit-anchor', JSON.stringify(end));
  const reason = `Links ${anchor.link + 1} to ${end.link}, up to ${new Date(last.at).toISOString()}, are older than is kept.`;
  await audit.add(
    ownAct(
      {
        by: 'retention',
        verb: CUT.verb,
        kind: CUT.kind,
        space: null,
        name: String(end.link),
        reason,
        before: anchor.link === 0 ? null : anchor.hash,
        after: end.hash,
      },
      asked.now,
    ),
  );
  return rows.length;
}

/** Never leaves this file. */
class ElsewhereCut extends Error {}
