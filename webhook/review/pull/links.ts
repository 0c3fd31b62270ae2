// Where people find what a review speaks of. Pure.

import type { ReviewView } from '../render/view.ts';

export interface Places {
  /** Of GitHub's pages: `https://github.com`. */
  readonly webUrl: string;
  readonly repo: string;
  /** Where people reach this runtime; undefined where nobody said. */
  readonly publicUrl: string | undefined;
}

export function linksOf(
  { webUrl, repo, publicUrl }: Places,
  commits: Readonly<Record<'base' | 'head', string>>,
): ReviewView['links'] {
  return {
    file: (side, { file, line }) =>
      `${webUrl}/${repo}/blob/${commits[side]}/${file.split('/').map(encodeURIComponent).join('/')}#L${line}`,
    plan: (hash) => (publicUrl === undefined ? undefined : `${publicUrl.replace(/\/$/, '')}/plans/${hash}`),
  };
}
