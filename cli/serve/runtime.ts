// Puts the parts together: the one place, besides tests, that constructs adapters.

import { join } from 'node:path';
import type { Logger } from 'pino';
import type { CheckpointName } from '../../reconciler/loop/checkpoints.ts';
import { createConfigWriter } from '../../reconciler/loop/config-writer.ts';
import type { ConfigSource } from '../../reconciler/loop/loader.ts';
import { createOthers } from '../../reconciler/loop/others.ts';
import { parsePoll } from '../../reconciler/loop/poll.ts';
import { createReviewGate } from '../../reconciler/loop/review-gate.ts';
import { createReconciler, type Loop } from '../../reconciler/loop/reconciler.ts';
import { createMayReach } from '../../reconciler/notify/addresses.ts';
import { createAnnounce } from '../../reconciler/notify/announce.ts';
import { createNotifyHandler } from '../../reconciler/notify/notify-task.ts';
import { createSend } from '../../reconciler/notify/post.ts';
import { createDockerEngine } from '../../runtime/containers/docker/engine.ts';
import { createEgress } from '../../runtime/containers/egress.ts';
import type { Engine } from '../../runtime/containers/engine.ts';
import { spaceNetworkName } from '../../runtime/containers/network-name.ts';
import { parseNetworkPool } from '../../runtime/containers/network-pool.ts';
import { hostBaseNames } from '../../runtime/images/base/base-names.ts';
import { BASE_OWNER } from '../../runtime/images/base/recipe.ts';
import { createRetireBases } from '../../runtime/images/base/retire-bases.ts';
import { createAgentImages } from '../../runtime/images/create-images.ts';
import type { SessionCheckpoint } from '../../runtime/sessions/checkpoints.ts';
import { createSessions } from '../../runtime/sessions/create-sessions.ts';
import { createAskModel } from '../../runtime/sessions/routing/model/ai-model.ts';
import { ensureSupervisorVolume } from '../../runtime/sessions/supervisor/volume.ts';
import { type ApiDeps, createApp } from '../../server/api/app.ts';
import { createLiveOverview } from '../../server/api/overview/live-overview.ts';
import { createMetrics } from '../../server/telemetry/metrics/create-metrics.ts';
import { noTraces, type Traces } from '../../server/telemetry/traces/create-traces.ts';
import { messageOf } from '../../state/model/errors.ts';
import type { HiddenValues } from '../../state/secrets/hidden-values.ts';
import type { TaskKind } from '../../state/store/tasks.ts';
import { createSignals } from '../../state/tasks/signals.ts';
import { createTaskRunner } from '../../state/tasks/runner.ts';
import { settingError } from '../settings/errors.ts';
import type { ServeSettings } from '../settings/serve-settings.ts';
import { version } from '../version.ts';
import { buildHandler } from './build-handler.ts';
import { systemClock as clock, systemRandom as random } from './clock.ts';
import { configRepository, settleWriting } from './config-repository.ts';
import { openEdge } from './edge.ts';
import { layFoundations } from './foundations.ts';
import { createGit } from './git.ts';
import { createAccount, createGitHubSide } from './github.ts';
import { keepHouse } from './housekeeping.ts';
import { linkAudit } from './link-audit.ts';
import { listen } from './listen.ts';
import type { Presence } from '../../state/tasks/presence.ts';
import { joinProcesses, listenInternally, newProcessId } from './processes.ts';
import { createReadiness } from './readiness.ts';
import { tellingChanges } from './telling-changes.ts';
import { exportNews } from './export-news.ts';
import { reviving, sharedApi } from './shared-api.ts';
import { writeServerFile } from './server-file.ts';

export interface RuntimeOptions {
  readonly log: Logger;
  /** Told of what must not be logged; what `log` writes goes through it. */
  readonly hidden?: Pick<HiddenValues, 'hide'>;
  /** Left out, nothing is traced. Whoever gives it disposes of it, afterwards. */
  readonly traces?: Traces;
  /** Called at each named point between store and engine; the kill test ends the process there. */
  readonly checkpoint?: (name: CheckpointName | SessionCheckpoint) => void | Promise<void>;
  /** Opens the engine for this installation's id; left out, Docker. Benchmarks bring an imagined one. */
  readonly openEngine?: (installation: string) => Engine;
}

/** Disposing drains: no new work, what runs goes on in its containers, and the next start adopts it. */
export interface Runtime extends AsyncDisposable {
  readonly url: string;
  /** The administrator's. */
  readonly token: string;
  /** For tests and benchmarks, which look at everything at once and wait for the end of it. */
  readonly reconciler: Loop;
}

