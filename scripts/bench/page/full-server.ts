// A server whose store holds a whole installation: the API, the page and the metrics as they ship, and no engine.

import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock as clock, systemRandom as random } from '../../../cli/serve/clock.ts';
import { createStatusView } from '../../../reconciler/loop/status-view.ts';
import { type ApiDeps, createApp } from '../../../server/api/app.ts';
import { createLiveOverview } from '../../../server/api/overview/live-overview.ts';
import { servePage } from '../../../server/dashboard/serve-page.ts';
import { createMetrics } from '../../../server/telemetry/metrics/create-metrics.ts';
import { HOUR_MS, hourOf } from '../../../state/model/amounts.ts';
import type { Condition } from '../../../state/model/condition.ts';
import type { SessionState } from '../../../state/model/session-state.ts';
import { openStore } from '../../../state/store/open.ts';
import type { Store } from '../../../state/store/store.ts';
import { aSession, aSpace, anAgent } from '../../../test/support/rows.ts';
import { aSample, aUsage } from '../../../test/support/usage.ts';
import { openAccess, root } from '../../../test/support/server/open-access.ts';
import type { BenchDatabase } from '../databases.ts';

export interface Extent {
  readonly spaces: number;
  readonly agents: number;
  readonly sessions: number;
}

export interface FullServer extends AsyncDisposable {
  readonly url: string;
  readonly token: string;
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

async function fill(store: Store, { spaces, agents, sessions }: Extent): Promise<void> {
  const nameOf = (index: number): string => `team-${String(index % spaces).padStart(4, '0')}`;
  await store.transaction(async (tables) => {
    for (let index = 0; index < spaces; index += 1) {
      const revision = { revision: commit, appliedRevision: commit };
      const spec = { prune: 'confirm', budgets: { day: { turns: 500 }, month: { cost: 200, tokens: 5e7 } } };
      await tables.spaces.insert(aSpace({ name: nameOf(index), spec, conditions: ready, ...revision }));
    }
    await tables.agents.putAll(
      Array.from({ length: agents }, (_, index) =>
        anAgent({ space: nameOf(index), name: `agent-${index}`, conditions: ready, revision: commit }),
      ),
    );
    const now = clock.now();
    for (let index = 0; index < sessions; index += 1) {
      const [space, state] = [nameOf(index), states[index % states.length] ?? 'idle'];
      const session = aSession({ space, state });
      await tables.sessions.insert(session);
      const sessionId = session.id;
      await tables.usage.putSamples([aSample({ sessionId, at: now, disk: 5_000_000, recent })]);
      const hours = Array.from({ length: HOURS_EACH }, (_, ago) => hourOf(now - ago * HOUR_MS));
      await tables.usage.add(hours.map((hour) => aUsage({ sessionId, space, hour, turns: 3, cpuMs: 900 })));
    }
  });
}

export async function startFullServer(database: BenchDatabase, extent: Extent): Promise<FullServer> {
  await using undo = new AsyncDisposableStack();
  const home = undo.adopt(mkdtempSync(join(tmpdir(), 'raworc-bench-page-')), (folder) =>
    rmSync(folder, { recursive: true, force: true }),
  );
  const store = undo.adopt(await openStore(database.urlFor(home), { random }), (open) => open.close());
  await fill(store, extent);
  const status = createStatusView(store, { location: 'config.git', path: '.' }, 'config.git');
  const metrics = createMetrics({ version: 'bench' });
  metrics.lookUpIn({ store, clock, quotas: () => [], deliveries: () => new Map() });
  const token = randomBytes(16).toString('hex');
  const app = await createApp({
    access: openAccess,
    version: 'bench',
    overview: createLiveOverview({ reconciler: { status: status.all }, sessions: store.sessions, clock }),
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
    renderMetrics: () => metrics.render(),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
