// What merging a pull request of an agent's repository leads to, as a comment. Pure.

import { code } from '../render/markdown.ts';

export interface UsedBy {
  readonly space: string;
  readonly agent: string;
  /** What of the repository is followed, for people. */
  readonly ref: string;
  /** The merge leads to a pull request of the config repository, and not straight to a build. */
  readonly proposes: boolean;
}

export const sourceMarker = (installation: string) => `<!-- raworc:source ${installation} -->`;
const mostRows = 200;

export function renderSourceComment(users: readonly UsedBy[], installation: string): string {
  if (users.length === 0) {
    return `${sourceMarker(installation)}\n\n## Raworc: no space follows this branch any more`;
  }
  const spaces = new Set(users.map(({ space }) => space)).size;
  const rows = users.slice(0, mostRows).map(({ space, agent, ref, proposes }) => {
    const then = proposes ? 'a pull request bumps its commit' : 'it is built and rolled out';
    return `| ${code(space)} | ${code(agent)} | ${code(ref)} | ${then} |`;
  });
  const more = users.length - rows.length;
  return [
    sourceMarker(installation),
    `## Raworc: ${spaces} ${spaces === 1 ? 'space follows' : 'spaces follow'} this branch`,
    ['| space | agent | follows | once this is merged |', '| --- | --- | --- | --- |', ...rows].join('\n'),
    ...(more > 0 ? [`_and ${more} more._`] : []),
  ].join('\n\n');
}
