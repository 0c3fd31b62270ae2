// Puts reviewing together: the tasks of the kind `review`, and the page that a comment's link leads to.

import type { ConfigWriter } from '../../reconciler/loop/config-writer.ts';
import type { Reconciler } from '../../reconciler/loop/control.ts';
import type { ConfigSource, Loader } from '../../reconciler/loop/loader.ts';
import type { Access } from '../../state/access/access.ts';
import type { AuditTrail } from '../../state/access/audit.ts';
import type { Clock } from '../../state/model/clock.ts';
import { NO_SPACE } from '../../state/model/plan.ts';
import type { Tracer } from '../../state/model/trace.ts';
import type { Store } from '../../state/store/store.ts';
import type { TaskHandler } from '../../state/tasks/handler.ts';
import type { GitHub, RepoName } from '../client/github.ts';
import type { Publisher } from '../client/publish/publisher.ts';
import type { ReviewDesk } from '../receiver/review-desk.ts';
import { createFollowMerge } from './after-merge/follow-merge.ts';
import type { TeamWatch } from '../client/people/team-watch.ts';
import { createHandleComment } from './commands/handle-comment.ts';
import { createJudge } from './people/judge.ts';
import type { Revive } from './plan-page/revive.ts';
import { createMakeView } from './pull/make-view.ts';
import { createReviewCommit } from './pull/review-commit.ts';
import { createReviewPull } from './pull/review-pull.ts';
import { createShow } from './pull/show.ts';
import { createTakeApprovals } from './pull/take-approvals.ts';
import { createProposeBumps } from './proposals/propose-bumps.ts';
import { createProposeRevert } from './proposals/propose-revert.ts';
import { createReviewHandler } from './review-handler.ts';
import { createReviewSource } from './source/review-source.ts';

export interface ReviewDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly github: GitHub;
  readonly publisher: Publisher;
  readonly access: Pick<Access, 'grants'>;
  readonly audit: Pick<AuditTrail, 'add'>;
  readonly teams: TeamWatch;
  readonly desk: Pick<ReviewDesk, 'ask'>;
  readonly loader: Pick<Loader, 'review'>;
  readonly reconciler: Reconciler;
  readonly config: ConfigSource;
  /** The config repository's name. */
  readonly repo: RepoName;
  /** `github.com`, or the host of an Enterprise server. */
  readonly gitHost: string;
  readonly requireReviewedPlan: boolean;
  readonly installation: string;
  readonly revive: Revive;
  readonly configWriter: ConfigWriter;
  /** There are tasks of the kind `publish`. */
  readonly wake: () => void;
  readonly tracer: Tracer;
  readonly log: { warn(fields: object, message: string): void };
}

export interface Review {
  readonly handler: TaskHandler;
}

export function createReview(deps: ReviewDeps): Review {
  const { store, clock, github, publisher, desk, reconciler, repo, gitHost, installation } = deps;
  const { loader, config, requireReviewedPlan } = deps;
  const key = repo.toLowerCase();
  const branch = config.ref?.replace(/^refs\/heads\//, '');

  const show = createShow({
    store,
    publisher,
    repo,
    revive: deps.revive,
    installation,
    clock,
    wake: deps.wake,
  });
  const makeView = createMakeView({
    loader,
    config,
    reconciler,
    approvals: store.approvals,
    mergeBase: (base, head, waiting) => github.mergeBase(repo, base, head, waiting),
    requireReviewedPlan,
    tracer: deps.tracer,
  });
  const followMerge = createFollowMerge({
    reconciler,
    publisher,
    repo,
    clock,
    // Roles and bindings take effect by being read: there is nothing to follow.
    mergedSpaces: async (pull) =>
      ((await store.reviews.get(key, pull))?.spaces ?? []).filter(({ space }) => space !== NO_SPACE),
    showOutcome: show.outcome,
    logUrl: () => undefined,
  });
  const { access, audit, teams } = deps;
  const judge = createJudge({ store, access, audit, github, teams, clock, repo });
  const handleComment = createHandleComment({
    github,
    judge,
    publisher,
    repo,
    reconciler,
    planAgain: (pull) => desk.ask(`pull/${pull}`),
    async reviewHashes(pull) {
      const review = await store.reviews.get(key, pull);
      return review && Object.fromEntries(review.spaces.map(({ space, reviewHash }) => [space, reviewHash]));
    },
    proposeRevert: createProposeRevert(deps.configWriter),
  });

  return {
    handler: createReviewHandler({
      reviewPull: createReviewPull({
        store,
        github,
        publisher,
        repo,
        branch,
        makeView,
        takeApprovals: createTakeApprovals({ store, github, judge, clock, publisher, repo }),
        show,
        followMerge,
      }),
      reviewCommit: createReviewCommit({ makeView, show, publisher, repo, base: branch ?? 'HEAD' }),
      reviewSource: createReviewSource({
        store,
        github,
        publisher,
        gitHost,
        installation,
        requireReviewedPlan,
      }),
      handleComment,
      proposeBumps: createProposeBumps({ reconciler, configWriter: deps.configWriter }),
      refreshTeams: (waiting) => teams.refresh(0, waiting),
      onInstallation: () => reconciler.nudge({ type: 'everything' }),
      log: deps.log,
    }),
  };
}
