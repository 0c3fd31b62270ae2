// The port for the loop: it runs the keys of sessions, pools and schedules, tells what the engine said, and has everything looked at
// now and then.

import type { SessionId } from '../../state/model/ids.ts';
import type { Store } from '../../state/store/store.ts';
import type { EngineEvent } from '../containers/engine.ts';
import type { KeepBudgets } from './budgets/keeper.ts';
import type { SweepIdle } from './idle/ladder.ts';
import type { FindOrphans } from './lifecycle/orphans.ts';
import type { ReconcileSession, SessionNext } from './lifecycle/run.ts';
import type { Sweep } from './lifecycle/sweep.ts';
import { SESSION_LABEL } from './names.ts';
import type { Pool } from './pool/pool.ts';
import type { SessionDeps } from './ports.ts';
import type { Schedules } from './schedules/schedules.ts';
import type { AgentSchedules } from './schedules/sync-schedules.ts';
import type { RefreshWorkers } from './turns/refresh-workers.ts';

/** What whoever runs the keys needs of sessions. */
export interface SessionControl {
  /** One run of `session/{id}`. Idempotent; never twice at once for the same id. */
  reconcile(id: SessionId, wait: { readonly signal: AbortSignal }): Promise<SessionNext>;
  /**
   * Compares all open sessions with the engine, nudges what has to be acted on, and removes what no session has; at the
   * start and now and then, on the engine that the store knows.
   */
  resync(wait: { readonly signal: AbortSignal }): Promise<void>;
  /** Looks for idle sessions and overdue ones; every few seconds, while the engine is the one that the store knows. */
  sweep(): Promise<void>;
  /** Secrets of that space changed, or may have. */
  readonly refreshWorkers: RefreshWorkers;
  /** What no session has any more. */
  readonly orphans: FindOrphans;
  onEngineEvent(event: EngineEvent): void;
  /** Its space goes: writes that it is to be closed, its workspace kept for a while. Repeating it is success. */
  prune(id: SessionId): Promise<void>;
  /** One run of `pool/{space}`: brings its warm pool nearer to so many. Idempotent; safe beside other runtimes'. */
  fillPool(space: string, wanted: number): Promise<SessionNext>;
  /** Puts in force the schedules of a space as they are declared or held; answers whether there are any. */
  syncSchedules(space: string, declared: readonly AgentSchedules[]): Promise<boolean>;
  /** One run of `schedules/{space}`: sends what is due. Each run is sent once, whichever runtimes look. */
  runSchedules(space: string): Promise<SessionNext>;
}

export interface ControlDeps {
  readonly store: Pick<Store, 'spaces'>;
  readonly reconcile: ReconcileSession;
  readonly sweep: Sweep;
  readonly findOrphans: FindOrphans;
  readonly expireQueued: () => Promise<void>;
  readonly keepBudgets: KeepBudgets;
  readonly sweepIdle: SweepIdle;
  readonly refreshWorkers: RefreshWorkers;
  readonly pool: Pool;
  readonly prune: (id: SessionId) => Promise<void>;
  readonly schedules: Schedules;
  readonly nudge: SessionDeps['nudge'];
}

export function createControl(deps: ControlDeps): SessionControl {
  const { store, sweep, refreshWorkers, pool, schedules, nudge } = deps;
  return {
    reconcile: deps.reconcile,
    async resync(wait) {
      await sweep.resync(wait);
      await sweep.overdue();
      await sweep.orphans(wait);
      for (const { name } of await store.spaces.list()) await refreshWorkers(name, wait);
    },
    refreshWorkers,
    orphans: deps.findOrphans,
    async sweep() {
      await sweep.overdue();
      await deps.expireQueued();
      await deps.keepBudgets();
      await deps.sweepIdle();
    },
    onEngineEvent(event) {
      if (event.type !== 'container' || event.action === 'start' || event.action === 'update') return;
      const id = event.labels[SESSION_LABEL];
      if (id !== undefined) nudge(id as SessionId);
    },
    async prune(id) {
      if (await pool.dismiss(id)) return;
      await deps.prune(id);
      nudge(id);
    },
    fillPool: pool.fill,
    syncSchedules: schedules.sync,
    runSchedules: schedules.run,
  };
}
