// What a revision of the config repository declares, as plain values: they can be structured-cloned and stored.

import type { AgentSpec } from './kinds/agent.ts';
import type { RoleBindingSpec } from './kinds/role-binding.ts';
import type { RoleSpec } from './kinds/role.ts';
import type { SecretSpec } from './kinds/secret.ts';
import type { SpaceSpec } from './kinds/space.ts';
import type { Position, Problem } from './problem.ts';

export type LabelMap = Readonly<Record<string, string>>;

interface Declared<Kind extends string, Spec> {
  readonly kind: Kind;
  readonly name: string;
  readonly labels: LabelMap;
  readonly spec: Spec;
  /** sha256, hex, of the canonical JSON of `{ labels, spec }` with defaults filled in. */
  readonly digest: string;
  /** Where its document begins. */
  readonly position: Position;
}

export type DeclaredSpace = Declared<'Space', SpaceSpec>;
export type DeclaredAgent = Declared<'Agent', AgentSpec> & InSpace;
export type DeclaredSecret = Declared<'Secret', SecretSpec> & InSpace;
export type DeclaredRole = Declared<'Role', RoleSpec>;
export type DeclaredRoleBinding = Declared<'RoleBinding', RoleBindingSpec>;

export type DeclaredResource =
  | DeclaredSpace
  | DeclaredAgent
  | DeclaredSecret
  | DeclaredRole
  | DeclaredRoleBinding;

interface InSpace {
  readonly space: string;
}

export interface Declaration {
  /** Sorted by name; names are unique. */
  readonly spaces: readonly DeclaredSpace[];
  /** Sorted by space, then name; pairs are unique, and each one's space is among `spaces` or was unreadable. */
  readonly agents: readonly DeclaredAgent[];
  /** Sorted like agents. */
  readonly secrets: readonly DeclaredSecret[];
  /** Sorted by name, as bindings are. */
  readonly roles: readonly DeclaredRole[];
  readonly roleBindings: readonly DeclaredRoleBinding[];
  /** Sorted by file, line, column. */
  readonly problems: readonly Problem[];
  /**
   * Files of which at least one document could not be read or validated. While this is not empty, what is missing
   * above may only have moved into one of them: nothing may be pruned.
   */
  readonly unreadable: readonly string[];
}

/** How a resource is named in problems, plans and status: `Space/sales`, `Agent/sales/bot`, `Role/deployer`. */
export function resourceName(resource: DeclaredResource): string {
  const { kind, name } = resource;
  return 'space' in resource ? `${kind}/${resource.space}/${name}` : `${kind}/${name}`;
}
