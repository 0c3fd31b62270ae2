// Puts the loop together: the queue, what each of its keys runs, and what nudges them.

import type { Egress } from '../../runtime/containers/egress.ts';
import type { Engine, EngineEvent } from '../../runtime/containers/engine.ts';
import type { NetworkPool } from '../../runtime/containers/network-pool.ts';
import type { RetireBases } from '../../runtime/images/base/retire-bases.ts';
import type { AgentImages } from '../../runtime/images/images.ts';
import type { SessionControl } from '../../runtime/sessions/control.ts';
import type { SessionNext } from '../../runtime/sessions/lifecycle/run.ts';
import type { Clock } from '../../state/model/clock.ts';
import { messageOf } from '../../state/model/errors.ts';
import { noMeter, type Meter } from '../../state/model/measurement.ts';
import { noTracer, type Tracer } from '../../state/model/trace.ts';
import { parseSessionId, type RandomBytes } from '../../state/model/ids.ts';
import type { BuildRow } from '../../state/store/builds.ts';
import type { Store } from '../../state/store/store.ts';
import type { Repositories } from '../git/repositories.ts';
import type { Announcing } from './announce.ts';
import { createBuildDesk } from './build-desk.ts';
import { createBuildRun, type RunBuild } from './build-run.ts';
import { noCheckpoint, type Checkpoint } from './checkpoints.ts';
import { collectGarbage } from './collect-garbage.ts';
import { createConfigRun } from './config-run.ts';
import type { Reconciler } from './control.ts';
import { createControl } from './create-control.ts';
import { createDriftWatch } from './drift-watch.ts';
import { createEngineWatch } from './engine-watch.ts';
import { createInventory } from './inventory.ts';
import { prefixOf, schedulesKey, spaceKey, subjectOf, type Key, type KeyPrefix } from './keys.ts';
import type { Bump, ConfigSource, Loader } from './loader.ts';
import type { Log } from './log.ts';
import { createNudges } from './nudges.ts';
import type { Others } from './others.ts';
import { startPoll, type PollEvery } from './poll.ts';
import { createPoolRun } from './pool-run.ts';
import { createProgressHub } from './progress.ts';
import { createQueue, type Priority, type Requeue } from './queue.ts';
import type { ReviewGate } from './review-gate.ts';
import { createRounds } from './rounds.ts';
import { isAboutContainers, spaceOfEvent } from './resync.ts';
import { createSpaceApply } from './space-apply.ts';
import { createSpaceNetwork } from './space-network.ts';
import { createSpaceRemoval } from './space-removal.ts';
import { createSpaceRun } from './space-run.ts';
import { createSpaceStatusWriter } from './space-status-writer.ts';

export interface ReconcilerDeps {
  readonly store: Store;
  readonly engine: Engine;
  readonly images: AgentImages;
  /** Reads sources for builds; loading has its own in its thread. */
  readonly repositories: Repositories;
  readonly loader: Loader;
  readonly sessions: Omit<SessionControl, 'refreshWorkers'>;
  readonly config: ConfigSource;
  /** The config repository's location as it may be shown. */
  readonly repository: string;
  /** Asked before anything starts on a network. */
  readonly egress: Egress;
  readonly installationId: string;
  readonly networkPool: NetworkPool;
  readonly poll: PollEvery;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  readonly randomBytes: RandomBytes;
  readonly log: Log;
  /** Tells the runner of tasks that builds were ordered or called off. */
  readonly wakeBuilds: (what: 'ordered' | 'cancelled') => void;
  /** Told what agents could move to, each time that the config repository was read. */
  readonly onBumps?: (bumps: readonly Bump[]) => void;
  /** Left out, whatever Git declares is carried out. */
  readonly gate?: ReviewGate;
  /** Left out, secrets, roles and bindings are nobody's concern. */
  readonly others?: Others;
  /** Removes base images of earlier recipes where somebody asks; left out, they stay. */
  readonly retireBases?: RetireBases;
  /** Whether it is this process that polls; left out, always. Whoever finds something new writes it where all see it. */
  readonly leads?: () => boolean;
  readonly meter?: Meter;
  readonly tracer?: Tracer;
  /** Left out, nobody is told how spaces stand. */
  readonly announcing?: Announcing;
  readonly checkpoint?: Checkpoint;
}

