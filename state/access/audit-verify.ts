// Follows the whole chain from where it begins, and compares its end with the one that was noted.

import type { Store } from '../store/store.ts';
import { follow, isBroken, parseEnd, type BrokenChain, type ChainEnd } from './audit-chain.ts';
import { sentenceOf } from './audit-broken.ts';
import { CUT, tellsOf } from './audit-cut.ts';

export type Verified =
  | {
      readonly type: 'whole';
      /** The first link that is there, or will be: 1 where nothing was cut. */
      readonly from: number;
      readonly links: number;
      readonly hash: string;
      readonly unlinked: number;
    }
  | { readonly type: 'broken'; readonly at: BrokenChain; readonly message: string };

const BATCH = 500;

type Tables = Pick<Store, 'audit' | 'meta'>;

export async function verifyAudit({ audit, meta }: Tables): Promise<Verified> {
  for (;;) {
    const anchor = parseEnd(await meta.get('audit-anchor'));
    const found = await verifyFrom(anchor, { audit, meta });
    if (!('why' in found)) return found;
    const { link } = parseEnd(await meta.get('audit-anchor'));
    // The beginning was cut while it was followed; each look is at a later one.
    if (link <= anchor.link) return { type: 'broken', at: found, message: sentenceOf(found) };
  }
}

async function verifyFrom(
  anchor: ChainEnd,
  { audit, meta }: Tables,
): Promise<Extract<Verified, { type: 'whole' }> | BrokenChain> {
  // Noted first: links that are added meanwhile come after it.
  const noted = parseEnd(await meta.get('audit-head'));
  const [first] = await audit.chain(1, 1);
  if (first?.link != null && first.link <= anchor.link) return { link: first.link, why: 'left' };
  let end = anchor;
  let atNoted: ChainEnd | undefined = noted.link === anchor.link ? anchor : undefined;
  for (;;) {
    const rows = await audit.chain(end.link + 1, BATCH);
    const upTo = noted.link - end.link;
    if (atNoted === undefined && upTo > 0 && upTo <= rows.length) {
      const there = follow(end, rows.slice(0, upTo));
      if (isBroken(there)) return there;
      atNoted = there;
    }
    const next = follow(end, rows);
    if (isBroken(next)) return next;
    end = next;
    if (rows.length < BATCH) break;
  }
  if (atNoted === undefined) return { link: Math.min(end.link, noted.link) + 1, why: 'missing' };
  if (atNoted.hash !== noted.hash) return { link: noted.link, why: 'changed' };
  if (anchor.link > 0 && !(await isTold(anchor, audit))) return { link: anchor.link, why: 'untold' };
  const unlinked = (await audit.unlinked(BATCH)).length;
  return {
    type: 'whole',
    from: anchor.link + 1,
    links: end.link - anchor.link,
    hash: end.hash,
    unlinked,
  };
}

/** The newest row of a cut is that of the anchor: whoever moved it by hand wrote none, or left one. */
async function isTold(anchor: ChainEnd, audit: Tables['audit']): Promise<boolean> {
  const [newest] = await audit.list(CUT, { limit: 1 });
  return newest !== undefined && tellsOf(newest, anchor);
}
