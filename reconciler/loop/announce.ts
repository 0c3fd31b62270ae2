// The port to whoever tells others how a space stands.

import type { Condition } from '../../state/model/condition.ts';
import type { StoreTables } from '../../state/store/store.ts';

export interface Announced {
  readonly space: string;
  readonly revision: string;
  /** `SpaceSpec` of schemas. */
  readonly spec: unknown;
  readonly conditions: readonly Condition[];
  /** Those that were looked at. */
  readonly agents: readonly {
    readonly name: string;
    /** What its source resolves to. */
    readonly commit: string | null;
    readonly conditions: readonly Condition[];
  }[];
}

/** In the transaction that writes the conditions. True where there is a task of the kind `notify` to wake. */
export type Announce = (
  tables: Pick<StoreTables, 'notices' | 'tasks'>,
  announced: Announced,
  now: number,
) => Promise<boolean>;

export interface Announcing {
  readonly announce: Announce;
  readonly wake: () => void;
}