export interface Loop extends Reconciler {
  /** What a task of the kind `build` does; whoever runs tasks calls it with the task's payload. */
  readonly runBuild: RunBuild;
  /** Has a session's key run: sessions nudge themselves through this. */
  nudgeSession(id: string, priority?: Priority): void;
  nudgeSpace(space: string, priority?: Priority): void;
  nudgePool(space: string): void;
  /** What loading knew is lost, for its thread died: it is told everything again. */
  forgetKnown(): void;
  /** Resolves when nothing runs and nothing is due. */
  idle(): Promise<void>;
}

const GATHER_MS = 2_000;
const CONCURRENCY: Readonly<Record<KeyPrefix, number>> = {
  config: 1,
  space: 8,
  session: 32,
  pool: 4,
  schedules: 4,
};

export function createReconciler(deps: ReconcilerDeps): Loop {
  const { store, engine, images, clock, random, sessions, config, installationId, log } = deps;
  const checkpoint = deps.checkpoint ?? noCheckpoint;
  const meter = deps.meter ?? noMeter;
  const tracer = deps.tracer ?? noTracer;
  const progress = createProgressHub();
  const stop = new AbortController();
  const inventory = createInventory({ store, clock, names: images.names });
  const writeStatus = createSpaceStatusWriter({
    store,
    clock,
    progress,
    log,
    ...(deps.announcing === undefined ? {} : { announcing: deps.announcing }),
  });
  const { egress } = deps;
  const network = createSpaceNetwork({
    store,
    engine,
    egress,
    installationId,
    pool: deps.networkPool,
    freed: () => void nudge.stalled('NetworkPoolEmpty'),
    checkpoint,
  });

  const queue = createQueue({
    clock,
    random,
    concurrency: CONCURRENCY,
    run: runKey,
    onError: (key, message) => log.error({ key }, message),
    meter,
    tracer,
  });
  const nudge = createNudges({ store, queue });
  const drift = createDriftWatch({
    store,
    engine,
    egress,
    installationId,
    nudge,
    clock,
    meter,
    log,
    signal: stop.signal,
  });

  const watch = createEngineWatch({
    engine,
    store,
    installationId,
    clock,
    random,
    randomBytes: deps.randomBytes,
    log,
    onConnected: () => {
      egress.forget();
      void rounds.resync();
    },
    onEvent,
    onLost: () => void nudge.spaces(),
    checkpoint,
  });

  const rounds = createRounds({
    store,
    images,
    loader: deps.loader,
    config,
    sessions,
    watch,
    nudge,
    drift,
    clock,
    random,
    log,
    signal: stop.signal,
  });

  function tellBuild(row: BuildRow, line: string | null): void {
    const { space, agent, id: build, state, startedAt, endedAt } = row;
    const now = clock.now();
    const durationMs = startedAt === null ? 0 : (endedAt ?? now) - startedAt;
    progress.publish({ type: 'build', space, agent, build, state, line, durationMs, at: now });
    if (line === null && (state === 'succeeded' || state === 'failed'))
      meter({ type: 'built', what: agent === null ? 'image' : 'layer', outcome: state, ms: durationMs });
  }

  const builds = createBuildDesk({
    store,
    clock,
    randomBytes: deps.randomBytes,
    wake: deps.wakeBuilds,
    tracer,
    changed: (row) => tellBuild(row, null),
  });
  const runBuild = createBuildRun({
    store,
    images,
    repositories: deps.repositories,
    clock,
    changed: tellBuild,
    ended: (order) => {
      // Hundreds of layers may end one after the other; only the last of a space is waited for.
      if (builds.ended(order) === 0) nudge.space(order.space);
      else queue.addAfter(spaceKey(order.space), GATHER_MS);
    },
    checkpoint,
  });

  const configRun = createConfigRun({
    store,
    loader: deps.loader,
    inventory,
    config,
    clock,
    progress,
    log,
    nudgeSpace: nudge.space,
    tracer,
    checkpoint,
    ...(deps.gate === undefined ? {} : { gate: deps.gate }),
    ...(deps.others === undefined ? {} : { others: deps.others }),
    ...(deps.onBumps === undefined ? {} : { onBumps: deps.onBumps }),
  });
  const remove = createSpaceRemoval({
    store,
    sessions,
    network,
    builds,
    writeStatus,
    nudgeSessions: nudge.sessionsOf,
    gone(space) {
      inventory.stale(space);
      progress.publish({ type: 'space', space, revision: '', conditions: [], at: clock.now() });
      void rounds.cleanImages();
    },
    clock,
    checkpoint,
  });
  const runSpace = createSpaceRun({
    store,
    images,
    engine,
    clock,
    network,
    builds,
    remove,
    apply: createSpaceApply({ store, clock }),
    tracer,
    writeStatus,
    configLocation: config.location,
    requireEngine: watch.require,
    stale: inventory.stale,
    nudgeSessions: nudge.sessionsOf,
    async syncSchedules(space, agents) {
      const declared = agents.map(({ name, spec }) => ({ agent: name, schedules: spec.schedules }));
      if (await sessions.syncSchedules(space, declared)) queue.add(schedulesKey(space));
    },
    takeDrift: drift.take,
    checkpoint,
  });

  const runPool = createPoolRun({ store, sessions });

  async function runKey(key: Key, signal: AbortSignal): Promise<Requeue> {
    const prefix = prefixOf(key);
    switch (prefix) {
      case 'config':
        return store.inBackground(() => configRun.run(signal));
      case 'space':
        return store.inBackground(() => runSpace(subjectOf(key), signal));
      case 'session': {
        const id = parseSessionId(subjectOf(key));
        if (id === undefined) return { type: 'none' };
        watch.require();
        return requeueOf(await sessions.reconcile(id, { signal }));
      }
      case 'pool':
        watch.require();
        return requeueOf(await runPool(subjectOf(key)));
      case 'schedules':
        return requeueOf(await sessions.runSchedules(subjectOf(key)));
      default:
        return prefix satisfies never;
    }
  }

  function onEvent(event: EngineEvent): void {
    if (event.type === 'container') sessions.onEngineEvent(event);
    const space = spaceOfEvent(event, installationId);
    if (space === undefined) return;
    if (isAboutContainers(event)) void drift.repairSoon(space);
    else nudge.space(space, 'background');
  }

  const control = createControl({
    store,
    images,
    repositories: deps.repositories,
    loader: deps.loader,
    inventory,
    config,
    repository: deps.repository,
    clock,
    progress,
    queue,
    configRun,
    builds,
    nudgeSpaces: () =>
      void nudge
        .spaces()
        .catch((error: unknown) => log.warn({ error: messageOf(error) }, 'The spaces could not be nudged.')),
    acceptEngine: watch.accept,
    ...(deps.others === undefined ? {} : { others: deps.others }),
  });

  return {
    ...control,
    runBuild,
    nudgeSpace: nudge.space,
    nudgePool: nudge.pool,
    nudgeSession: nudge.session,
    forgetKnown: () => inventory.stale(),
    async idle() {
      await rounds.idle();
      await queue.idle();
    },
    collectGarbage: (options, waiting = {}) =>
      store.inBackground(() => collectGarbage({ ...deps, requireEngine: watch.require }, options, waiting)),

    async start() {
      queue.start();
      queue.add('config', 'people');
      startPoll(deps.poll, { clock, random, signal: stop.signal }, (delayMs) => {
        if (deps.leads?.() !== false) queue.addAfter('config', delayMs);
      });
      rounds.start();
      await watch.start();
    },
    async drain() {
      stop.abort();
      watch.stop();
      await queue.drain({ abort: true });
    },
  };
}

function requeueOf({ requeueAfterMs: ms }: SessionNext): Requeue {
  return ms === undefined ? { type: 'none' } : { type: 'after', ms };
}
