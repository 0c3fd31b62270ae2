// The plan's nouns: actions as plain values that carry their reason, their source position and who is affected.
// The same value is printed by the CLI, posted on a pull request, and carried out. Pure.

/** Where in the config repository something is declared; 1-based. */
export interface SourcePosition {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** The space of what belongs to no space: no space can be called so. */
export const NO_SPACE = '*';

export type ResourceKind = 'Space' | 'Agent' | 'Secret' | 'Role' | 'RoleBinding';

interface ActionBase {
  /** {@link NO_SPACE} on roles and bindings. */
  readonly space: string;
  /** A short phrase: `source 1f3a9bc → 9bc2d01`, `spec changed: resources.memory`, `not declared any more`. */
  readonly reason: string;
  /** Where the desired thing is declared; absent on removals and repairs. */
  readonly position?: SourcePosition;
  /** Running sessions that this step touches (rolls, closes); 0 where none. */
  readonly sessions: number;
}

/** A change of a declared resource. `from`/`to` digests are absent on creation/removal. */
export interface ResourceAction extends ActionBase {
  readonly type: 'create' | 'update' | 'remove';
  readonly kind: ResourceKind;
  readonly name: string;
  readonly fromSpecDigest?: string;
  readonly toSpecDigest?: string;
  /** The commit that the agent's source resolves to. */
  readonly sourceCommit?: string;
  /** Why a person must confirm this removal first; absent where nobody must. */
  readonly brake?: string;
  /** A phrase, where it allows what was not allowed before: `account ann gets admin in every space`. */
  readonly widens?: string;
}

/** What has to be made for it, and what happens to what runs. */
export interface EffectAction extends ActionBase {
  readonly type:
    | 'build-layer'
    | 'build-image'
    | 'make-network'
    | 'remove-network'
    | 'roll-session'
    | 'close-session'
    | 'repair';
  /** The agent, build id, network or session that it is about. */
  readonly name: string;
}

export type Action = ResourceAction | EffectAction;

export interface Plan {
  /** The revision that the plan leads to. */
  readonly revision: string;
  readonly actions: readonly Action[];
  /** Per space with changes, and under {@link NO_SPACE} for roles and bindings: sha256 over what was reviewed; see `reviewHash`. */
  readonly reviewHashes: Readonly<Record<string, string>>;
}
