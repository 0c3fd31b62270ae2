// Approvals on GitHub, taken down for the plan that was shown when they came: a plan that is made anew afterwards, because
// the base branch moved or an agent's repository did, has to be approved anew.

import type { Store } from '../../../state/store/store.ts';
import type { GitHub, RepoName, Review, Waiting } from '../../client/github.ts';

export interface TakeApprovalsDeps {
  readonly store: Store;
  readonly github: Pick<GitHub, 'reviews' | 'permission'>;
  /** The config repository's. */
  readonly repo: RepoName;
}

/**
 * Called before the plan is made again. Answers the ids of the approvals that were looked at; those that are older than the
 * first plan are among them, and count for nothing.
 */
export type TakeApprovals = (pull: number, waiting?: Waiting) => Promise<readonly number[]>;

export function createTakeApprovals({ store, github, repo }: TakeApprovalsDeps): TakeApprovals {
  const key = repo.toLowerCase();

  async function mayApprove(login: string, waiting: Waiting): Promise<boolean> {
    const permission = await github.permission(repo, login, waiting);
    return permission === 'admin' || permission === 'write';
  }

  return async (pull, waiting = {}) => {
    const shown = await store.reviews.get(key, pull);
    const latest = latestDecisions(await github.reviews(repo, pull, waiting));
    const approvals = latest.filter(({ state }) => state === 'approved');
    if (shown === undefined) return approvals.map(({ id }) => id);
    const unseen = approvals.filter(({ id }) => !shown.approvalsSeen.includes(id));
    const counted: Review[] = [];
    for (const review of unseen) {
      if (review.commit === shown.head && (await mayApprove(review.author, waiting))) counted.push(review);
    }
    const takenBack = latest.filter(({ state }) => state !== 'approved');
    const approvalsSeen = [...shown.approvalsSeen, ...unseen.map(({ id }) => id)];
    if (unseen.length === 0 && takenBack.length === 0) return approvalsSeen;

    await store.transaction(async (tables) => {
      for (const { author } of takenBack) await tables.approvals.withdraw(key, pull, author);
      for (const { author, at } of counted) {
        for (const { space, reviewHash, pins } of shown.spaces) {
          await tables.approvals.add({ space, reviewHash, repo: key, pull, by: author, pins, at });
        }
      }
      await tables.reviews.update(key, pull, { approvalsSeen });
    });
    return approvalsSeen;
  };
}

/** Of each person the newest that decides; comments leave standing what was said before. */
export function latestDecisions(reviews: readonly Review[]): readonly Review[] {
  const byAuthor = new Map<string, Review>();
  for (const review of reviews) {
    const decides = ['approved', 'changes_requested', 'dismissed'].includes(review.state);
    if (decides && review.author !== '') byAuthor.set(review.author, review);
  }
  return [...byAuthor.values()];
}
