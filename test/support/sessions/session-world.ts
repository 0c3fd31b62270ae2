// Sessions on a store in memory and whatever engine. Instances of the room come and go on it, as processes do.

import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Key, poolKey, prefixOf, schedulesKey, subjectOf } from '../../../reconciler/loop/keys.ts';
import { createQueue } from '../../../reconciler/loop/queue.ts';
import type { Engine } from '../../../runtime/containers/engine.ts';
import type { Checkpoint } from '../../../runtime/sessions/checkpoints.ts';
import { createSessions, type SessionRuntime } from '../../../runtime/sessions/create-sessions.ts';
import { ensureSupervisorVolume } from '../../../runtime/sessions/supervisor/volume.ts';
import type { SessionNext } from '../../../runtime/sessions/lifecycle/run.ts';
import type { AskModel } from '../../../runtime/sessions/routing/model/ask-model.ts';
import { unreachable } from '../../../runtime/sessions/routing/model/failure.ts';
import type { Sessions } from '../../../runtime/sessions/sessions.ts';
import type { RoutingSpec } from '../../../schemas/kinds/routing.ts';
import type { SpaceSpec } from '../../../schemas/kinds/space.ts';
import type { Manifest } from '../../../schemas/manifest/manifest.ts';
import type { Clock } from '../../../state/model/clock.ts';
import type { SessionId } from '../../../state/model/ids.ts';
import { openStore } from '../../../state/store/open.ts';
import type { Store } from '../../../state/store/store.ts';
import { createTaskRunner } from '../../../state/tasks/runner.ts';
import { createSignals } from '../../../state/tasks/signals.ts';
import { aSpace, anAgent } from '../rows.ts';
import { createMortal } from './mortal.ts';

export const realClock: Clock = {
  now: Date.now,
  wait: (ms, options = {}) => delay(ms, undefined, options),
};

export interface StartOptions {
  readonly checkpoint?: Checkpoint;
  /** Left out, there is no model. */
  readonly askModel?: AskModel;
  readonly maxPaused?: number;
  readonly samplePeriodMs?: number;
  readonly keepPrunedMs?: number;
  /** Left out, the host filters every network. */
  readonly requireFiltered?: () => Promise<void>;
  /** Left out, the machine's. */
  readonly clock?: Clock;
}

const noModel: AskModel = () => Promise.resolve(unreachable());

export interface Instance {
  readonly sessions: Sessions;
  readonly runtime: SessionRuntime;
  nudge(id: SessionId): void;
  nudgePool(): void;
  nudgeSchedules(): void;
  resync(): Promise<void>;
  /** Ends in order. */
  stop(): Promise<void>;
  /** Ends as by `kill -9`. */
  kill(): Promise<void>;
}

export interface SessionWorld<E extends Engine = Engine> {
  readonly store: Store;
  readonly engine: E;
  readonly space: string;
  /** A new process on what is there; finds what the one before left. */
  start(options?: StartOptions): Promise<Instance>;
  /** Declares a Python agent of the space and writes its code. */
  agent(name: string, code: string, manifest?: Partial<Manifest>): Promise<void>;
  declareRouting(routing: RoutingSpec): Promise<void>;
  /** Gives the space an image of that tag. */
  image(tag: string): Promise<string>;
  secrets: Record<string, string>;
  /** Wants so many sessions made ahead; running instances that are nudged or start see to it. */
  wantWarm(count: number): void;
  /** Sessions' objects on the engine, by name. */
  leftovers(): Promise<readonly string[]>;
  end(): Promise<void>;
}

export interface SessionWorldParts<E extends Engine> {
  readonly engine: E;
  /** The engine's owner label. */
  readonly owner: string;
  /** An image that is there. */
  readonly baseImage: string;
  /** Makes an image with the agents of that folder as /agents. */
  readonly build: (reference: string, agents: string) => Promise<void>;
  /** A folder of this world's own, removed at the end; the agents are in `agents`. */
  readonly dir: string;
  /** Left out, SQLite in memory. */
  readonly databaseUrl?: string;
}

