// Reviewed means executed: where the setting asks for it, a space's change is carried out only under the hash that somebody
// approved, with the commits that they saw.

import type { Store } from '../../state/store/store.ts';
import type { Pins, ReadRevision } from './loader.ts';

export interface Gated {
  readonly read: ReadRevision;
  /** By space, the hash of a change that nobody approved. */
  readonly refused: Readonly<Record<string, string>>;
}

/**
 * `read` reads the config repository with these pins, or follows all refs where there are none; it may be asked a few times,
 * and its last answer counts.
 */
export type ReviewGate = (read: (pins: Pins | undefined) => Promise<ReadRevision>) => Promise<Gated>;

/** Of so many approvals of a space one may be that of the merged change; the others wait in open pull requests. */
const mostApprovals = 10;

export function createReviewGate({ approvals }: Pick<Store, 'approvals'>): ReviewGate {
  async function refusedOf({ reviewHashes }: ReadRevision): Promise<Record<string, string>> {
    const refused: Record<string, string> = {};
    for (const [space, hash] of Object.entries(reviewHashes)) {
      if ((await approvals.get(space, hash)) === undefined) refused[space] = hash;
    }
    return refused;
  }

  async function candidatesOf(space: string): Promise<Pins[]> {
    const newest = await approvals.newest(space, mostApprovals);
    return newest.flatMap(({ pins }) => {
      const own = Object.entries(pins).map(([agent, commit]) => [`${space}/${agent}`, commit] as const);
      return own.length === 0 ? [] : [Object.fromEntries(own)];
    });
  }

  return async (read) => {
    let found = await read({});
    let refused = await refusedOf(found);
    const candidates = new Map<string, Pins[]>();
    for (const space of Object.keys(refused)) candidates.set(space, await candidatesOf(space));
    const accepted: Record<string, string> = {};
    for (let round = 0; round < mostApprovals; round += 1) {
      const tried = new Map<string, Pins>();
      for (const space of Object.keys(refused)) {
        const pins = candidates.get(space)?.[round];
        if (pins !== undefined) tried.set(space, pins);
      }
      if (tried.size === 0) break;
      found = await read(Object.assign({}, accepted, ...tried.values()) as Pins);
      refused = await refusedOf(found);
      for (const [space, pins] of tried) {
        if (refused[space] === undefined) Object.assign(accepted, pins);
      }
    }
    return { read: found, refused };
  };
}
