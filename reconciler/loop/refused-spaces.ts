// What becomes of spaces whose change nobody approved: they stay as they are, and everybody is told. Pure.

import type { Condition } from '../../state/model/condition.ts';
import { NO_SPACE } from '../../state/model/plan.ts';
import type { Part, ReadRevision } from './loader.ts';
import type { Outcome } from './report.ts';

/** By space, the hash of the change that would have to be approved. */
export type Refused = Readonly<Record<string, string>>;

export function withoutRefused(part: Part, refused: Refused): Part {
  return {
    spaces: part.spaces.filter(({ name }) => refused[name] === undefined),
    agents: part.agents.filter(({ space }) => refused[space] === undefined),
  };
}

export function approvedRemovals({ removals }: ReadRevision, refused: Refused): ReadRevision['removals'] {
  return removals.filter(({ space }) => refused[space] === undefined);
}

/** Undefined where everything was approved. */
export function refusedOutcome(revision: string, refused: Refused): Outcome | undefined {
  const spaces = Object.keys(refused).sort().map(named);
  if (spaces.length === 0) return undefined;
  const more = spaces.length > 5 ? ` and ${spaces.length - 5} more` : '';
  return {
    type: 'stalled',
    reason: 'NotReviewed',
    message: `Revision ${revision.slice(0, 7)} changes ${spaces.slice(0, 5).join(', ')}${more} in a way that nobody approved; there everything stays as it was.`,
    hint: 'Have a pull request with exactly this change approved, or revert it.',
  };
}

const named = (space: string): string => (space === NO_SPACE ? 'roles and bindings' : space);

export function refusedCondition(hash: string, changedAt: number): Condition {
  return {
    type: 'ReviewRequired',
    status: 'True',
    reason: 'NotReviewed',
    message: `Git declares a change (${hash.slice(0, 12)}) that nobody approved; the space stays as it was.`,
    hint: 'Have a pull request with exactly this change approved, or revert it.',
    changedAt,
  };
}
