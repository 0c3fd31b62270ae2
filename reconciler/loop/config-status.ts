// How the config repository stands, remembered in the store as one document: its conditions, and what waits for a
// person or is kept though it isn't declared any more.

import type { Problem } from '../../schemas/problem.ts';
import type { Condition } from '../../state/model/condition.ts';
import type { StoreTables } from '../../state/store/store.ts';
import type { Bump } from './loader.ts';

/** Removals of one space that wait for `confirm` with this hash. */
export interface Brake {
  readonly hash: string;
  /** Hashes under which these removals were shown together with other changes; `confirm` takes them too. */
  readonly reviewed: readonly string[];
  /** A phrase: `it would close 2 sessions and, in the end, delete their workspaces`. */
  readonly why: string;
  /** True where the space itself would go. */
  readonly space: boolean;
  readonly agents: readonly string[];
}

export interface ConfigRecord {
  readonly checkedAt: number | null;
  readonly conditions: readonly Condition[];
  /** By space. */
  readonly brakes: Readonly<Record<string, Brake>>;
  /** Not declared any more, kept because `prune` is `never`: `Space/a`, `Agent/a/b`. */
  readonly kept: readonly string[];
  /** Changes that nobody approved, where only what was approved is carried out: by space, their hash; `*` is roles and bindings. */
  readonly refused: Readonly<Record<string, string>>;
  /** Secrets that did not open: by `Secret/a/KEY`, the digest of their declaration. */
  readonly unopened: Readonly<Record<string, string>>;
  /** Commits that sources could move to, if somebody agreed. */
  readonly bumps: readonly Bump[];
  /** What agents' sources and routing tests had wrong at a revision; what the revision itself has stands in its row. */
  readonly sources: { readonly revision: string | null; readonly problems: readonly Problem[] };
}

const nothing: ConfigRecord = {
  checkedAt: null,
  conditions: [],
  brakes: {},
  kept: [],
  refused: {},
  unopened: {},
  bumps: [],
  sources: { revision: null, problems: [] },
};

export async function readConfigRecord({ meta }: Pick<StoreTables, 'meta'>): Promise<ConfigRecord> {
  const text = await meta.get('config-status');
  return text === undefined ? nothing : { ...nothing, ...(JSON.parse(text) as Partial<ConfigRecord>) };
}

export async function writeConfigRecord(
  { meta }: Pick<StoreTables, 'meta'>,
  record: ConfigRecord,
): Promise<void> {
  await meta.set('config-status', JSON.stringify(record));
}
