// A server that takes deliveries while it syncs again and again, as a process that is there to be killed: everything that
// shares its thread is real but the engine and the images. It says `ready`, and `synced` after each sync.

import { once } from 'node:events';
import { writeSync } from 'node:fs';
import { systemClock as clock, systemRandom as random } from '../../../cli/serve/clock.ts';
import { createGit } from '../../../cli/serve/git.ts';
import { createLog } from '../../../cli/serve/log.ts';
import { serveSettings } from '../../../cli/settings/serve-settings.ts';
import { loadSettings } from '../../../cli/settings/settings.ts';
import type { BuildOrder } from '../../../reconciler/loop/build-desk.ts';
import { createEgress } from '../../../runtime/containers/egress.ts';
import { createReconciler, type Loop } from '../../../reconciler/loop/reconciler.ts';
import { createMemoryEngine } from '../../../runtime/containers/memory/engine.ts';
import { parseNetworkPool } from '../../../runtime/containers/network-pool.ts';
import { type ApiDeps, createApp } from '../../../server/api/app.ts';
import { openStore } from '../../../state/store/open.ts';
import { claimHome } from '../../../state/tasks/owners.ts';
import { createTaskRunner } from '../../../state/tasks/runner.ts';
import { createSignals } from '../../../state/tasks/signals.ts';
import { openAccess } from '../../support/server/open-access.ts';
import { createReceiver } from '../../../webhook/receiver/receiver.ts';
import { createReviewDesk } from '../../../webhook/receiver/review-desk.ts';
import { createFakeImages } from '../../scenarios/reconciler/fake-images.ts';

// A parent that is gone closes the pipe: no server is left behind.
process.stdin.resume().once('end', () => process.kill(process.pid, 'SIGKILL'));

const settings = serveSettings(loadSettings({}, process.env));
const log = createLog(settings.logLevel);
const networkPool = parseNetworkPool(settings.networkPool);
if (settings.configRepo === undefined || typeof networkPool === 'string')
  throw new Error('Settings are missing.');

const home = claimHome(settings.home, random);
const store = await openStore(settings.databaseUrl, { random });
if (home.previousOwner !== undefined) await store.tasks.releaseOwner(home.previousOwner, clock.now());
const signals = createSignals();
const { repositories, loader } = await createGit(settings, (reason) => log.error({ reason }, 'no loader'));
const config = { location: settings.configRepo, ref: 'main', path: '.' };
const engine = createMemoryEngine({ owner: 'installation', program: () => Promise.resolve(0) });

const loop: Loop = createReconciler({
  egress: createEgress({ engine, baseImage: 'base', allowed: [] }),
  store,
  engine,
  images: createFakeImages(),
  repositories,
  loader,
  sessions: {
    reconcile: () => Promise.resolve({}),
    resync: () => Promise.resolve(undefined),
    sweep: async () => undefined,
    orphans: async () => [],
    onEngineEvent: () => undefined,
    prune: () => Promise.resolve(),
    fillPool: () => Promise.resolve({}),
    syncSchedules: () => Promise.resolve(false),
    runSchedules: () => Promise.resolve({}),
  },
  config,
  repository: 'config',
  installationId: 'installation',
  networkPool,
  poll: { type: 'never' },
  clock,
  random: Math.random,
  randomBytes: random,
  log,
  wakeBuilds: (what) => (what === 'ordered' ? runner.nudge('build') : runner.cancelled('build')),
});
const wake = (kind: 'delivery' | 'review') => () => runner.nudge(kind);
const receiver = createReceiver({
  store,
  clock,
  random,
  secrets: settings.webhook.secrets,
  config: { location: 'github.com/team/config', ref: 'main' },
  gitHost: 'github.com',
  nudge: loop.nudge,
  desk: createReviewDesk({ store, clock, random, wake: wake('review') }),
  wake: wake('delivery'),
});
const runner = createTaskRunner({
  store,
  owner: home.owner,
  clock,
  random,
  signals,
  logger: log,
  handlers: {
    delivery: receiver.handler,
    review: { concurrency: 2, leaseMs: 30_000, run: () => Promise.resolve({ type: 'done' }) },
    build: {
      concurrency: 2,
      leaseMs: 30_000,
      async run({ payload }, { signal }) {
        await loop.runBuild(payload as BuildOrder, { signal });
        return { type: 'done' };
      },
    },
  },
});

// What deliveries never ask for is not there.
const app = await createApp({
  reconciler: loop,
  access: openAccess,
  webhook: receiver.route,
  version: 'test',
  readiness: () => Promise.resolve({ ready: true, parts: {} }),
  verifyToken: () => Promise.resolve(undefined),
} as unknown as ApiDeps);
await app.listen({ host: settings.host, port: settings.port });
await loop.start();
// The engine before is gone with the process before.
await loop.acceptEngine({ by: 'test' });
runner.start();
writeSync(1, 'ready\n');

const over = new AbortController();
async function keepSyncing(): Promise<void> {
  while (!over.signal.aborted) {
    await loop.sync({ by: 'test' });
    writeSync(1, 'synced\n');
  }
}
const syncing = keepSyncing();
await once(process, 'SIGTERM');
over.abort();
await app.close();
await syncing;
await loop.idle();
await loop.drain();
await runner.drain({ graceMs: 30_000 });
await loader.close();
await store.close();
home.release();
process.exit();
