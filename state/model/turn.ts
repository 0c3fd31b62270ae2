// One user message until its final reply. Pure.

/** `queued` → `running` → one of the three ends; a turn whose container is lost goes back to `queued`. */
export const turnStates = ['queued', 'running', 'done', 'failed', 'cancelled'] as const;
export type TurnState = (typeof turnStates)[number];

export function isTurnState(text: string): text is TurnState {
  return (turnStates as readonly string[]).includes(text);
}

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

/** Which of the turns that may begin does so first; inside a session the order of the messages stays. */
export const priorities = ['low', 'normal', 'high'] as const;
export type Priority = (typeof priorities)[number];

/** What to do with a message while turns are in flight: wait for them, refuse it, or cancel them for it. */
export const strategies = ['enqueue', 'reject', 'interrupt'] as const;
export type Strategy = (typeof strategies)[number];

export interface TurnError {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
}

export function turnHasEnded(state: TurnState): boolean {
  return state === 'done' || state === 'failed' || state === 'cancelled';
}
