// A review on GitHub: its comment and its check run. Both are wishes in the store; whoever asks never waits for GitHub.

import type { Clock } from '../../../state/model/clock.ts';
import type { PlanRow, PullState, ReviewRow } from '../../../state/store/reviews.ts';
import type { Store } from '../../../state/store/store.ts';
import type { PullRequest, RepoName } from '../../client/github.ts';
import type { CommentPublication } from '../../client/publish/publication.ts';
import type { Publisher } from '../../client/publish/publisher.ts';
import type { Revive } from '../plan-page/revive.ts';
import type { StoredView } from '../plan-page/stored-view.ts';
import { renderCheckRun } from '../render/check-run.ts';
import { marker, renderComment } from '../render/comment.ts';
import type { MadeView } from './make-view.ts';

export interface ShowDeps {
  readonly store: Store;
  readonly publisher: Pick<Publisher, 'want'>;
  readonly repo: RepoName;
  readonly revive: Revive;
  readonly installation: string;
  readonly clock: Clock;
  /** There are tasks of the kind `publish`. */
  readonly wake: () => void;
}

/** What is remembered of a pull request besides its plan. */
export type ShownPull = Pick<PullRequest, 'number' | 'title' | 'author' | 'url' | 'state' | 'merged'>;

export const stateOf = ({ state, merged }: Pick<PullRequest, 'state' | 'merged'>): PullState =>
  merged ? 'merged' : state;

export interface Show {
  /** Remembers the plan of a pull request and shows it there. */
  plan(pull: ShownPull, made: MadeView, approvalsSeen: readonly number[]): Promise<void>;
  /** A check run alone, for a commit that belongs to no pull request. */
  check(made: MadeView): Promise<void>;
  /** What came of it, in the comment of its plan; nothing where it had none. */
  outcome(pull: number, markdown: string): Promise<void>;
}

export function createShow(deps: ShowDeps): Show {
  const { store, publisher, repo, installation, clock, wake } = deps;
  const key = repo.toLowerCase();
  const revive = (view: StoredView) => deps.revive({ repo, base: view.base, head: view.head }, view);

  function comment(pull: number, view: StoredView, outcome: string | null): CommentPublication {
    const body = renderComment(revive(view), {
      installation,
      ...(outcome === null ? {} : { outcome }),
    });
    return { kind: 'comment', repo, pull, marker: marker(installation), body };
  }
  function planRow(pull: number | null, view: StoredView): PlanRow {
    const { planHash: hash, base, head } = view;
    return { hash, repo: key, pull, base, head, content: view, createdAt: clock.now() };
  }

  return {
    async plan({ number: pull, title, author, url, ...pullState }, { view, spaces }, approvalsSeen) {
      await store.transaction(async (tables) => {
        const before = await tables.reviews.get(key, pull);
        const { base, head, planHash } = view;
        const row: ReviewRow = {
          repo: key,
          pull,
          base,
          head,
          state: stateOf(pullState),
          title,
          author,
          url,
          planHash,
          spaces,
          outcome: before?.outcome ?? null,
          approvalsSeen,
          updatedAt: clock.now(),
        };
        await tables.reviews.put(row);
        await tables.reviews.keepPlan(planRow(pull, view));
        await publisher.want(comment(pull, view, row.outcome), tables);
        await publisher.want({ kind: 'check', repo, run: renderCheckRun(revive(view)) }, tables);
      });
      wake();
    },

    async check({ view }) {
      await store.transaction(async (tables) => {
        await tables.reviews.keepPlan(planRow(null, view));
        await publisher.want({ kind: 'check', repo, run: renderCheckRun(revive(view)) }, tables);
      });
      wake();
    },

    async outcome(pull, markdown) {
      const review = await store.reviews.get(key, pull);
      if (review === undefined || review.outcome === markdown) return;
      const plan = await store.reviews.plan(review.planHash);
      await store.transaction(async (tables) => {
        await tables.reviews.update(key, pull, { outcome: markdown, updatedAt: clock.now() });
        if (plan === undefined) return;
        await publisher.want(comment(pull, plan.content as StoredView, markdown), tables);
      });
      wake();
    },
  };
}
