// How a space stands, in numbers. Pure.

import type { SpaceRow } from '../../../../state/store/spaces.ts';

export interface Standing {
  readonly ready: 0 | 1;
  readonly stalled: 0 | 1;
  /** For how long it has not been as Git says. */
  readonly behindMs: number;
}

type Judged = Pick<SpaceRow, 'conditions' | 'createdAt' | 'hold'>;

/** Who holds a space wants it to be behind. */
export function standingOf({ conditions, createdAt, hold }: Judged, now: number): Standing {
  const ready = conditions.find(({ type }) => type === 'Ready');
  const isReady = ready?.status === 'True';
  const since = ready?.changedAt ?? createdAt;
  return {
    ready: isReady ? 1 : 0,
    stalled: conditions.some(({ type, status }) => type === 'Stalled' && status === 'True') ? 1 : 0,
    behindMs: isReady || hold !== null ? 0 : Math.max(0, now - since),
  };
}

/** Of several that are shown as one. */
export function worst(one: Standing, other: Standing): Standing {
  return {
    ready: one.ready === 1 && other.ready === 1 ? 1 : 0,
    stalled: one.stalled === 1 || other.stalled === 1 ? 1 : 0,
    behindMs: Math.max(one.behindMs, other.behindMs),
  };
}
