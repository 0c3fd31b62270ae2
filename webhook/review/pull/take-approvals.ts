// Approvals on GitHub, taken down for the plan that was shown when they came: a plan that is made anew afterwards, because
// the base branch moved or an agent's repository did, has to be approved anew.

import { NO_SPACE } from '../../../state/model/plan.ts';
import type { Clock } from '../../../state/model/clock.ts';
import type { ApprovalRow } from '../../../state/store/approvals.ts';
import type { AuditRow } from '../../../state/store/audit.ts';
import type { ReviewRow } from '../../../state/store/reviews.ts';
import type { Store } from '../../../state/store/store.ts';
import type { GitHub, RepoName, Review, Waiting } from '../../client/github.ts';
import type { Publisher } from '../../client/publish/publisher.ts';
import { accountOf, type Deed, type Judge } from '../people/judge.ts';
import { plain } from '../render/markdown.ts';

export interface TakeApprovalsDeps {
  readonly store: Store;
  readonly github: Pick<GitHub, 'reviews'>;
  readonly judge: Judge;
  readonly clock: Clock;
  readonly publisher: Pick<Publisher, 'want'>;
  /** The config repository's. */
  readonly repo: RepoName;
}

/**
 * Called before the plan is made again. Answers the ids of the approvals that were looked at; those that are older than the
 * first plan are among them, and count for nothing.
 */
export type TakeApprovals = (pull: number, waiting?: Waiting) => Promise<readonly number[]>;

export function createTakeApprovals(deps: TakeApprovalsDeps): TakeApprovals {
  const { store, github, judge, clock, publisher, repo } = deps;
  const key = repo.toLowerCase();

  /** The spaces whose change it approves; who may not approve some is told so. */
  async function approvedBy(
    { id, author, authorId }: Review,
    { pull, spaces }: ReviewRow,
    waiting: Waiting,
  ): Promise<ReviewRow['spaces']> {
    const about = { from: `${repo}#${pull}`, id: `review/${id}` };
    const verdicts = await judge({ login: author, id: authorId }, spaces.map(deedOf), about, waiting);
    const reasons = new Set(verdicts.flatMap((verdict) => (verdict.allowed ? [] : [verdict.reason])));
    if (reasons.size > 0) {
      const body = `The approval by ${plain(author)} does not count for everything here. ${[...reasons].map(plain).join(' ')}`;
      await publisher.want({ kind: 'reply', repo, pull, id: `approval-${id}`, body });
    }
    return spaces.filter((_, at) => verdicts[at]?.allowed === true);
  }

  return async (pull, waiting = {}) => {
    const shown = await store.reviews.get(key, pull);
    const latest = latestDecisions(await github.reviews(repo, pull, waiting));
    const approvals = latest.filter(({ state }) => state === 'approved');
    if (shown === undefined) return approvals.map(({ id }) => id);
    const unseen = approvals.filter(({ id }) => !shown.approvalsSeen.includes(id));
    const counted: { review: Review; spaces: ReviewRow['spaces'] }[] = [];
    for (const review of unseen) {
      if (review.commit === shown.head)
        counted.push({ review, spaces: await approvedBy(review, shown, waiting) });
    }
    const takenBack = latest.filter(({ state }) => state !== 'approved');
    const approvalsSeen = [...shown.approvalsSeen, ...unseen.map(({ id }) => id)];
    if (unseen.length === 0 && takenBack.length === 0) return approvalsSeen;

    await store.transaction(async (tables) => {
      for (const review of takenBack) {
        const withdrawn = await tables.approvals.withdraw(key, pull, review.author);
        for (const approval of withdrawn)
          await tables.audit.add(auditOfWithdrawn(approval, review, clock.now()));
      }
      for (const { review, spaces } of counted) {
        const { author, at } = review;
        for (const { space, reviewHash, pins } of spaces) {
          await tables.approvals.add({ space, reviewHash, repo: key, pull, by: author, pins, at });
        }
      }
      await tables.reviews.update(key, pull, { approvalsSeen });
    });
    return approvalsSeen;
  };
}

/** A change is approved by who might make it. */
function deedOf({ space, reviewHash }: Pick<ReviewRow['spaces'][number], 'space' | 'reviewHash'>): Deed {
  const what = 'approval';
  return space === NO_SPACE
    ? { verb: 'update', kind: 'RoleBinding', space: null, what, after: reviewHash }
    : { verb: 'update', kind: 'Space', space, what, after: reviewHash };
}

/** Needs no right, for it allows nothing. Whoever dismissed an approval is not told by GitHub. */
function auditOfWithdrawn(
  { space, reviewHash, repo, pull }: ApprovalRow,
  { id, author, authorId, state }: Review,
  at: number,
): AuditRow {
  const { kind, verb, space: of } = deedOf({ space, reviewHash });
  const approver = accountOf({ login: author, id: authorId });
  const isDismissed = state === 'dismissed';
  return {
    at,
    account: isDismissed ? 'github' : approver,
    via: 'github',
    address: `${repo}#${pull}`.slice(-128),
    requestId: `review/${id}`,
    verb,
    kind,
    space: of,
    name: of,
    decision: 'allowed',
    reason: isDismissed
      ? `the approval of ${approver} was dismissed`
      : 'approval taken back: changes were asked for',
    before: reviewHash,
    after: null,
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
