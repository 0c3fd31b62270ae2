// What is looked at now and then, for what no event told: everything that runs, idle sessions, and what nobody needs any more. What
// fails is logged, and made up for by the next round.

import type { SessionControl } from '../../runtime/sessions/control.ts';
import { createTellRemovals } from '../../state/access/removals.ts';
import type { Clock } from '../../state/model/clock.ts';
import { messageOf } from '../../state/model/errors.ts';
import type { Store } from '../../state/store/store.ts';
import { CACHES_EVERY_MS, cleanSources, type CleanSourcesDeps } from './clean-sources.ts';
import type { DriftWatch } from './drift-watch.ts';
import type { EngineWatch } from './engine-watch.ts';
import type { Log } from './log.ts';
import type { Nudges } from './nudges.ts';
import { repeat, RESYNC_EVERY_MS, SESSION_SWEEP_EVERY_MS } from './resync.ts';
import { removeUnneededImages, type RetentionDeps } from './retention.ts';

export interface Rounds {
  /** Each at its own pace, until the loop stops. */
  start(): void;
  resync(): Promise<void>;
  cleanImages(): Promise<void>;
  /** Resolves when no resync is under way: it will have nudged what it found. */
  idle(): Promise<void>;
}

export interface RoundsDeps {
  readonly store: Store;
  readonly images: RetentionDeps['images'];
  readonly loader: CleanSourcesDeps['loader'];
  readonly config: CleanSourcesDeps['config'];
  readonly sessions: Pick<SessionControl, 'resync' | 'sweep'>;
  readonly watch: Pick<EngineWatch, 'require' | 'isUsable' | 'check'>;
  readonly nudge: Pick<Nudges, 'spaces' | 'pools'>;
  readonly drift: Pick<DriftWatch, 'checkHostRules' | 'repair'>;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  /** Aborted when the loop stops. */
  readonly signal: AbortSignal;
}

export function createRounds(deps: RoundsDeps): Rounds {
  const { store, images, loader, config, sessions, watch, nudge, drift, clock, random, log, signal } = deps;
  const tellImages = createTellRemovals({ store, clock });
  const tellSources = createTellRemovals({ store, clock });

  async function trying(work: () => Promise<void>, failed: string): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!signal.aborted) log.warn({ error: messageOf(error) }, failed);
    }
  }

  let resyncing = Promise.resolve();

  function resync(): Promise<void> {
    const done = trying(async () => {
      watch.require();
      await drift.checkHostRules();
      await nudge.spaces();
      await sessions.resync({ signal });
      await nudge.pools();
    }, 'A resync could not be finished.');
    resyncing = Promise.all([resyncing, done]).then(() => undefined);
    return done;
  }

  const cleanImages = (): Promise<void> =>
    trying(async () => {
      watch.require();
      const removed = await store.inBackground(() =>
        removeUnneededImages({ store, images }, clock.now(), { tell: tellImages, signal }),
      );
      if (removed.length > 0) log.info({ removed }, 'Images that nobody needs were removed.');
    }, 'Images could not be cleaned up.');

  /** On this machine, whoever leads: each process has caches of its own. */
  const cleanCaches = (): Promise<void> =>
    trying(async () => {
      const spare = await store.inBackground(() =>
        cleanSources({ store, loader, config, tell: tellSources }, { dryRun: false, signal }),
      );
      if (spare.length > 0)
        log.info({ spare }, 'Sources that nobody needs were removed from the local caches.');
    }, 'The local caches could not be cleaned up.');

  async function sweepSessions(): Promise<void> {
    if (!watch.isUsable()) return;
    await trying(() => store.inBackground(() => sessions.sweep()), 'Idle sessions could not be looked for.');
  }

  async function lookAtEverything(): Promise<void> {
    await watch.check();
    await resync();
    for (const { name } of await store.spaces.list()) await drift.repair(name);
    await cleanImages();
  }

  return {
    resync,
    cleanImages,
    idle: () => resyncing,
    start() {
      const pace = { clock, random, signal };
      void repeat(RESYNC_EVERY_MS, pace, lookAtEverything);
      void repeat(CACHES_EVERY_MS, pace, cleanCaches);
      void repeat(SESSION_SWEEP_EVERY_MS, pace, sweepSessions);
    },
  };
}
