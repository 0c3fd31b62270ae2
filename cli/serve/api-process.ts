// The process that faces the network: it judges, answers what the store can answer, writes down what is wanted, and passes
// the rest on to an operator. It opens neither the engine nor a repository.

import { join } from 'node:path';
import type { Logger } from 'pino';
import { createSessions } from '../../runtime/sessions/create-sessions.ts';
import { createApp } from '../../server/api/app.ts';
import { createMetrics } from '../../server/telemetry/metrics/create-metrics.ts';
import { forwardToOperators } from '../../server/api/processes/forward.ts';
import type { Readiness } from '../../server/api/routes/health.ts';
import { noTraces, type Traces } from '../../server/telemetry/traces/create-traces.ts';
import { messageOf } from '../../state/model/errors.ts';
import type { Tracer } from '../../state/model/trace.ts';
import type { HiddenValues } from '../../state/secrets/hidden-values.ts';
import { createSignals } from '../../state/tasks/signals.ts';
import { createReceiver, type Receiver } from '../../webhook/receiver/receiver.ts';
import { createReviewDesk } from '../../webhook/receiver/review-desk.ts';
import type { ServeSettings } from '../settings/serve-settings.ts';
import { version } from '../version.ts';
import { absent } from './absent.ts';
import { systemClock as clock, systemRandom as random } from './clock.ts';
import { openEdge } from './edge.ts';
import { type Foundations, layFoundations } from './foundations.ts';
import { exportNews } from './export-news.ts';
import { gitHost } from './git-credentials.ts';
import { linkAudit } from './link-audit.ts';
import { listen } from './listen.ts';
import { joinProcesses, livingOperators, newProcessId } from './processes.ts';
import { sharedApi } from './shared-api.ts';
import { writeServerFile } from './server-file.ts';

export interface ApiProcess extends AsyncDisposable {
  readonly url: string;
}

export interface ApiProcessOptions {
  readonly log: Logger;
  readonly hidden?: Pick<HiddenValues, 'hide'>;
  /** Left out, nothing is traced. */
  readonly traces?: Traces;
}

export async function startApiProcess(
  settings: ServeSettings,
  { log, hidden, traces = noTraces }: ApiProcessOptions,
): Promise<ApiProcess> {
  await using undo = new AsyncDisposableStack();
  const { tracer } = traces;
  traces.tellNews(exportNews(log));
  const edge = undo.use(openEdge(settings, log));
  const metrics = createMetrics({ version });
  const { meter } = metrics;
  const foundations = undo.use(await layFoundations(settings, { log, meter }, hidden));
  const { store, installation, secrets, audit, seals } = foundations;
  const id = newProcessId();
  const { sessions, hands, workspaces, close } = createSessions({
    store,
    engine: absent(),
    clock,
    random,
    signals: createSignals(),
    secrets,
    askModel: absent(),
    nudge() {},
    nudgePool() {},
    reserveTurn: () => undefined,
    networks: absent(),
    supervisorVolume: absent(),
    baseImage: '',
    logFolder: join(settings.home, 'logs'),
    meter,
    tracer,
    logger: log.child({ part: 'sessions' }),
  });
  const receiver = receiving(settings, foundations, tracer);
  metrics.lookUpIn({
    store,
    clock,
    quotas: () => [],
    deliveries: () => receiver?.counts.counted() ?? new Map<string, number>(),
  });
  undo.defer(() => close());
  const app = await createApp({
    ...sharedApi(foundations, settings),
    metrics,
    sessions,
    hands,
    workspaces,
    reconciler: absent(),
    secrets: absent(),
    sealing: { installation, ...foundations.sealingKeys },
    keyRotation: absent(),
    overview: absent(),
    readiness: () => lookAround(foundations),
    configWriter: absent(),
    ...(receiver === undefined ? {} : { webhook: receiver.route }),
    edge,
    forward: (api) =>
      forwardToOperators(api, {
        tracer,
        seals,
        operators: () => livingOperators(foundations),
        holderOf: (session) =>
          store.processes.holderOf(session as Parameters<typeof store.processes.holderOf>[0]),
      }),
    tracer,
    logger: log.child({ part: 'api' }),
  });
  undo.defer(() => app.close());
  const url = await listen(app, settings, edge.tls);
  undo.use(await joinProcesses(foundations, { id, role: 'api', address: null, log }));
  const working = new AbortController();
  undo.defer(() => working.abort());
  void linkAudit({ audit, clock, log }, working);
  undo.use(writeServerFile(settings.home, url));
  log.info({ url, version, role: 'api' }, 'listening');
  const running = undo.move();
  return { url, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

/** Without an operator it is ready all the same: what is wanted is written down, and messages are accepted. */
async function lookAround(foundations: Foundations): Promise<Readiness> {
  try {
    await foundations.store.ping();
    const operators = await livingOperators(foundations);
    const operator =
      operators.length > 0
        ? { ok: true }
        : { ok: false, message: 'No operator is alive; what is asked for waits.' };
    return { ready: true, parts: { store: { ok: true }, operator } };
  } catch (error) {
    return { ready: false, parts: { store: { ok: false, message: messageOf(error) } } };
  }
}

/** Deliveries are checked and written down here; operators carry them out. */
function receiving(
  { webhook, github, configRepo }: ServeSettings,
  { store }: Foundations,
  tracer: Tracer,
): Receiver | undefined {
  if (webhook.receiver !== 'on') return undefined;
  const wake = (): void => undefined;
  return createReceiver({
    store,
    clock,
    random,
    secrets: webhook.secrets,
    config: { location: configRepo ?? '' },
    gitHost: gitHost(github.apiUrl),
    nudge: wake,
    desk: createReviewDesk({ store, clock, random, wake }),
    wake,
    tracer,
  });
}
