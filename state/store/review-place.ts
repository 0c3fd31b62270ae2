// Where a list of reviews goes on. A review moves up whenever its plan is made anew, so a place is a time, not a row. Pure.

import type { ReviewRow } from './reviews.ts';

export type ReviewPlace = Pick<ReviewRow, 'updatedAt' | 'pull'>;

/** As the `after` of a page. */
export const formatPlace = ({ updatedAt, pull }: ReviewPlace): string => `${updatedAt}.${pull}`;

/** Undefined where it never was a place. */
export function parsePlace(text: string): ReviewPlace | undefined {
  const [, updatedAt, pull] = /^(\d{1,15})\.(\d{1,15})$/.exec(text) ?? [];
  return pull === undefined ? undefined : { updatedAt: Number(updatedAt), pull: Number(pull) };
}
