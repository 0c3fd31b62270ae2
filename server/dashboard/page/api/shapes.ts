// What the API answers, as far as the page looks at it. Times are RFC 3339 in UTC.

export type Standing = 'stalled' | 'failing' | 'progressing' | 'held' | 'ready';
export type SessionState = 'init' | 'idle' | 'busy' | 'paused' | 'suspended' | 'error' | 'closed';

export interface SpaceOverview {
  readonly name: string;
  readonly description: string | null;
  readonly standing: Standing;
  readonly reason: string;
  readonly message: string;
  readonly hint: string | null;
  readonly revision: string;
  readonly applied_revision: string | null;
  readonly held_at: string | null;
  readonly awaiting_confirmation: string | null;
  readonly changed_at: string | null;
  readonly agents: { readonly total: number; readonly troubled: readonly string[] };
  readonly sessions: Readonly<Partial<Record<SessionState, number>>>;
}

export interface ConfigOverview {
  readonly repository: string;
  readonly ref: string;
  readonly revision: string | null;
  readonly subject: string | null;
  readonly author: string | null;
  readonly checked_at: string | null;
  readonly standing: Standing;
  readonly message: string;
  readonly hint: string | null;
  readonly problems: number;
}

export interface Overview {
  readonly config: ConfigOverview;
  readonly spaces: readonly SpaceOverview[];
}

export interface OverviewChange {
  readonly config?: ConfigOverview;
  readonly spaces: readonly SpaceOverview[];
  readonly gone: readonly string[];
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

export interface Condition {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason: string;
  readonly message: string;
  readonly hint?: string;
  readonly changed_at: string;
}

export interface Agent {
  readonly space: string;
  readonly name: string;
  readonly spec: {
    readonly source: { readonly repo?: string; readonly ref?: string; readonly path: string };
    readonly purpose?: string;
  };
  readonly manifest: { readonly runtime?: string; readonly description?: string } | null;
  readonly source_commit: string | null;
  readonly running_commit: string | null;
  readonly layer: string | null;
  readonly running_layer: string | null;
  readonly conditions: readonly Condition[];
}

export interface Space {
  readonly name: string;
  readonly spec: { readonly description?: string } & Readonly<Record<string, unknown>>;
  readonly revision: string;
  readonly applied_revision: string | null;
  readonly build_id: string | null;
  readonly image: string | null;
  readonly hold: {
    readonly revision: string;
    readonly reason: string;
    readonly by: string;
    readonly at: string;
  } | null;
  readonly awaiting_confirmation: string | null;
  readonly removing: boolean;
  readonly sessions: number;
  readonly agents: readonly Agent[];
  readonly conditions: readonly Condition[];
}

export interface Session {
  readonly id: string;
  readonly space: string;
  readonly state: SessionState;
  readonly target: string;
  readonly reason: string;
  readonly message: string;
  readonly hint: string | null;
  readonly since: string;
  /** What may be asked of it in its present state. */
  readonly legal: readonly string[];
  readonly image: string | null;
  readonly agent: string | null;
  readonly created_by: string;
  readonly parent_session_id: string | null;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly created_at: string;
  readonly last_activity_at: string;
}

export interface Whoami {
  readonly account: string;
  readonly kind: string;
  readonly scopes: readonly string[] | null;
  readonly spaces: readonly string[] | null;
  readonly roles: readonly { readonly role: string; readonly spaces: readonly string[] }[];
}

export interface SourcePosition {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Something that is wrong with a file. */
export interface FileProblem extends SourcePosition {
  readonly code: string;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly expected?: string;
  readonly suggestion?: string;
  readonly excerpt?: string;
  readonly resource?: string;
}

export interface Action {
  readonly type: string;
  readonly space: string;
  readonly name: string;
  readonly kind?: string;
  readonly reason: string;
  /** Running sessions that it touches. */
  readonly sessions: number;
  readonly position?: SourcePosition;
  /** Why a person has to confirm it first. */
  readonly brake?: string;
  /** What it allows that was not allowed before. */
  readonly widens?: string;
}

export interface PlanResult {
  readonly plan: { readonly revision: string; readonly actions: readonly Action[] };
  readonly problems: readonly FileProblem[];
}

export type BuildState = 'queued' | 'building' | 'succeeded' | 'failed' | 'cancelled';

export interface Build {
  readonly id: string;
  readonly kind: 'layer' | 'image';
  readonly space: string;
  readonly agent: string | null;
  readonly state: BuildState;
  readonly attempt: number;
  readonly error: { readonly code: string; readonly message: string; readonly hint?: string } | null;
  readonly queued_at: string;
  readonly started_at: string | null;
  readonly ended_at: string | null;
}

export interface HistoryEntry {
  readonly revision: string;
  readonly build_id: string;
  readonly subject: string | null;
  readonly author: string | null;
  readonly applied_at: string;
  readonly current: boolean;
  /** How fast a rollback to it would be. */
  readonly available: 'image' | 'rebuild' | 'gone';
}

export interface AuditRow {
  /** Its place in the chain; null: not linked yet. */
  readonly link: number | null;
  readonly at: string;
  readonly account: string;
  readonly via: 'api' | 'git' | 'github' | 'runtime';
  readonly address: string | null;
  readonly verb: string;
  readonly kind: string;
  readonly space: string | null;
  readonly name: string | null;
  readonly decision: 'allowed' | 'refused';
  readonly reason: string;
}

export interface Message {
  readonly id: string;
  readonly turn_id: string | null;
  readonly role: 'user' | 'agent' | 'system';
  readonly agent: string | null;
  readonly content: string;
  readonly created_at: string;
}

export interface ChosenRoute {
  readonly agent: string;
  readonly by: string;
  readonly confidence: number;
  readonly reason: string;
}

export interface Turn {
  readonly id: string;
  readonly agent: string | null;
  readonly agent_commit: string | null;
  readonly route: ChosenRoute | null;
}

export interface LoggedEvent {
  readonly seq: number;
  readonly type: string;
  readonly at: string;
  readonly by: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface SessionNode extends Session {
  readonly forks: readonly SessionNode[];
}

export interface UsageSample {
  readonly at: string;
  readonly cpu_cores: number;
  readonly memory_bytes: number;
  readonly disk_bytes: number;
}

export type ReviewState = 'open' | 'merged' | 'closed';

export interface ReviewedChange {
  readonly type: 'create' | 'update' | 'remove';
  readonly kind: string;
  /** Empty on kinds that belong to no space. */
  readonly space: string;
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly sessions: number;
  readonly brake: string | null;
}

export interface Review {
  readonly repo: string;
  readonly pull: number;
  readonly title: string | null;
  readonly author: string | null;
  readonly url: string | null;
  readonly state: ReviewState;
  readonly base: string;
  readonly head: string;
  /** Null for whoever may not see all of the plan. */
  readonly plan_hash: string | null;
  readonly spaces: readonly {
    readonly space: string;
    readonly created: number;
    readonly updated: number;
    readonly removed: number;
    readonly builds: readonly string[];
    readonly sessions: number;
  }[];
  readonly changes: readonly ReviewedChange[];
  /** Changes that are left out. */
  readonly more: number;
  readonly problems: number;
  readonly conflicts: number;
  /** Spaces of which the plan as it is was not approved, where that is needed. */
  readonly unapproved: readonly string[];
  readonly outcome: string | null;
  readonly updated_at: string;
}
