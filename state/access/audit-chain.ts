// The audit as a chain: each row's hash covers the row and the hash before it, so whoever changes, removes or inserts one
// breaks every later one. Pure.

import { createHash } from 'node:crypto';
import type { LinkedAuditRow } from '../store/audit.ts';

/** Before the first. */
export const NO_HASH = '';

export interface ChainEnd {
  readonly link: number;
  readonly hash: string;
}

export const EMPTY_CHAIN: ChainEnd = { link: 0, hash: NO_HASH };

/** sha256, hex. A JSON list, since texts joined by a separator could be cut elsewhere. */
export function hashOfLink(row: LinkedAuditRow, link: number, before: string): string {
  const told = [
    before,
    link,
    row.seq,
    row.at,
    row.account,
    row.via,
    row.address,
    row.requestId,
    row.verb,
    row.kind,
    row.space,
    row.name,
    row.decision,
    row.reason,
    row.before,
    row.after,
  ];
  return createHash('sha256').update(JSON.stringify(told)).digest('hex');
}

/** As it is kept in `meta`. What can't be read is taken for none, and the chain then does not fit to it. */
export function parseEnd(text: string | undefined): ChainEnd {
  try {
    const { link, hash } = JSON.parse(text ?? '{}') as Partial<ChainEnd>;
    return Number.isSafeInteger(link) && typeof hash === 'string' ? { link: link ?? 0, hash } : EMPTY_CHAIN;
  } catch {
    return EMPTY_CHAIN;
  }
}

export interface BrokenChain {
  readonly link: number;
  /** `left`: it is there although it was cut. `untold`: the chain begins behind it, and no row says who cut it. */
  readonly why: 'missing' | 'changed' | 'left' | 'untold';
}

/** The end after those rows, which come next in order of their links; or the first that does not fit. */
export function follow(end: ChainEnd, rows: readonly LinkedAuditRow[]): ChainEnd | BrokenChain {
  let { link, hash } = end;
  for (const row of rows) {
    link += 1;
    if (row.link !== link) return { link, why: 'missing' };
    const expected = hashOfLink(row, link, hash);
    if (row.hash !== expected) return { link, why: 'changed' };
    hash = expected;
  }
  return { link, hash };
}

export const isBroken = (result: ChainEnd | BrokenChain): result is BrokenChain => 'why' in result;