const closeApp = (app: { close(): PromiseLike<void> }): PromiseLike<void> => app.close();

export async function startRuntime(settings: ServeSettings, options: RuntimeOptions): Promise<Runtime> {
  const { log, hidden, traces = noTraces, checkpoint } = options;
  const { openEngine = (owner: string) => createDockerEngine({ owner }) } = options;
  const networkPool = parseNetworkPool(settings.networkPool);
  if (typeof networkPool === 'string')
    throw settingError('RAWORC_NETWORK_POOL', networkPool, 'Write it as 10.213.0.0/16.');
  const points = checkpoint === undefined ? {} : { checkpoint };

  await using undo = new AsyncDisposableStack();
  // An operator does not listen there.
  const facing = settings.role === 'operator' ? { ...settings, host: '127.0.0.1' } : settings;
  const edge = undo.use(openEdge(facing, log));
  const metrics = createMetrics({ version });
  const { meter } = metrics;
  const { tracer } = traces;
  traces.tellNews(exportNews(log));
  const foundations = undo.use(await layFoundations(settings, { log, meter }, hidden));
  const { home, store, installation, token, secrets, access, audit } = foundations;
  const { declaredSecrets, sealingKeys, keyRotation } = foundations;
  const engine = undo.adopt(openEngine(installation), (opened) => opened.close());
  const processId = newProcessId();
  let presence: Presence | undefined;
  const leads = (): boolean => presence?.isFirst() ?? false;
  const base = await hostBaseNames();
  const egress = createEgress({ engine, baseImage: base.base, allowed: settings.egressAllow });
  const networkName = (space: string) => spaceNetworkName(installation, space);
  const images = createAgentImages({ engine, base });
  const configRepo = await configRepository(settings, log);
  const { repositories, writers, loader } = await createGit(settings, (reason) => {
    log.warn({ reason }, 'the loader’s thread ended and is started again');
    reconciler.forgetKnown();
  });
  undo.defer(() => loader.close());
  await settleWriting(writers, configRepo, log);
  const signals = createSignals();
  const config: ConfigSource = {
    location: configRepo,
    path: settings.configPath,
    ...(settings.configRef === undefined ? {} : { ref: settings.configRef }),
  };

  const sessions = createSessions({
    store,
    engine,
    clock,
    random,
    signals,
    secrets,
    askModel: createAskModel({ secrets }),
    nudge: (id, priority) => reconciler.nudgeSession(id, priority),
    nudgePool: (space) => reconciler.nudgePool(space),
    nudgeSpace: (space) => reconciler.nudgeSpace(space),
    reserveTurn: (kind) => tasks.reserve(kind),
    networks: {
      forSpace: networkName,
      async requireFiltered(space, wait) {
        const slot = await store.networkSlots.get(space);
        // Without one there is no network either, which whoever makes the container finds.
        if (slot !== undefined) await egress.require({ name: networkName(space), subnet: slot.subnet }, wait);
      },
    },
    supervisorVolume: (wait) =>
      ensureSupervisorVolume(engine, { image: base.base, owner: installation }, wait),
    baseImage: base.base,
    logFolder: join(settings.home, 'logs'),
    maxPaused: settings.maxPaused,
    keepPrunedMs: settings.keepPrunedMs,
    samplePeriodMs: settings.samplePeriodMs,
    meter,
    tracer,
    logger: log.child({ part: 'sessions' }),
    onHeld: (id) => store.processes.hold(id, processId),
    ...points,
  });

  const leaving = new AbortController();
  undo.defer(() => leaving.abort());
  const secretsChanged = (space: string): void => {
    // Its status may say that one is missing.
    reconciler.nudgeSpace(space);
    void sessions.control.refreshWorkers(space, leaving).catch((error: unknown) => {
      if (!leaving.signal.aborted)
        log.warn({ space, error: messageOf(error) }, 'workers could not be given new secrets');
    });
  };

  const reconciler: Loop = createReconciler({
    store,
    engine,
    images,
    repositories,
    loader,
    sessions: sessions.control,
    egress,
    config,
    repository: repositories.open(configRepo).location,
    async retireBases(asked) {
      await using mine = new AsyncDisposableStack();
      return createRetireBases(mine.adopt(openEngine(BASE_OWNER), (opened) => opened.close()))(asked);
    },
    installationId: installation,
    networkPool,
    poll: parsePoll(settings.poll),
    clock,
    random: Math.random,
    randomBytes: random,
    log: log.child({ part: 'reconciler' }),
    others: createOthers({
      store,
      secrets: declaredSecrets,
      audit,
      accessChanged: () => access.changed(),
      secretsChanged,
    }),
    ...(settings.requireReviewedPlan ? { gate: createReviewGate(store) } : {}),
    onBumps: (bumps) => onGitHub.onBumps(bumps),
    leads,
    meter,
    tracer,
    announcing: { announce: createAnnounce(random, tracer), wake: () => tasks.nudge('notify') },
    wakeBuilds: (what) => (what === 'ordered' ? tasks.nudge('build') : tasks.cancelled('build')),
    ...points,
  });

  const wake = (kind: TaskKind) => tasks.nudge(kind);
  const account = createAccount({ settings, store, config, wake, tracer, log });
  const configWriter = createConfigWriter({
    store,
    loader,
    repositories,
    writers,
    config,
    clock,
    proposeOnly: settings.requireReviewedPlan || settings.verifyKeys !== undefined,
    ...(account?.propose === undefined ? {} : { propose: account.propose }),
  });
  const onGitHub = createGitHubSide({
    revive: reviving(foundations, settings),
    account,
    access,
    audit,
    settings,
    store,
    installation,
    loader,
    reconciler,
    config,
    configWriter,
    wake,
    tracer,
    log,
  });

  const tasks = createTaskRunner({
    store,
    owner: home.owner,
    clock,
    random,
    signals,
    handlers: {
      ...onGitHub.handlers,
      turn: sessions.turnHandler,
      ask: sessions.askHandler,
      build: buildHandler(reconciler.runBuild),
      notify: createNotifyHandler({
        secrets,
        send: createSend(createMayReach(settings.notifyAllow)),
        clock,
        version,
        log: log.child({ part: 'notify' }),
      }),
    },
    logger: log.child({ part: 'tasks' }),
    meter,
    tracer,
  });

  metrics.lookUpIn({
    store,
    clock,
    quotas: () => account?.github.quotas() ?? [],
    deliveries: onGitHub.deliveries,
  });
  const apiDeps: ApiDeps = {
    ...sharedApi(foundations, settings),
    metrics,
    sessions: sessions.sessions,
    hands: sessions.hands,
    workspaces: sessions.workspaces,
    reconciler,
    secrets: tellingChanges(secrets, secretsChanged),
    sealing: { installation, ...sealingKeys },
    keyRotation,
    overview: createLiveOverview({
      reconciler,
      sessions: store.sessions,
      reviews: store.reviews,
      clock,
    }),
    readiness: createReadiness({ store, engine }),
    configWriter,
    webhook: onGitHub.route,
    edge,
    ...(onGitHub.hooks === undefined ? {} : { hooks: onGitHub.hooks }),
    tracer,
    logger: log.child({ part: 'api' }),
  };
  // Before anything runs: two servers on one port are a mistake that should cost nothing.
  const isOperator = settings.role === 'operator';
  const url = isOperator
    ? undefined
    : await listen(undo.adopt(await createApp(apiDeps), closeApp), settings, edge.tls);
  const internal = isOperator
    ? undo.use(await listenInternally(apiDeps, foundations, { id: processId, internal: settings.internal }))
    : undefined;
  undo.defer(() => sessions.close());
  undo.defer(() => reconciler.drain());
  await reconciler.start();
  undo.defer(() => tasks.drain());
  tasks.start();
  const sweeping = new AbortController();
  undo.defer(() => sweeping.abort());
  if (Number.isFinite(settings.samplePeriodMs)) void sessions.sampler.run(sweeping);
  onGitHub.start(sweeping.signal);
  void linkAudit({ audit, clock, log }, sweeping);
  const { keepClosedMs, keepAuditMs } = settings;
  const house = { store, publisher: account?.publisher, keepClosedMs, audit, keepAuditMs, clock, leads, log };
  void keepHouse(house, sweeping);
  const address = internal?.address ?? null;
  presence = undo.use(await joinProcesses(foundations, { id: processId, role: settings.role, address, log }));
  if (url !== undefined) undo.use(writeServerFile(settings.home, url));
  log.info({ url: url ?? address, version, role: settings.role }, 'listening');

  const running = undo.move();
  return {
    url: url ?? address ?? '',
    token: token ?? '',
    reconciler,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
