// What a pull request would do: the plan from one desired state to another, made of Git alone. Plain values, so that it
// can cross threads and be stored.

import type { Problem } from '../../schemas/problem.ts';
import type { SourcePosition } from '../../state/model/plan.ts';

export type ReviewedKind = 'Space' | 'Agent' | 'Secret' | 'Role' | 'RoleBinding';

/** One side of a change. */
export interface ReviewedSide {
  readonly labels: Readonly<Record<string, string>>;
  /** What is sealed is given as a digest. */
  readonly spec: Readonly<Record<string, unknown>>;
  readonly position: SourcePosition;
  /** On agents whose source resolved; of a folder of the config repository its path, and the tree that says what is in it. */
  readonly source?: { readonly repository: string; readonly commit: string };
}

export interface ReviewedChange {
  readonly kind: ReviewedKind;
  /** Empty on kinds that belong to no space. */
  readonly space: string;
  readonly name: string;
  /** Null on what is created. */
  readonly before: ReviewedSide | null;
  /** Null on what is removed. */
  readonly after: ReviewedSide | null;
}

export interface ReviewedSpace {
  readonly name: string;
  /** Equal for equal changes, before and after the merge; see `reviewHash`. */
  readonly reviewHash: string;
  readonly created: number;
  readonly updated: number;
  readonly removed: number;
  /** Agents of which a layer would be built. */
  readonly builds: readonly string[];
  /** The commits that were reviewed, by agent; sources inside the config repository have none. */
  readonly pins: Readonly<Record<string, string>>;
}

export interface ReviewedPlan {
  readonly base: string;
  readonly head: string;
  /** Names this plan with all that it holds: sha256, hex. */
  readonly planHash: string;
  /** Sorted by space, kind and name. */
  readonly changes: readonly ReviewedChange[];
  /** Those that the change touches, sorted by name. */
  readonly spaces: readonly ReviewedSpace[];
  /** Of the files as they would be after the merge. */
  readonly problems: readonly Problem[];
  /** Paths that both sides changed in ways that don't go together. */
  readonly conflicts: readonly string[];
}
