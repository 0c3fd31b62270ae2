// What is compared: the desired state that a revision declares, and the inventory that we observe. Plain values, so that
// both can cross threads.

import type { LabelMap } from '../../schemas/declaration.ts';
import type { AgentSpec } from '../../schemas/kinds/agent.ts';
import type { RoleBindingSpec } from '../../schemas/kinds/role-binding.ts';
import type { RoleSpec } from '../../schemas/kinds/role.ts';
import type { SecretSpec } from '../../schemas/kinds/secret.ts';
import type { SpaceSpec } from '../../schemas/kinds/space.ts';
import type { Manifest } from '../../schemas/manifest/manifest.ts';
import type { Problem } from '../../schemas/problem.ts';
import { NO_SPACE, type SourcePosition } from '../../state/model/plan.ts';

/** Where an agent's code is right now. The tree is the content's identity. */
export interface ResolvedSource {
  /** Canonical location of the repository that holds it. */
  readonly repository: string;
  readonly commit: string;
  readonly tree: string;
  /** True where it is a folder of the config repository: its commit then says nothing about its content. */
  readonly inConfig: boolean;
  readonly manifest: Manifest;
}

/** Why a source could not be used, as the agent's condition will say it. */
export interface SourceFailure {
  /** A stable word in PascalCase. */
  readonly reason: string;
  readonly message: string;
  readonly hint?: string;
  /** True where trying again may help without anybody changing anything. */
  readonly retry: boolean;
  /** What is wrong inside of it, where it could be read so far. */
  readonly problems?: readonly Problem[];
}

export type SourceState =
  | {
      readonly type: 'resolved';
      readonly source: ResolvedSource;
      /** What the ref leads to, on a source that does not follow it; absent where nobody could tell. */
      readonly newest?: string;
      /** Of its manifest. */
      readonly warnings?: readonly Problem[];
    }
  | { readonly type: 'failed'; readonly failure: SourceFailure };

export interface DesiredSpace {
  readonly kind: 'Space';
  readonly name: string;
  readonly labels: LabelMap;
  readonly spec: SpaceSpec;
  readonly specDigest: string;
  readonly position: SourcePosition;
}

export interface DesiredAgent {
  readonly kind: 'Agent';
  readonly space: string;
  readonly name: string;
  readonly labels: LabelMap;
  readonly spec: AgentSpec;
  readonly specDigest: string;
  readonly position: SourcePosition;
  readonly source: SourceState;
}

/** What is carried out without making anything: it takes effect by being known. */
export interface DesiredOther {
  readonly kind: 'Secret' | 'Role' | 'RoleBinding';
  /** `NO_SPACE` on roles and bindings. */
  readonly space: string;
  readonly name: string;
  readonly spec: SecretSpec | RoleSpec | RoleBindingSpec;
  readonly specDigest: string;
  readonly position: SourcePosition;
}

export interface Desired {
  readonly revision: string;
  readonly spaces: readonly DesiredSpace[];
  readonly agents: readonly DesiredAgent[];
  readonly others: readonly DesiredOther[];
  /** While true nothing is removed: what is missing may only have moved into a file that can't be read. */
  readonly pruneSuspended: boolean;
  /** Names (`Space/a`, `Agent/a/b`) that a problem speaks of: they are declared, if badly, and never removed. */
  readonly protectedNames: ReadonlySet<string>;
}

export interface ObservedSpace {
  readonly name: string;
  readonly labels: LabelMap;
  /** As last written into the inventory. */
  readonly spec: SpaceSpec;
  /** From the spec that was last carried out, so that no revision can loosen the brake that it is judged by. */
  readonly prune: SpaceSpec['prune'];
  readonly specDigest: string;
  readonly removing: boolean;
  /** Sessions that aren't closed. */
  readonly openSessions: number;
}

export interface ObservedAgent {
  readonly space: string;
  readonly name: string;
  readonly labels: LabelMap;
  readonly spec: AgentSpec;
  readonly specDigest: string;
  readonly removing: boolean;
  readonly sourceCommit: string | null;
  readonly sourceTree: string | null;
  /** Open sessions whose messages go to this agent unless they name another. */
  readonly pinnedSessions: number;
}

export interface ObservedOther {
  readonly kind: DesiredOther['kind'];
  readonly space: string;
  readonly name: string;
  /** On roles and bindings, as last written down. */
  readonly spec?: unknown;
  readonly specDigest: string;
}

export interface Observed {
  readonly spaces: ReadonlyMap<string, ObservedSpace>;
  /** By {@link agentKey}. */
  readonly agents: ReadonlyMap<string, ObservedAgent>;
  /** By {@link otherKey}. */
  readonly others: ReadonlyMap<string, ObservedOther>;
}

export function agentKey(agent: { readonly space: string; readonly name: string }): string {
  return `${agent.space}/${agent.name}`;
}

/** As problems name it: `Secret/sales/KEY`, `Role/deployer`. */
export function otherKey({ kind, space, name }: Pick<ObservedOther, 'kind' | 'space' | 'name'>): string {
  return space === NO_SPACE ? `${kind}/${name}` : `${kind}/${space}/${name}`;
}
