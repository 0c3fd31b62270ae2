// A whole reconciler on imagined parts around a real local Git repository, a real store in memory and a clock that
// stands still.

import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';

import { createGitRepositories } from '../../../reconciler/git/git-repositories.ts';
import type { BuildOrder } from '../../../reconciler/loop/build-desk.ts';
import { createLocalLoader } from '../../../reconciler/loop/loading/local-loader.ts';
import { createOthers } from '../../../reconciler/loop/others.ts';
import { createEgress } from '../../../runtime/containers/egress.ts';
import { createReconciler, type Loop, type ReconcilerDeps } from '../../../reconciler/loop/reconciler.ts';
import { createMemoryEngine, type MemoryEngine } from '../../../runtime/containers/memory/engine.ts';
import { parseNetworkPool } from '../../../runtime/containers/network-pool.ts';
import { syncSchedules } from '../../../runtime/sessions/schedules/sync-schedules.ts';
import { newSessionId, type SessionId } from '../../../state/model/ids.ts';
import { createAccess, type Access } from '../../../state/access/access.ts';
import { createAuditTrail } from '../../../state/access/audit.ts';
import { createDeclaredSecrets } from '../../../state/secrets/declared-secrets.ts';
import { createSecretBox } from '../../../state/secrets/secret-box.ts';
import { createSealingKeys, type SealingKeys } from '../../../state/secrets/sealing-keys.ts';
import { createSecrets, type Secrets } from '../../../state/secrets/secrets.ts';
import { openStore } from '../../../state/store/open.ts';
import type { Store } from '../../../state/store/store.ts';
import type { TaskRunner } from '../../../state/tasks/runner.ts';
import { createTaskRunner } from '../../../state/tasks/runner.ts';
import { createSignals } from '../../../state/tasks/signals.ts';
import { createRepository, type FixtureRepository } from '../../support/git-server/fixture-repository.ts';
import { createFakeClock, type FakeClock } from './fake-clock.ts';
import { createFakeImages, type FakeImages } from './fake-images.ts';
import { assertSane } from './sanity.ts';

export interface World {
  readonly repository: FixtureRepository;
  readonly store: Store;
  readonly engine: MemoryEngine;
  readonly images: FakeImages;
  readonly clock: FakeClock;
  readonly dir: string;
  readonly access: Access;
  readonly secrets: Secrets;
  readonly sealingKeys: SealingKeys;
  /** Spaces of which secrets were said to have changed, in the order that it was said in. */
  readonly toldOfSecrets: string[];
  /** The reconciler that runs now; another one after {@link restart}. */
  loop(): Loop;
  /** Syncs, and waits until nothing moves any more. */
  sync(): Promise<string>;
  settle(): Promise<void>;
  /** A new process on the same store, repository and engine. */
  restart(overrides?: Partial<ReconcilerDeps>): Promise<void>;
  /** As if the process had been killed: nothing that ran ends, its leases run out. */
  crash(): Promise<void>;
  openSession(space: string, agent?: string): Promise<SessionId>;
  end(): Promise<void>;
}

/** Runs as long as something may still be said to it. */
async function untilClosed({ stdin }: { readonly stdin: Readable }): Promise<number> {
  stdin.resume();
  await finished(stdin);
  return 0;
}

const pool = parseNetworkPool('10.99.0.0/16');
if (typeof pool === 'string') throw new Error(pool);
const networkPool = pool;

interface Process {
  readonly loop: Loop;
  readonly runner: TaskRunner;
  readonly owner: string;
}

