// What a review shows, as one plain value: made from the reviewed plan and from what runs, rendered by this folder.

import type { Problem } from '../../../schemas/problem.ts';
import type { ReviewedChange, ReviewedKind, ReviewedSide } from '../../../reconciler/plan/reviewed-plan.ts';

export type ShownKind = ReviewedKind;
export type ShownSide = ReviewedSide;

/** A change of the plan, with what it touches now. */
export interface ShownChange extends ReviewedChange {
  /** Running sessions that this touches. */
  readonly sessions: number;
  /** Why a person would have to confirm it after the merge; absent where nobody must. */
  readonly brake?: string;
}

export interface ShownSpace {
  readonly name: string;
  readonly created: number;
  readonly updated: number;
  readonly removed: number;
  /** Names of the agents of which a layer would be built. */
  readonly builds: readonly string[];
  readonly sessions: number;
}

/** Something that runs otherwise than the base branch says; it is there without this pull request. */
export interface ShownDrift {
  readonly space: string;
  /** A sentence. */
  readonly message: string;
}

export interface ReviewView {
  readonly base: string;
  readonly head: string;
  /** Names all that is shown: the plan, and what stood beside it then. */
  readonly planHash: string;
  readonly changes: readonly ShownChange[];
  /** Sorted by name; only those that the change touches. */
  readonly spaces: readonly ShownSpace[];
  /** Of the files as they would be after the merge. */
  readonly problems: readonly Problem[];
  /** Paths that both sides changed in ways that don't go together. */
  readonly conflicts: readonly string[];
  readonly drift: readonly ShownDrift[];
  /** From a fork: nothing is built, and no secret is used, before it is merged. */
  readonly fork: boolean;
  /** Where only what was approved is carried out: who approved it, and the spaces that nobody approved as they are here. */
  readonly approval?: { readonly by: readonly string[]; readonly missing: readonly string[] };
  /** Each answers undefined where no address is known. */
  readonly links: {
    file(
      side: 'base' | 'head',
      position: { readonly file: string; readonly line: number },
    ): string | undefined;
    plan(hash: string): string | undefined;
  };
  /** A short digest under this runtime's own key, so that a shown digest helps nobody to guess the value. */
  readonly digest: (value: string) => string;
}
