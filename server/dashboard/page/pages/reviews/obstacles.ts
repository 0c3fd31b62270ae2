// What stands between a pull request and its merge doing what it says, in sentences. Pure.

import type { Review } from '../../api/shapes.ts';

type Standing = Pick<Review, 'problems' | 'conflicts' | 'unapproved' | 'state'>;

export function obstacles({ problems, conflicts, unapproved, state }: Standing): readonly string[] {
  if (state !== 'open') return [];
  return [
    ...(problems > 0 ? [`${problems} ${problems === 1 ? 'problem' : 'problems'} in its files.`] : []),
    ...(conflicts > 0
      ? [
          `It does not go together with the base branch in ${conflicts} ${conflicts === 1 ? 'file' : 'files'}.`,
        ]
      : []),
    ...(unapproved.length > 0 ? [`Nobody approved it as it is for ${unapproved.join(', ')}.`] : []),
  ];
}

/** An address that came with a pull request is followed only where it can't run anything. */
export function isSafeLink(url: string): boolean {
  return /^https?:\/\//.test(url);
}
