// The words of a session's event log: append-only, numbered per session from 1, `{domain}.{action}`. Pure.

import type { SessionState } from './session-state.ts';
import type { SessionId, TurnId } from './ids.ts';
import type { Route } from './turn.ts';

/** A transition of the session itself. */
export interface StateEvent {
  readonly type: `session.${SessionState}`;
  readonly data: {
    readonly from: SessionState | null;
    readonly reason: string;
    readonly message: string;
    readonly hint?: string;
  };
}

export interface UserMessageEvent {
  readonly type: 'user.message';
  readonly data: { readonly message_id: string; readonly turn_id: TurnId; readonly content: string };
}

export interface RouteDecidedEvent {
  readonly type: 'route.decided';
  readonly data: Route & { readonly turn_id: TurnId };
}

export interface TurnStartedEvent {
  readonly type: 'turn.started';
  readonly data: { readonly turn_id: TurnId; readonly agent: string; readonly attempt: number };
}

export interface AgentMessageEvent {
  readonly type: 'agent.message';
  readonly data: {
    readonly message_id: string;
    readonly turn_id: TurnId;
    readonly agent: string;
    readonly attempt: number;
    readonly content: string;
  };
}

/** An agent asked another: a turn of its own, under the one that asks. */
export interface AgentAskedEvent {
  readonly type: 'agent.asked';
  readonly data: {
    readonly message_id: string;
    readonly turn_id: TurnId;
    readonly parent_turn_id: TurnId;
    readonly from: string;
    /** Who is asked. */
    readonly agent: string;
    readonly content: string;
  };
}

export interface AgentAnsweredEvent {
  readonly type: 'agent.answered';
  readonly data: {
    readonly message_id: string;
    readonly turn_id: TurnId;
    readonly parent_turn_id: TurnId;
    readonly agent: string;
    readonly attempt: number;
    readonly content: string;
  };
}

/** The turn goes on with another agent, as the turn `heir_turn_id`. */
export interface TurnHandedOverEvent {
  readonly type: 'turn.handed_over';
  readonly data: {
    readonly turn_id: TurnId;
    readonly heir_turn_id: TurnId;
    readonly from: string;
    /** Who goes on. */
    readonly agent: string;
    /** Absent where it is told the same as the agent before it. */
    readonly content?: string;
  };
}

export interface TurnFailedEvent {
  readonly type: 'turn.failed';
  readonly data: {
    readonly turn_id: TurnId;
    readonly agent: string | null;
    readonly attempt: number;
    readonly code: string;
    readonly message: string;
    readonly hint?: string;
  };
}

export interface ImageChangedEvent {
  readonly type: 'session.image';
  readonly data: { readonly from: string | null; readonly to: string; readonly reason: string };
}

/** It was made ahead, and has an owner from now on. */
export interface ClaimedEvent {
  readonly type: 'session.claimed';
  readonly data: { readonly reason: string; readonly message: string };
}

/** In the log of the session that was forked; `at`: the last message that was taken along, null: all there were. */
export interface ForkedEvent {
  readonly type: 'session.forked';
  readonly data: { readonly forks: readonly SessionId[]; readonly at: string | null };
}

/** In the log of a fork: its workspace is a copy of the other's as it was at that moment. */
export interface CopiedEvent {
  readonly type: 'session.copied';
  readonly data: { readonly from: SessionId };
}

/** History and workspace of an archive are in; `from` is the session that was exported. */
export interface ImportedEvent {
  readonly type: 'session.imported';
  readonly data: { readonly from: string; readonly messages: number; readonly files: number };
}

/** Somebody ran a command in the session; what it printed is not kept. */
export interface ExecEvent {
  readonly type: 'session.exec';
  readonly data: { readonly command: string; readonly terminal: boolean; readonly agent?: string };
}

/** Somebody began to reach ports in the session. */
export interface ForwardEvent {
  readonly type: 'session.forward';
  readonly data: { readonly ports: readonly number[] };
}

/** Stored events. */
export type SessionEvent =
  | StateEvent
  | ClaimedEvent
  | UserMessageEvent
  | RouteDecidedEvent
  | TurnStartedEvent
  | AgentMessageEvent
  | AgentAskedEvent
  | AgentAnsweredEvent
  | TurnHandedOverEvent
  | TurnFailedEvent
  | ImageChangedEvent
  | ForkedEvent
  | CopiedEvent
  | ImportedEvent
  | ExecEvent
  | ForwardEvent;

export type SessionEventType = SessionEvent['type'];

/** An event as it stands in the log. */
export type LoggedEvent = SessionEvent & {
  /** Position in this session's log, from 1, without gaps. */
  readonly seq: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** The account or part that caused it: `admin`, `reconciler`, `agent:{name}`. */
  readonly by: string;
};

/** With one of these nothing more is streamed of the turn that it names. */
const lasts = ['agent.message', 'agent.answered', 'turn.handed_over', 'turn.failed'] as const;

export function isLastOfTurn(
  event: SessionEvent,
): event is Extract<SessionEvent, { type: (typeof lasts)[number] }> {
  return (lasts as readonly SessionEventType[]).includes(event.type);
}

/**
 * In the stream only, never stored. `agent.partial` is all deltas so far and takes their place: for who connects in
 * mid-turn, could not keep up, or hears a turn that is taken again.
 */
export interface StreamedDelta {
  readonly type: 'agent.delta' | 'agent.partial';
  readonly data: {
    readonly turn_id: TurnId;
    readonly agent: string;
    readonly text: string;
    /** The beginning is not known any more; the whole comes with `agent.message`. */
    readonly cut?: true;
  };
}
