// A commit of a merge queue, or one for which somebody asked for the check again: a check run, and no comment.

import { RaworcError } from '../../../state/model/errors.ts';
import type { RepoName, Waiting } from '../../client/github.ts';
import type { Publisher } from '../../client/publish/publisher.ts';
import { failedCheck } from './failed-plan.ts';
import type { MakeView } from './make-view.ts';
import type { Show } from './show.ts';

export interface ReviewCommitDeps {
  readonly makeView: MakeView;
  readonly show: Pick<Show, 'check'>;
  readonly publisher: Pick<Publisher, 'want'>;
  readonly repo: RepoName;
  /** The branch that is followed. */
  readonly base: string;
}

export type ReviewCommit = (commit: string, waiting?: Waiting) => Promise<void>;

export function createReviewCommit(deps: ReviewCommitDeps): ReviewCommit {
  const { makeView, show, publisher, repo, base } = deps;
  return async (commit, waiting = {}) => {
    try {
      await show.check(await makeView({ base, head: commit, fork: false }, waiting));
    } catch (error) {
      if (!(error instanceof RaworcError) || error.disposition !== 'stop') throw error;
      await publisher.want({ kind: 'check', repo, run: failedCheck(commit, error) });
    }
  };
}
