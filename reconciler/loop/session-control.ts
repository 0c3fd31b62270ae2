// What the loop needs of sessions: it runs their keys, tells them what the engine said, and asks them to close.

import type { Schedule } from '../../schemas/kinds/schedule.ts';
import type { EngineEvent } from '../../runtime/containers/engine.ts';
import type { SessionId } from '../../state/model/ids.ts';

export interface SessionControl {
  /** One run of `session/{id}`: brings the session nearer to its target and its space's state. Idempotent. */
  reconcile(id: SessionId, waiting: { readonly signal: AbortSignal }): Promise<SessionNext>;
  /** Compares all open sessions with the engine; what has to be acted on is nudged through its key. */
  resync(waiting: { readonly signal: AbortSignal }): Promise<void>;
  /** Looks for idle sessions and overdue ones. */
  sweep(): Promise<void>;
  /** What no session has any more, on the engine and in files. */
  orphans(waiting: { readonly signal?: AbortSignal }): Promise<readonly Orphan[]>;
  onEngineEvent(event: EngineEvent): void;
  /** Its space goes: writes that it is to be closed, its workspace kept for a while. Repeating it is success. */
  prune(id: SessionId): Promise<void>;
  /** One run of `pool/{space}`: brings its warm pool nearer to so many. Idempotent; safe beside other runtimes'. */
  fillPool(space: string, wanted: number): Promise<SessionNext>;
  /** Puts in force the schedules of a space as they are declared or held; answers whether there are any. */
  syncSchedules(
    space: string,
    declared: readonly { readonly agent: string; readonly schedules: readonly Schedule[] }[],
  ): Promise<boolean>;
  /** One run of `schedules/{space}`: sends what is due. Each run is sent once, whichever runtimes look. */
  runSchedules(space: string): Promise<SessionNext>;
}

export interface Orphan {
  readonly kind: 'container' | 'volume' | 'log';
  readonly name: string;
  /** A sentence. */
  readonly why: string;
  readonly bytes?: number;
  /** False where something uses it still. */
  remove(waiting: { readonly signal?: AbortSignal }): Promise<boolean>;
}

export interface SessionNext {
  /** When to look again by itself; left out: when somebody nudges it. */
  readonly requeueAfterMs?: number;
}
