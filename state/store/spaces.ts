// The inventory of spaces. A row is the finalizer: written before anything is made for the space, dropped when all of
// it is confirmed gone.

import type { Condition } from '../model/condition.ts';
import type { SourcePosition } from '../model/plan.ts';

export interface Hold {
  /** The stored revision that the space is pinned to. */
  readonly revision: string;
  readonly reason: string;
  readonly by: string;
  readonly at: number;
}

export interface SpaceRow {
  readonly name: string;
  /** What Git last said, defaults applied (`SpaceSpec` of schemas) with its labels, digest and position. */
  readonly spec: unknown;
  readonly labels: Readonly<Record<string, string>>;
  readonly specDigest: string;
  readonly position: SourcePosition;
  /** The revision that `spec` is from. */
  readonly revision: string;
  /** True once Git does not declare it any more and the removal may go on. */
  readonly removing: boolean;
  /** The plan's hash that a removal waits for (`raworc confirm`), while it waits. */
  readonly awaitingConfirmation: string | null;
  /** What runs: set when the space's image is in place. */
  readonly buildId: string | null;
  readonly image: string | null;
  /** The digest of the spec and the revision that were last carried out; null until the first time. */
  readonly appliedDigest: string | null;
  readonly appliedRevision: string | null;
  readonly hold: Hold | null;
  readonly conditions: readonly Condition[];
  readonly createdAt: number;
  readonly updatedAt: number;
}

export type SpacePatch = Partial<Omit<SpaceRow, 'name' | 'createdAt' | 'updatedAt'>>;

export interface Spaces {
  insert(row: SpaceRow): Promise<void>;
  get(name: string): Promise<SpaceRow | undefined>;
  /** By name. */
  list(): Promise<readonly SpaceRow[]>;
  /** False where there is no such row. */
  update(name: string, patch: SpacePatch, now: number): Promise<boolean>;
  delete(name: string): Promise<void>;
}