export async function createWorld(overrides: Partial<ReconcilerDeps> = {}): Promise<World> {
  const dir = mkdtempSync(join(tmpdir(), 'raworc-scenario-'));
  const repository = await createRepository(join(dir, 'config'));
  const store = await openStore('sqlite::memory:', { random: randomBytes });
  const clock = createFakeClock();
  const engine = createMemoryEngine({ owner: 'installation', program: untilClosed });
  const images = createFakeImages();
  const quiet = { info: () => {}, warn: () => {}, error: () => {} };
  const installation = 'installation';
  const masterKeys = [{ id: 'key', bytes: randomBytes(32) }] as const;
  const box = createSecretBox({ masterKeys, random: randomBytes });
  const sealingKeys = createSealingKeys({ store, box, clock, installation });
  const access = createAccess({ store, clock });
  const toldOfSecrets: string[] = [];
  let current: Process | undefined;

  function assemble(more: Partial<ReconcilerDeps>): Process {
    const owner = `owner-${randomBytes(4).toString('hex')}`;
    const signals = createSignals();
    const repositories = createGitRepositories({
      cacheDir: join(dir, 'cache'),
      credentials: () => undefined,
    });
    const loop = createReconciler({
      egress: createEgress({ engine, baseImage: 'base', allowed: [] }),
      store,
      engine,
      images,
      repositories,
      loader: createLocalLoader({ repositories }),
      sessions: {
        reconcile: async (id) => {
          const row = await store.sessions.get(id);
          if (row?.target === 'closed' && row.state !== 'closed') {
            await store.sessions.change(id, row.version, { state: 'closed' });
            loop.nudgeSpace(row.space);
          }
          return {};
        },
        resync: async () => undefined,
        sweep: async () => undefined,
        orphans: async () => [],
        onEngineEvent: () => undefined,
        fillPool: async () => ({}),
        syncSchedules: (space, declared) => syncSchedules(store, space, declared, clock.now()),
        runSchedules: async () => ({}),
        prune: async (id) => {
          const row = await store.sessions.get(id);
          if (row !== undefined) await store.sessions.change(id, row.version, { target: 'closed' });
        },
      },
      config: { location: repository.dir, ref: 'main', path: '.' },
      repository: 'config',
      installationId: 'installation',
      networkPool,
      poll: { type: 'never' },
      clock,
      random: () => 0.5,
      randomBytes,
      log: quiet,
      others: createOthers({
        store,
        secrets: createDeclaredSecrets({ store, box, sealingKeys, clock, installation }),
        audit: createAuditTrail({ store, clock }),
        accessChanged: () => access.changed(),
        secretsChanged: (space) => void toldOfSecrets.push(space),
      }),
      wakeBuilds: (what) => (what === 'ordered' ? runner.nudge('build') : runner.cancelled('build')),
      ...overrides,
      ...more,
    });
    const runner = createTaskRunner({
      store,
      owner,
      clock,
      random: randomBytes,
      signals,
      logger: quiet,
      handlers: {
        build: {
          concurrency: 4,
          leaseMs: 30_000,
          run: async ({ payload }, { signal }) => {
            await loop.runBuild(payload as BuildOrder, { signal });
            return { type: 'done' };
          },
        },
      },
    });
    return { loop, runner, owner };
  }

  async function begin(more: Partial<ReconcilerDeps> = {}): Promise<void> {
    current = assemble(more);
    current.runner.start();
    await current.loop.start();
  }

  const running = () => {
    if (current === undefined) throw new Error('The world has not begun');
    return current;
  };

  async function settle(): Promise<void> {
    // Quiet twice in a row, with every pending callback run in between: a build that ends nudges its space.
    for (let quietTimes = 0, rounds = 0; quietTimes < 3; rounds += 1) {
      if (rounds > 2_000) throw new Error('It never comes to rest');
      // A nudge that was lost with a process is made up for by polls and leases, for which time has to go on.
      if (rounds % 50 === 49) clock.advance(5_000);
      await running().loop.idle();
      await new Promise((resolve) => setImmediate(resolve));
      const unfinished = images.gate === undefined ? await store.tasks.unfinished('build') : [];
      quietTimes = unfinished.length === 0 ? quietTimes + 1 : 0;
    }
  }

  await begin();
  return {
    repository,
    store,
    engine,
    images,
    clock,
    dir,
    access,
    secrets: createSecrets({ store, box, clock, installation }),
    sealingKeys,
    toldOfSecrets,
    loop: () => running().loop,
    settle,
    async sync() {
      const { revision } = await running().loop.sync({ by: 'test' });
      await settle();
      return revision;
    },
    async restart(more = {}) {
      await running().loop.drain();
      await running().runner.drain();
      await begin(more);
      await settle();
    },
    async crash() {
      // What hangs stays hanging; the next process finds the rows as they are.
      const { owner, runner } = running();
      void runner.drain();
      await store.tasks.releaseOwner(owner, clock.now());
      await begin({ checkpoint: () => undefined });
      await settle();
    },
    async openSession(space, agent) {
      const id = newSessionId(clock.now(), randomBytes);
      await store.sessions.insert({
        id,
        space,
        state: 'idle',
        target: 'running',
        beforePause: null,
        reason: 'Ready',
        message: 'It is idle.',
        hint: null,
        since: clock.now(),
        deadlineAt: null,
        image: null,
        buildId: null,
        containerId: null,
        startedAt: null,
        generation: 1,
        epoch: 1,
        agent: agent ?? null,
        createdBy: 'test',
        parentId: null,
        parentMessageId: null,
        awaits: null,
        warm: false,
        slot: null,
        keepAliveUntil: null,
        keptUntil: null,
        asked: null,
        metadata: {},
        idempotencyKey: null,
        createdAt: clock.now(),
        lastActivityAt: clock.now(),
        version: 1,
      });
      return id;
    },
    async end() {
      try {
        assertSane(await running().loop.status());
      } finally {
        await running().loop.drain();
        await running().runner.drain();
        await store.close();
        rmSync(dir, { recursive: true, force: true });
      }
    },
  };
}
