// One user message until its final reply. Pure.

/** `queued` → `running` → one of the three ends; a turn whose container is lost goes back to `queued`. */
export type TurnState = 'queued' | 'running' | 'done' | 'failed' | 'cancelled';

/** What decided: another agent, or see the order of routing in ARCHITECTURE.md. */
export type RouteBy =
  | 'request'
  | 'agent'
  | 'mention'
  | 'rule'
  | 'model'
  | 'previous'
  | 'lexical'
  | 'default'
  | 'only';

export interface Route {
  readonly agent: string;
  readonly by: RouteBy;
  /** 0 to 1. */
  readonly confidence: number;
  readonly reason: string;
  /** What was tried first and came to nothing. */
  readonly fallback?: RouteFallback;
}

export interface RouteFallback {
  readonly from: 'model';
  /** A stable word: `MODEL_TIMEOUT`. */
  readonly code: string;
  readonly message: string;
}

/** How a turn came about: a person's message, an agent's question, or an agent that handed its own turn over. */
export type TurnVia = 'message' | 'ask' | 'handoff';

/** What a turn took, as far as the agent told. */
export interface Usage {
  readonly input_tokens?: number;
  readonly output_tokens?: number;
  /** In `currency`. */
  readonly cost?: number;
  /** ISO 4217. */
  readonly currency?: string;
  readonly model?: string;
}

export interface TurnError {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
}

export function turnHasEnded(state: TurnState): boolean {
  return state === 'done' || state === 'failed' || state === 'cancelled';
}
