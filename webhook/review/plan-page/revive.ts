// A stored view becomes what is shown: links to the files, and digests under this installation's own key. Any of its
// processes can do that.

import { createHmac } from 'node:crypto';
import type { PlanRow } from '../../../state/store/reviews.ts';
import { locationOf } from '../../client/repo-name.ts';
import { linksOf } from '../pull/links.ts';
import type { ReviewView } from '../render/view.ts';
import type { StoredView } from './stored-view.ts';

export interface ReviveDeps {
  /** `github.com`, or the host of an Enterprise server. */
  readonly gitHost: string;
  /** Where people reach this runtime; undefined where nobody said. */
  readonly publicUrl: string | undefined;
  /** Of shown digests. */
  readonly digestKey: string;
}

export type Revive = (plan: Pick<PlanRow, 'repo' | 'base' | 'head'>, view: StoredView) => ReviewView;

export function createRevive({ gitHost, publicUrl, digestKey }: ReviveDeps): Revive {
  const digest = (value: string) => createHmac('sha256', digestKey).update(value).digest('hex').slice(0, 10);
  return ({ repo, base, head }, view) => {
    const webUrl = new URL(locationOf(repo, gitHost)).origin;
    return { ...view, links: linksOf({ webUrl, repo, publicUrl }, { base, head }), digest };
  };
}
