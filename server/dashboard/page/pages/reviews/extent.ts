// How much a pull request does to one space, in a line. Pure.

import type { Review } from '../../api/shapes.ts';

export type Extent = Pick<
  Review['spaces'][number],
  'created' | 'updated' | 'removed' | 'builds' | 'sessions'
>;

const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

/** What is none is not said, but for the sessions: that nobody feels it is what one wants to know. */
export function extentText({ created, updated, removed, builds, sessions }: Extent): string {
  return [
    ...(created > 0 ? [`${created} new`] : []),
    ...(updated > 0 ? [`${updated} changed`] : []),
    ...(removed > 0 ? [`${removed} removed`] : []),
    ...(builds.length > 0 ? [`${counted(builds.length, 'layer', 'layers')} to build`] : []),
    sessions === 0 ? 'no session affected' : `${counted(sessions, 'session', 'sessions')} affected`,
  ].join(' · ');
}
