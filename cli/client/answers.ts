// What the server answers, as far as the CLI reads it. The OpenAPI description is the full word on it.

export interface ConditionView {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason: string;
  readonly message: string;
  readonly hint?: string;
  readonly changed_at: string;
}

export interface PositionView {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface AgentView {
  readonly space: string;
  readonly name: string;
  readonly spec: { readonly purpose?: string };
  readonly position: PositionView;
  readonly revision: string;
  readonly source_commit: string | null;
  readonly running_commit: string | null;
  readonly layer: string | null;
  readonly running_layer: string | null;
  readonly conditions: readonly ConditionView[];
}

export interface SpaceView {
  readonly name: string;
  readonly spec: { readonly description?: string };
  readonly position: PositionView;
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
  readonly sessions: number;
  readonly agents: readonly AgentView[];
  readonly conditions: readonly ConditionView[];
}

export interface ConfigView {
  readonly repository: string;
  readonly ref: string;
  readonly revision: string | null;
  readonly subject: string | null;
  readonly conditions: readonly ConditionView[];
}

export interface SessionView {
  readonly id: string;
  readonly space: string;
  readonly state: string;
  readonly target: string;
  readonly reason: string;
  readonly message: string;
  readonly hint: string | null;
  readonly since: string;
  readonly build_id: string | null;
  readonly agent: string | null;
  readonly created_by: string;
  readonly created_at: string;
  readonly last_activity_at: string;
  readonly keep_alive_until: string | null;
}

export interface SessionNodeView extends SessionView {
  readonly parent_message_id: string | null;
  readonly forks: readonly SessionNodeView[];
}

export interface SessionTreeView {
  readonly root: SessionNodeView;
  readonly truncated: boolean;
}

export interface MessageView {
  readonly id: string;
  readonly turn_id: string | null;
  readonly role: 'user' | 'agent' | 'system';
  readonly agent: string | null;
  readonly content: string;
  readonly created_at: string;
}

export interface TurnView {
  readonly id: string;
  readonly state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled';
  readonly agent: string | null;
  readonly agent_commit: string | null;
  readonly via: string;
  readonly attempt: number;
  readonly error: { readonly code: string; readonly message: string; readonly hint?: string } | null;
  readonly created_at: string;
  readonly durations: {
    readonly queued_ms: number | null;
    readonly first_delta_ms: number | null;
    readonly total_ms: number | null;
  };
  readonly usage: { readonly input_tokens?: number; readonly output_tokens?: number } | null;
}

export interface TurnAnswer {
  readonly id: string;
  readonly state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled';
  readonly agent: string | null;
  readonly error: { readonly code: string; readonly message: string; readonly hint?: string } | null;
  readonly items: readonly MessageView[];
}

export interface RouteView {
  readonly decision: {
    readonly agent: string;
    readonly by: string;
    readonly confidence: number;
    readonly reason: string;
    readonly fallback?: { readonly code: string; readonly message: string };
  } | null;
  readonly problem: { readonly code: string; readonly message: string; readonly hint: string | null } | null;
  readonly candidates: readonly {
    readonly agent: string;
    readonly score: number;
    readonly words: readonly string[];
    readonly previous: boolean;
    readonly default: boolean;
  }[];
}

export interface SessionDiffView {
  readonly files: {
    readonly items: readonly {
      readonly path: string;
      readonly change: 'added' | 'removed' | 'changed';
      readonly type: string;
    }[];
    readonly added: number;
    readonly removed: number;
    readonly changed: number;
  };
  readonly messages: {
    readonly common: number;
    readonly here: { readonly items: readonly MessageView[]; readonly count: number };
    readonly there: { readonly items: readonly MessageView[]; readonly count: number };
  };
}

export interface EventView {
  readonly seq: number;
  readonly type: string;
  readonly at: string;
  readonly by: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface LogLineView {
  readonly at: string;
  readonly agent: string;
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
}

export interface BuildView {
  readonly id: string;
  readonly kind: 'layer' | 'image';
  readonly agent: string | null;
  readonly state: string;
  readonly queued_at: string;
  readonly started_at: string | null;
  readonly ended_at: string | null;
}

export interface HistoryView {
  readonly revision: string;
  readonly build_id: string;
  readonly subject: string | null;
  readonly author: string | null;
  readonly applied_at: string;
  readonly current: boolean;
  readonly available: 'image' | 'rebuild' | 'gone';
}

export interface ScheduleView {
  readonly space: string;
  readonly agent: string;
  readonly name: string;
  readonly cron: string;
  readonly time_zone: string;
  readonly enabled: boolean;
  readonly next_at: string | null;
  readonly last: {
    readonly at: string;
    readonly outcome: 'sent' | 'missed' | 'busy' | 'failed' | null;
    readonly error: { readonly code: string; readonly message: string; readonly hint?: string } | null;
  } | null;
  readonly session_id: string | null;
}

export interface SyncAnswer {
  readonly revision: string;
  readonly result: 'accepted' | 'converged' | 'stuck' | 'timeout';
  readonly config?: ConfigView;
  readonly spaces?: readonly SpaceView[];
}

export interface GarbageAnswer {
  readonly dry_run: boolean;
  readonly bytes: number;
  readonly items: readonly {
    readonly kind: string;
    readonly name: string;
    readonly why: string;
    readonly bytes: number | null;
  }[];
}
