// The inventory of agents: what Git says of each, what its source resolved to, and which layer is in use.

import type { Condition } from '../model/condition.ts';
import type { SourcePosition } from '../model/plan.ts';

export interface AgentRow {
  readonly space: string;
  readonly name: string;
  /** `AgentSpec` of schemas, defaults applied. */
  readonly spec: unknown;
  readonly labels: Readonly<Record<string, string>>;
  readonly specDigest: string;
  readonly position: SourcePosition;
  readonly revision: string;
  readonly removing: boolean;
  /** What the source resolved to last; null until it could be resolved. The tree is the content's identity. */
  readonly sourceCommit: string | null;
  readonly sourceTree: string | null;
  /** `Manifest` of schemas as read from that tree. */
  readonly manifest: unknown;
  /** The layer that `sourceTree` and `manifest` ask for. */
  readonly layer: string | null;
  /** The layer that was last built with success, what it was built from, and its manifest: it stays in force. */
  readonly goodLayer: string | null;
  readonly goodCommit: string | null;
  readonly goodTree: string | null;
  readonly goodManifest: unknown;
  readonly appliedDigest: string | null;
  readonly conditions: readonly Condition[];
  readonly createdAt: number;
  readonly updatedAt: number;
}

export type AgentPatch = Partial<Omit<AgentRow, 'space' | 'name' | 'createdAt' | 'updatedAt'>>;

export interface Agents {
  /** Inserts or replaces all of them, in few statements: a revision may bring thousands. */
  putAll(rows: readonly AgentRow[]): Promise<void>;
  get(space: string, name: string): Promise<AgentRow | undefined>;
  /** By space and name; of one space, or all. */
  list(space?: string): Promise<readonly AgentRow[]>;
  /** Differs from what it was whenever rows of the space came, went or changed since; costs little. */
  stamp(space: string): Promise<string>;
  /** Whether any agent of the space has a good layer. */
  anyGood(space: string): Promise<boolean>;
  /** The `spec` of every agent, in no order. */
  specs(): Promise<readonly unknown[]>;
  update(space: string, name: string, patch: AgentPatch, now: number): Promise<boolean>;
  delete(space: string, names: readonly string[]): Promise<void>;
}
