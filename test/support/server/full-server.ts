// A server whose store holds a whole installation: the API, the page and the metrics as they ship, and no engine.

import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock as clock, systemRandom as random } from '../../../cli/serve/clock.ts';
import { createStatusView } from '../../../reconciler/loop/status-view.ts';
import { type ApiDeps, createApp } from '../../../server/api/app.ts';
import { createLiveOverview } from '../../../server/api/overview/live-overview.ts';
import { servePage } from '../../../server/dashboard/serve-page.ts';
import { createMetrics } from '../../../server/telemetry/metrics/create-metrics.ts';
import type { Reconciler } from '../../../reconciler/loop/control.ts';
import type { Sessions } from '../../../runtime/sessions/sessions.ts';
import { HOUR_MS, hourOf } from '../../../state/model/amounts.ts';
import type { Condition } from '../../../state/model/condition.ts';
import { newSessionId } from '../../../state/model/ids.ts';
import type { SessionState } from '../../../state/model/session-state.ts';
import { openStore } from '../../../state/store/open.ts';
import type { Store } from '../../../state/store/store.ts';
import { aSession, aSpace, anAgent } from '../rows.ts';
import { aSample, aUsage } from '../usage.ts';
import { openAccess, root } from './open-access.ts';

export interface Extent {
  readonly spaces: number;
  readonly agents: number;
  /** So many of them are in the first space; left out, they are spread evenly. */
  readonly inFirst?: number;
  readonly sessions: number;
}

export interface FullServer extends AsyncDisposable {
  readonly url: string;
  readonly token: string;
  /** Where everything is. */
  readonly store: Store;
  renderMetrics(): Promise<string>;
}

const ready: readonly Condition[] = [
  {
    type: 'Ready',
    status: 'True',
    reason: 'Converged',
    message: 'Everything runs as declared.',
    changedAt: 1,
  },
];
const states: readonly SessionState[] = ['idle', 'busy', 'paused', 'suspended'];
/** Of each session: what it used in so many hours, and its newest samples. */
const HOURS_EACH = 48;
const recent = Array.from({ length: 120 }, (_, at) => ({
  at,
  millicores: 250,
  memory: 4_000_000,
  disk: 5_000_000,
  rx: 1,
  tx: 2,
}));
const commit = 'b5ad549d6c22acb40fe719c132ed1d064e5292fd';

/** The newest session was made just now, each of the others a minute before the one after it. */
async function fill(store: Store, { spaces, agents, inFirst = 0, sessions }: Extent): Promise<void> {
  const nameOf = (index: number): string => `team-${String(index % spaces).padStart(4, '0')}`;
  await store.transaction(async (tables) => {
    for (let index = 0; index < spaces; index += 1) {
      const revision = { revision: commit, appliedRevision: commit };
      const spec = { prune: 'confirm', budgets: { day: { turns: 500 }, month: { cost: 200, tokens: 5e7 } } };
      await tables.spaces.insert(aSpace({ name: nameOf(index), spec, conditions: ready, ...revision }));
    }
    await tables.agents.putAll(
      Array.from({ length: agents }, (_, index) =>
        anAgent({
          space: inFirst === 0 ? nameOf(index) : nameOf(index < inFirst ? 0 : 1 + (index % (spaces - 1))),
          name: `agent-${index}`,
          conditions: ready,
          revision: commit,
        }),
      ),
    );
    const now = clock.now();
    const hours = Array.from({ length: HOURS_EACH }, (_, ago) => hourOf(now - ago * HOUR_MS));
    for (let index = 0; index < sessions; index += 1) {
      const [space, createdAt] = [nameOf(index), now - index * 60_000];
      const sessionId = newSessionId(createdAt, random);
      const state = states[index % states.length] ?? 'idle';
      await tables.sessions.insert(
        aSession({ id: sessionId, space, state, createdAt, lastActivityAt: createdAt }),
      );
      await tables.samples.put([aSample({ sessionId, at: now, disk: 5_000_000, recent })]);
      await tables.usage.add(hours.map((hour) => aUsage({ sessionId, space, hour, turns: 3, cpuMs: 900 })));
    }
  });
}

type Reading = Pick<Reconciler, 'status' | 'spaceStatus' | 'problems' | 'history' | 'builds' | 'progress'>;

/** What is in the store; nothing goes on. */
function readingOf(store: Store): Reading {
  const status = createStatusView(store, { location: 'config.git', path: '.' }, 'config.git');
  return {
    status: status.all,
    spaceStatus: status.space,
    problems: status.problems,
    history: () => Promise.resolve([]),
    builds: () => Promise.resolve([]),
    async *progress({ signal }) {
      yield* [];
      await once(signal, 'abort');
    },
  };
}

export async function startFullServer(urlFor: (home: string) => string, extent: Extent): Promise<FullServer> {
  await using undo = new AsyncDisposableStack();
  const home = undo.adopt(mkdtempSync(join(tmpdir(), 'raworc-full-')), (folder) =>
    rmSync(folder, { recursive: true, force: true }),
  );
  const store = undo.adopt(await openStore(urlFor(home), { random }), (open) => open.close());
  await fill(store, extent);
  const reconciler = readingOf(store);
  const metrics = createMetrics({ version: 'bench' });
  metrics.lookUpIn({ store, clock, quotas: () => [], deliveries: () => new Map() });
  const token = randomBytes(16).toString('hex');
  const app = await createApp({
    access: openAccess,
    version: 'bench',
    reconciler,
    sessions: { list: (filter, page) => store.sessions.list(filter, page) } satisfies Pick<Sessions, 'list'>,
    overview: createLiveOverview({
      reconciler,
      sessions: store.sessions,
      reviews: store.reviews,
      clock,
    }),
    metrics,
    page: servePage,
    verifyToken: (shown: string) => Promise.resolve(shown === token ? root : undefined),
  } as unknown as ApiDeps);
  undo.defer(() => app.close());
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  const owned = undo.move();
  return {
    url,
    token,
    store,
    renderMetrics: () => metrics.render(),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
