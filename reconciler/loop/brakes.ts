// The removals of a reading that wait for a person, gathered by space. Pure.

import type { ResourceAction } from '../../state/model/plan.ts';
import { reviewHash, type Sha256 } from '../plan/review-hash.ts';
import type { Brake } from './config-status.ts';

type Brakes = Readonly<Record<string, Brake>>;

/**
 * The hash is made of the removals alone, so that it stays the same however often they are read again; the hash of the
 * plan in which they first appeared is taken as well.
 */
export function gatherBrakes(
  removals: readonly ResourceAction[],
  reviewHashes: Readonly<Record<string, string>>,
  before: Brakes,
  sha256: Sha256,
): Brakes {
  const bySpace = Map.groupBy(
    removals.filter(({ brake }) => brake !== undefined),
    ({ space }) => space,
  );
  const brakes: Record<string, Brake> = {};
  for (const [space, actions] of bySpace) {
    const hash = reviewHash(actions, sha256);
    const known = before[space]?.hash === hash ? before[space].reviewed : [];
    const shown = reviewHashes[space];
    brakes[space] = {
      hash,
      reviewed: shown === undefined || known.includes(shown) ? known : [...known, shown],
      why: actions[0]?.brake ?? '',
      space: actions.some(({ kind }) => kind === 'Space'),
      agents: actions.filter(({ kind }) => kind === 'Agent').map(({ name }) => name),
    };
  }
  return brakes;
}