export async function createSessionWorld<E extends Engine>(
  parts: SessionWorldParts<E>,
): Promise<SessionWorld<E>> {
  const { engine, dir, owner: installation } = parts;
  const agents = join(dir, 'agents');
  mkdirSync(agents, { recursive: true });
  const store = await openStore(parts.databaseUrl ?? 'sqlite::memory:', { random: randomBytes });
  const space = 'sales';
  const secrets: Record<string, string> = {};
  const instances = new Set<Instance>();
  let owners = 0;
  let warm = 0;
  let lastOwner: string | undefined;

  await store.spaces.insert(
    aSpace({
      name: space,
      spec: {
        description: '',
        resources: { cpus: 1, memory: '512Mi', pids: 256, storage: '2Gi' },
        isolation: 'runc',
        network: { egress: 'none' },
        sessions: {
          rollout: 'onIdle',
          idle: { pauseAfter: 'never', suspendAfter: 'never', closeAfter: 'never' },
          warm: 0,
          max: 50,
        },
        routing: {},
        prune: 'confirm',
      },
    }),
  );

  async function start({
    checkpoint,
    clock = realClock,
    askModel = noModel,
    requireFiltered = async () => {},
    ...options
  }: StartOptions = {}): Promise<Instance> {
    const mortal = createMortal(store, engine, clock);
    const signals = createSignals();
    const stopEvents = new AbortController();
    const quiet = { info: () => undefined, warn: () => undefined };
    const queue = createQueue({
      clock: mortal.clock,
      random: Math.random,
      concurrency: { config: 1, space: 1, session: 50, pool: 1, schedules: 1 },
      run: async (key, signal) => {
        const { requeueAfterMs } = await runKey(key, signal);
        return requeueAfterMs === undefined ? { type: 'none' } : { type: 'after', ms: requeueAfterMs };
      },
    });
    const runKey = async (key: Key, signal: AbortSignal): Promise<SessionNext> => {
      const { control } = runtime;
      if (prefixOf(key) === 'pool') return control.fillPool(space, warm);
      if (prefixOf(key) === 'schedules') return control.runSchedules(space);
      return control.reconcile(subjectOf(key) as SessionId, { signal });
    };
    const nudgePool = (): void => {
      if (!mortal.isDead()) queue.add(poolKey(space));
    };
    const nudgeSchedules = (): void => {
      if (!mortal.isDead()) queue.add(schedulesKey(space));
    };
    const nudge = (id: SessionId): void => {
      if (!mortal.isDead()) queue.add(`session/${id}`);
    };
    const runtime = createSessions({
      ...options,
      store: mortal.store,
      engine: mortal.engine,
      clock: mortal.clock,
      random: randomBytes,
      signals,
      secrets: {
        open: async (_, names) => ({
          values: Object.fromEntries(
            names.filter((name) => name in secrets).map((name) => [name, secrets[name] ?? '']),
          ),
          missing: names.filter((name) => !(name in secrets)),
        }),
      },
      askModel,
      nudge,
      nudgePool,
      reserveTurn: (kind) => runner.reserve(kind),
      networks: { forSpace: (name) => name, requireFiltered },
      supervisorVolume: (wait) =>
        ensureSupervisorVolume(engine, { image: parts.baseImage, owner: installation }, wait),
      baseImage: parts.baseImage,
      logFolder: join(dir, 'logs'),
      logger: quiet,
      checkpoint: async (name) => {
        await checkpoint?.(name);
        await mortal.breathe();
      },
    });
    const owner = `owner-${(owners += 1)}`;
    const runner = createTaskRunner({
      store: mortal.store,
      owner,
      clock: mortal.clock,
      random: randomBytes,
      signals,
      handlers: { turn: runtime.turnHandler, ask: runtime.askHandler },
      logger: quiet,
    });
    if (lastOwner !== undefined) await store.tasks.releaseOwner(lastOwner, Date.now());
    lastOwner = owner;
    const resync = async () => {
      await runtime.control.resync({ signal: stopEvents.signal });
      nudgePool();
    };
    const events = async (): Promise<void> => {
      while (!stopEvents.signal.aborted) {
        try {
          for await (const event of engine.events({ signal: stopEvents.signal })) {
            if (event.type === 'connected') await resync();
            else runtime.control.onEngineEvent(event);
          }
        } catch {
          // The engine went away; it is asked again.
          await new Promise((resolve) => setImmediate(resolve));
        }
      }
    };
    void events();
    queue.start();
    runner.start();
    const instance: Instance = {
      sessions: runtime.sessions,
      runtime,
      nudge,
      nudgePool,
      nudgeSchedules,
      resync,
      async stop() {
        instances.delete(instance);
        stopEvents.abort();
        await runner.drain();
        await queue.drain({ abort: true });
        await runtime.close();
      },
      async kill() {
        instances.delete(instance);
        stopEvents.abort();
        await mortal.die();
      },
    };
    instances.add(instance);
    return instance;
  }

  async function image(tag: string): Promise<string> {
    const reference = `raworc_space_${space}:${installation}-${tag}`;
    await parts.build(reference, agents);
    await store.spaces.update(space, { image: reference, buildId: tag }, Date.now());
    return reference;
  }

  return {
    store,
    engine,
    space,
    secrets,
    wantWarm(count) {
      warm = count;
    },
    start,
    image,
    async agent(name, code, manifest = {}) {
      mkdirSync(join(agents, name), { recursive: true });
      writeFileSync(join(agents, name, 'main.py'), code);
      const goodManifest = {
        runtime: 'python3',
        handler: 'main.process_message',
        contract: 'function',
        timeout_seconds: 30,
        concurrency: 1,
        on_interrupted: 'retry',
        ...manifest,
      };
      await store.agents.putAll([
        anAgent({ space, name, goodManifest, goodCommit: 'c0ffee', goodLayer: 'layer' }),
      ]);
    },
    async declareRouting(routing) {
      const { spec } = (await store.spaces.get(space)) ?? {};
      const patch = { spec: { ...(spec as SpaceSpec), routing }, specDigest: JSON.stringify(routing) };
      await store.spaces.update(space, patch, Date.now());
    },
    async leftovers() {
      const containers = await engine.containers.list({});
      const volumes = await engine.volumes.list({});
      return [...containers, ...volumes]
        .map(({ name }) => name)
        .filter((name) => !name.includes('supervisor'));
    },
    async end() {
      for (const instance of instances) await instance.stop();
      for (const { id } of await engine.containers.list({})) await engine.containers.remove(id);
      await store.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
