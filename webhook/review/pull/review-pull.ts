// A pull request of the config repository, looked at: its plan while it is open, what came of it once it is merged.

import { RaworcError } from '../../../state/model/errors.ts';
import type { Store } from '../../../state/store/store.ts';
import type { TaskOutcome } from '../../../state/tasks/outcome.ts';
import type { GitHub, PullRequest, RepoName, Waiting } from '../../client/github.ts';
import { isSameRepo } from '../../client/repo-name.ts';
import type { Publisher } from '../../client/publish/publisher.ts';
import type { FollowMerge } from '../after-merge/follow-merge.ts';
import { failedCheck } from './failed-plan.ts';
import type { Asked, MakeView } from './make-view.ts';
import { type Show, stateOf } from './show.ts';
import type { TakeApprovals } from './take-approvals.ts';

export interface ReviewPullDeps {
  readonly store: Pick<Store, 'reviews'>;
  readonly github: Pick<GitHub, 'pullRequest'>;
  readonly publisher: Pick<Publisher, 'want'>;
  /** The config repository's. */
  readonly repo: RepoName;
  /** The branch that is followed; undefined: the default one, which nobody told us the name of. */
  readonly branch: string | undefined;
  readonly makeView: MakeView;
  readonly takeApprovals: TakeApprovals;
  readonly show: Pick<Show, 'plan'>;
  readonly followMerge: FollowMerge;
}

/** `since`: when somebody first asked for this look, in milliseconds. */
export type ReviewPull = (number: number, since: number, waiting?: Waiting) => Promise<TaskOutcome>;

export function createReviewPull(deps: ReviewPullDeps): ReviewPull {
  const { store, github, publisher, repo, branch, makeView, takeApprovals, show, followMerge } = deps;

  async function showPlan(
    pull: PullRequest,
    asked: Omit<Asked, 'fork'>,
    approvalsSeen: readonly number[],
    waiting: Waiting,
  ): Promise<boolean> {
    const fork = pull.head.repo === null || !isSameRepo(pull.head.repo, repo);
    try {
      await show.plan(pull, await makeView({ ...asked, fork }, waiting), approvalsSeen);
      return true;
    } catch (error) {
      if (!(error instanceof RaworcError) || error.disposition !== 'stop') throw error;
      await publisher.want({ kind: 'check', repo, run: failedCheck(pull.head.commit, error) });
      return false;
    }
  }

  /** Merged while nobody looked, or with commits that no plan has seen. */
  async function isShown({ number, head }: PullRequest): Promise<boolean> {
    return (await store.reviews.get(repo.toLowerCase(), number))?.head === head.commit;
  }

  return async (number, since, waiting = {}) => {
    const pull = await github.pullRequest(repo, number, waiting);
    if (pull === undefined || (branch !== undefined && pull.base.ref !== branch)) return { type: 'done' };
    await store.reviews.update(repo.toLowerCase(), number, { state: stateOf(pull) });
    const seen = await takeApprovals(number, waiting);
    const head = pull.head.commit;
    if (pull.state === 'open') {
      await showPlan(pull, { base: pull.base.ref, head }, seen, waiting);
      return { type: 'done' };
    }
    if (!pull.merged) return { type: 'done' };
    const before = { base: pull.base.commit, head };
    if (!(await isShown(pull)) && !(await showPlan(pull, before, seen, waiting))) return { type: 'done' };
    const followed = await followMerge(pull, since, waiting);
    return followed.type === 'done' ? { type: 'done' } : { type: 'wait', until: followed.until };
  };
}
