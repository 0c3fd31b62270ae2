// What was reviewed, as one hash per space: two desired states alone, so that the same change has the same hash before
// and after its merge.

import type { Action, ResourceAction } from '../../state/model/plan.ts';

/** sha256 of a text, in hex. Passed in, for this room computes nothing that the platform brings. */
export type Sha256 = (text: string) => string;

export function reviewHashes(actions: readonly Action[], sha256: Sha256): Readonly<Record<string, string>> {
  const bySpace = new Map<string, ResourceAction[]>();
  for (const action of actions) {
    if (!('kind' in action)) continue;
    const list = bySpace.get(action.space);
    if (list === undefined) bySpace.set(action.space, [action]);
    else list.push(action);
  }
  const spaces = [...bySpace.keys()].sort();
  return Object.fromEntries(spaces.map((space) => [space, reviewHash(bySpace.get(space) ?? [], sha256)]));
}

/** The hash of one space's changes: no sessions, times, reasons or positions are in it. */
export function reviewHash(actions: readonly ResourceAction[], sha256: Sha256): string {
  const lines = actions
    .map(({ kind, name, fromSpecDigest, toSpecDigest, sourceCommit }) =>
      JSON.stringify([kind, name, fromSpecDigest ?? null, toSpecDigest ?? null, sourceCommit ?? null]),
    )
    .sort();
  return sha256(lines.join('\n'));
}
