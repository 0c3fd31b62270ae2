// What a revision of the config repository declares, as plain values: they can be structured-cloned and stored.

import type { AgentSpec } from './kinds/agent.ts';
import type { SpaceSpec } from './kinds/space.ts';
import type { Position, Problem } from './problem.ts';

export type LabelMap = Readonly<Record<string, string>>;

export interface DeclaredSpace {
  readonly kind: 'Space';
  readonly name: string;
  readonly labels: LabelMap;
  readonly spec: SpaceSpec;
  /** sha256, hex, of the canonical JSON of `{ labels, spec }` with defaults filled in. */
  readonly digest: string;
  /** Where its document begins. */
  readonly position: Position;
}

export interface DeclaredAgent {
  readonly kind: 'Agent';
  readonly space: string;
  readonly name: string;
  readonly labels: LabelMap;
  readonly spec: AgentSpec;
  /** sha256, hex, of the canonical JSON of `{ labels, spec }` with defaults filled in. */
  readonly digest: string;
  /** Where its document begins. */
  readonly position: Position;
}

export type DeclaredResource = DeclaredSpace | DeclaredAgent;

export interface Declaration {
  /** Sorted by name; names are unique. */
  readonly spaces: readonly DeclaredSpace[];
  /** Sorted by space, then name; pairs are unique, and each one's space is among `spaces` or was unreadable. */
  readonly agents: readonly DeclaredAgent[];
  /** Sorted by file, line, column. */
  readonly problems: readonly Problem[];
  /**
   * Files of which at least one document could not be read or validated. While this is not empty, what is missing
   * above may only have moved into one of them: nothing may be pruned.
   */
  readonly unreadable: readonly string[];
}

/** How a resource is named in problems, plans and status: `Space/sales`, `Agent/sales/bot`. */
export function resourceName(resource: DeclaredResource): string {
  return resource.kind === 'Space' ? `Space/${resource.name}` : `Agent/${resource.space}/${resource.name}`;
}
