// A pull request as a test sets it, around a real store: what GitHub tells, what the plan is, and what was wanted there.

import { randomBytes } from 'node:crypto';
import type { ReviewedPlan } from '../../../../reconciler/plan/reviewed-plan.ts';
import { createAuditTrail } from '../../../../state/access/audit.ts';
import type { Grants } from '../../../../state/access/decide.ts';
import { openStore } from '../../../../state/store/open.ts';
import { noTracer } from '../../../../state/model/trace.ts';
import type { Store } from '../../../../state/store/store.ts';
import type { Permission, PullRequest, Review } from '../../../../webhook/client/github.ts';
import type {
  CheckPublication,
  CommentPublication,
  Publication,
  ReplyPublication,
} from '../../../../webhook/client/publish/publication.ts';
import { createPublisher } from '../../../../webhook/client/publish/publisher.ts';
import type { Followed } from '../../../../webhook/review/after-merge/follow-merge.ts';
import { createMakeView } from '../../../../webhook/review/pull/make-view.ts';
import { createReviewPull, type ReviewPull } from '../../../../webhook/review/pull/review-pull.ts';
import { createRevive } from '../../../../webhook/review/plan-page/revive.ts';
import { createShow } from '../../../../webhook/review/pull/show.ts';
import { createTakeApprovals } from '../../../../webhook/review/pull/take-approvals.ts';
import { createJudge } from '../../../../webhook/review/people/judge.ts';
import { createManualClock } from '../../../support/manual-clock.ts';

/** Everybody's id on GitHub, by the first letter of their login. */
export const idOf = (login: string): number => login.codePointAt(0) ?? 0;

export const commit = (letter: string) => letter.repeat(40);

export function aPlan(some: Partial<ReviewedPlan> = {}): ReviewedPlan {
  const position = { file: 'spaces/sales/space.yaml', line: 4, column: 3 };
  return {
    base: commit('b'),
    head: commit('a'),
    planHash: 'c'.repeat(64),
    changes: [
      {
        kind: 'Space',
        space: 'sales',
        name: 'sales',
        before: { labels: {}, spec: { description: 'old' }, position },
        after: { labels: {}, spec: { description: 'new' }, position },
      },
    ],
    spaces: [
      {
        name: 'sales',
        reviewHash: 'r1',
        created: 0,
        updated: 1,
        removed: 0,
        builds: [],
        pins: { bot: commit('5') },
      },
    ],
    problems: [],
    conflicts: [],
    ...some,
  };
}

export interface DeskWorld extends AsyncDisposable {
  readonly store: Store;
  pull: PullRequest | undefined;
  reviews: Review[];
  permission: Permission;
  /** What Git declares of roles and bindings. */
  grants: Grants;
  /** What the approval of that number was answered. */
  answerTo(approval: number): Promise<string | undefined>;
  /** What the loader answers, or throws. */
  plan: ReviewedPlan | Error;
  /** What the loader was asked for, as `base..head`. */
  readonly asked: string[];
  followed: Followed;
  look(): ReturnType<ReviewPull>;
  comment(): Promise<string>;
  check(sha?: string): Promise<CheckPublication['run'] | undefined>;
  approve(login: string, sha?: string): void;
}

export async function createDeskWorld({ requireReviewedPlan = false } = {}): Promise<DeskWorld> {
  const store = await openStore('sqlite::memory:', { random: randomBytes });
  const clock = createManualClock();
  const repo = 'Team/config';
  const publisher = createPublisher({ store, clock, random: randomBytes, nudge() {} });
  const show = createShow({
    store,
    publisher,
    repo,
    revive: createRevive({
      gitHost: 'github.com',
      publicUrl: 'https://raworc.example',
      digestKey: 'k',
    }),
    installation: 'i1',
    clock,
    wake() {},
  });
  const wanted = async (key: string) => (await store.publications.get(key))?.wanted as Publication;

  const world: DeskWorld = {
    store,
    pull: {
      number: 3,
      state: 'open',
      draft: false,
      title: 'Change',
      author: 'bob',
      base: { ref: 'main', commit: commit('b') },
      head: { ref: 'change', commit: commit('a'), repo },
      mergeCommit: null,
      merged: false,
      url: 'https://github.com/Team/config/pull/3',
    },
    reviews: [],
    permission: 'write',
    grants: { roles: new Map(), bindings: [] },
    answerTo: async (approval) =>
      ((await wanted(`reply/team/config#3/approval-${approval}`)) as ReplyPublication | undefined)?.body,
    plan: aPlan(),
    asked: [],
    followed: { type: 'done' },
    look: () => reviewPull(3, clock.now()),
    comment: async () =>
      ((await wanted('comment/team/config#3')) as CommentPublication | undefined)?.body ?? '',
    check: async (sha = commit('a')) =>
      ((await wanted(`check/team/config@${sha}/raworc/plan`)) as CheckPublication | undefined)?.run,
    approve(login, sha = commit('a')) {
      const id = world.reviews.length + 1;
      world.reviews.push({
        id,
        author: login,
        authorId: idOf(login),
        commit: sha,
        state: 'approved',
        at: id,
      });
    },
    [Symbol.asyncDispose]: () => store.close(),
  };
  const github = {
    pullRequest: async () => world.pull,
    reviews: async () => world.reviews,
    permission: async () => world.permission,
    mergeBase: async (_: string, base: string) => (base === 'main' ? commit('0') : base),
  };
  const reviewPull = createReviewPull({
    store,
    github,
    publisher,
    repo,
    branch: 'main',
    makeView: createMakeView({
      tracer: noTracer,
      loader: {
        async review({ base, head, mergeBase }) {
          world.asked.push(`${mergeBase}: ${base}..${head}`);
          if (world.plan instanceof Error) throw world.plan;
          return world.plan;
        },
      },
      mergeBase: (base) => github.mergeBase('', base),
      config: { location: 'https://github.com/Team/config', ref: 'main', path: '.' },
      reconciler: {
        spaceStatus: async (name) =>
          ({ name, sessions: 2, spec: {}, hold: null, awaitingConfirmation: null, conditions: [] }) as never,
      },
      approvals: store.approvals,
      requireReviewedPlan,
    }),
    takeApprovals: createTakeApprovals({
      clock,
      store,
      github,
      repo,
      publisher,
      judge: createJudge({
        store,
        github,
        repo,
        clock,
        audit: createAuditTrail({ store, clock }),
        access: { grants: async () => world.grants },
        teams: { refresh: async () => undefined },
      }),
    }),
    show,
    followMerge: async () => world.followed,
  });
  return world;
}
