// What reviews of pull requests showed: the newest plan of each pull request, and every plan by its hash.

import type { ReviewPlace } from './review-place.ts';

/** What a plan does to one space, as far as somebody can approve it. */
export interface ReviewedSpaceRow {
  readonly space: string;
  readonly reviewHash: string;
  /** The space itself is removed. */
  readonly removed: boolean;
  /** The commits that were reviewed, by agent; sources inside the config repository have none. */
  readonly pins: Readonly<Record<string, string>>;
}

export type PullState = 'open' | 'merged' | 'closed';

/** One row for each pull request of the config repository. */
export interface ReviewRow {
  /** `owner/name`, lower case. */
  readonly repo: string;
  readonly pull: number;
  readonly base: string;
  readonly head: string;
  readonly state: PullState;
  readonly title: string | null;
  /** Login of who opened it. */
  readonly author: string | null;
  /** Where people see it. */
  readonly url: string | null;
  /** Names the plan that was shown last. */
  readonly planHash: string;
  readonly spaces: readonly ReviewedSpaceRow[];
  /** What came of it after the merge, as Markdown; null until then. */
  readonly outcome: string | null;
  /** Ids of the approvals on GitHub that were looked at: each speaks of the plan that was shown then, and of no later one. */
  readonly approvalsSeen: readonly number[];
  /** Milliseconds since the epoch. */
  readonly updatedAt: number;
}

/** A whole plan, for whoever follows its link. */
export interface PlanRow {
  readonly hash: string;
  readonly repo: string;
  readonly pull: number | null;
  readonly base: string;
  readonly head: string;
  /** Plain JSON of any length. */
  readonly content: unknown;
  readonly createdAt: number;
}

export interface Reviews {
  get(repo: string, pull: number): Promise<ReviewRow | undefined>;
  /** Newest first; those behind a place, where one is given. */
  list(
    state: PullState,
    page: { readonly limit: number; readonly after?: ReviewPlace },
  ): Promise<readonly ReviewRow[]>;
  /** Another text whenever a row came, went, or changed its state, its plan or its outcome. */
  version(): Promise<string>;
  /** Replaces the row of that pull request. */
  put(review: ReviewRow): Promise<void>;
  /** Where there is no row, nothing happens. */
  update(
    repo: string,
    pull: number,
    patch: Partial<Pick<ReviewRow, 'state' | 'outcome' | 'approvalsSeen' | 'updatedAt'>>,
  ): Promise<void>;
  plan(hash: string): Promise<PlanRow | undefined>;
  /** One that is there already stays as it is, for its hash says what it holds. */
  keepPlan(plan: PlanRow): Promise<void>;
  /** Drops pull requests and plans that nobody touched since; answers how many. */
  deleteBefore(time: number): Promise<number>;
}
