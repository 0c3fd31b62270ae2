// Puts the room together: the port for those who ask, the run for the queue, the handler for the task runner.

import type { SessionId } from '../../state/model/ids.ts';
import { noMeter } from '../../state/model/measurement.ts';
import { noTracer } from '../../state/model/trace.ts';
import type { TaskRow } from '../../state/store/tasks.ts';
import type { TaskHandler } from '../../state/tasks/handler.ts';
import { cancelledTopic, taskTopic } from '../../state/tasks/signals.ts';
import { noCheckpoint } from './checkpoints.ts';
import { createKeeper } from './budgets/keeper.ts';
import { createControl, type SessionControl } from './control.ts';
import { createSessionBus } from './events/bus.ts';
import { createFollow } from './events/follow.ts';
import { createPartials } from './events/partials.ts';
import { createPublish } from './events/publish.ts';
import { createFacade } from './facade.ts';
import { createHands } from './hands/create-hands.ts';
import type { Hands } from './hands/hands.ts';
import { createHear } from './hear.ts';
import { createAwaitAnswers } from './hops/await-answers.ts';
import { createHearAsk } from './hops/hear-ask.ts';
import { MOST_IN_ALL } from './hops/judge.ts';
import { createAttachments } from './idle/attach.ts';
import { createKeepAlive } from './idle/keep-alive.ts';
import { createIdleLadder } from './idle/ladder.ts';
import { createReconcile } from './lifecycle/run.ts';
import { createTellRemovals } from '../../state/access/removals.ts';
import { createFindOrphans } from './lifecycle/orphans.ts';
import { createSweep } from './lifecycle/sweep.ts';
import { createLinkRegistry } from './links.ts';
import { createAgentLogs } from './logs/agent-logs.ts';
import { createLogFiles } from './logs/log-files.ts';
import { hideSlots } from './pool/hide-slots.ts';
import { createPool } from './pool/pool.ts';
import { createStartWorkers } from './pool/start-workers.ts';
import { KEEP_PRUNED_MS, MAX_PAUSED, type SessionDeps } from './ports.ts';
import { createCreate } from './requests/create.ts';
import { createFork } from './requests/fork.ts';
import { createPrune } from './requests/prune.ts';
import { createReopen } from './requests/reopen.ts';
import { createRequest } from './requests/request.ts';
import { createExplainRoute } from './routing/explain.ts';
import { createRouting } from './routing/routing.ts';
import { createSchedules } from './schedules/schedules.ts';
import { createSessionEdit } from './session-edit.ts';
import type { Sessions } from './sessions.ts';
import { createSupervisorMount } from './supervisor-mount.ts';
import { createAccept } from './turns/accept.ts';
import { createSessionsAtRest } from './turns/at-rest.ts';
import { createBeginClaimed } from './turns/begin-claimed.ts';
import type { BegunTurn } from './turns/begun-turn.ts';
import { createHideSecrets } from './turns/hide-secrets.ts';
import { createTurnHandler, TURNS_IN_FLIGHT } from './turns/handler.ts';
import { createPrepare } from './turns/prepare.ts';
import { createQueueLimits } from './turns/queue-limits.ts';
import { createRecentMessages } from './turns/recent-messages.ts';
import { createRefreshWorkers } from './turns/refresh-workers.ts';
import { createRouteTurn } from './turns/route-turn.ts';
import { createStoreEnd } from './turns/store-end.ts';
import { createStartHelper } from './workspaces/helper.ts';
import { createWorkspaces } from './workspaces/create-workspaces.ts';
import { createSnapshots } from './workspaces/snapshots.ts';
import type { Workspaces } from './workspaces/workspaces.ts';
import { createSampler, type Sampler } from './usage/sampler.ts';
import { createShowFull } from './show-full.ts';
import { createWorkspaceRoom } from './workspace-room.ts';

export interface SessionRuntime {
  readonly sessions: Sessions;
  readonly hands: Hands;
  readonly workspaces: Workspaces;
  readonly control: SessionControl;
  /** For the task runner, under the kind `turn`. */
  readonly turnHandler: TaskHandler;
  /** Likewise, under the kind `ask`: turns that agents ask for. */
  readonly askHandler: TaskHandler;
  /** Looks at what sessions use, as long as somebody lets it. */
  readonly sampler: Sampler;
  /** Detaches from all containers, which go on. For when the task runner is drained. */
  close(): Promise<void>;
}

/**
 * As many as all turns in flight here may have open: a question never waits for a place that is held by whoever waits for its
 * answer.
 */
const MOST_ASKS = TURNS_IN_FLIGHT * MOST_IN_ALL;

export function createSessions(deps: SessionDeps): SessionRuntime {
  const { store, engine, clock, random, signals, logger, nudge } = deps;
  const checkpoint = deps.checkpoint ?? noCheckpoint;
  const meter = deps.meter ?? noMeter;
  const tracer = deps.tracer ?? noTracer;
  const bus = createSessionBus();
  const partials = createPartials(clock);
  const logFiles = createLogFiles(deps.logFolder);
  const logs = createAgentLogs({ files: logFiles, logger });
  const afterTurn = new Set<SessionId>();

  const publish = createPublish(bus, partials, meter);
  const edit = createSessionEdit({ store, clock, publish });
  const awaitAnswer = createAwaitAnswers({ store, clock, bus, logger, checkpoint });
  const hearAsk = createHearAsk({
    store,
    edit,
    clock,
    random,
    reserve: () => deps.reserveTurn('ask'),
    await: awaitAnswer,
    wakeAsks: () => signals.send(taskTopic('ask')),
    tracer,
    checkpoint,
  });
  const room = createWorkspaceRoom({
    store,
    clock,
    linkOf: ({ id, containerId }) => links.peek(id, containerId)?.link,
    showFull: createShowFull({ edit, clock, logger }),
  });
  const hear = createHear({
    store,
    bus,
    partials,
    logs,
    asks: { hear: hearAsk, await: awaitAnswer },
    room,
    logger,
  });
  const hideSecrets = createHideSecrets({ store, secrets: deps.secrets, hide: logs.hide });
  /** A link outlives the turn, and the trace, in which it was opened. */
  const apart =
    <Told extends unknown[]>(tell: (...told: Told) => void) =>
    (...told: Told): void =>
      tracer.within(undefined, () => tell(...told));
  const links = createLinkRegistry({
    containers: engine.containers,
    edit,
    clock,
    newId: () => Buffer.from(random(9)).toString('base64url'),
    checkpoint,
    async prepare(row) {
      await deps.onHeld?.(row.id);
      await hideSecrets(row);
    },
    onHello: apart(hear.hello),
    onFrame: apart(hear.frame),
    onErrors: apart(({ id }: { readonly id: SessionId }, text: string) =>
      logger.warn({ session: id, text }, 'The supervisor complains.'),
    ),
    onReplaced: apart(hear.replaced),
    onLost: apart((id: SessionId) => nudge(id)),
  });
  const wakeTurns = (): void => {
    for (const kind of ['turn', 'ask'] as const) signals.send(taskTopic(kind));
  };

  const supervisor = createSupervisorMount(deps.supervisorVolume);
  const newId = () => Buffer.from(random(9)).toString('hex');
  const startHelper = createStartHelper({ containers: engine.containers, clock, baseImage: deps.baseImage });
  const snapshots = createSnapshots({ volumes: engine.volumes, newId, now: clock.now, nudge });
  const reconcile = createReconcile({
    store,
    engine,
    clock,
    edit,
    links,
    supervisor,
    networks: deps.networks,
    startHelper,
    snapshots,
    nudge,
    wakeTurns,
    nudgeAfterTurn: (id) => void afterTurn.add(id),
    tellSettled: (id) => bus.events.tell(id, []),
    forget(id) {
      logs.release(id);
      room.forget(id);
    },
    checkpoint,
    logger,
  });

  const recent = createRecentMessages(store);
  const routing = createRouting();
  const atRest = createSessionsAtRest();
  const begunWith = new WeakMap<TaskRow, BegunTurn>();
  const { secrets } = deps;

  const turnHandler = createTurnHandler({
    store,
    edit,
    clock,
    beginClaimed: createBeginClaimed({
      store,
      edit,
      secrets,
      clock,
      links,
      recent,
      routeTurn: createRouteTurn({
        store,
        edit,
        routing,
        askModel: deps.askModel,
        tracer,
        checkpoint,
        logger,
      }),
      hide: logs.hide,
      requireRoom: room.require,
      checkpoint,
    }),
    begunWith: (task) => begunWith.get(task),
    storeEnd: createStoreEnd({
      edit,
      random,
      firstDeltaAt: (turn) => partials.firstAt(turn.sessionId, turn.id),
      meter,
    }),
    atRest,
    bus,
    nudge,
    onEnded({ id }) {
      if (afterTurn.delete(id)) nudge(id);
    },
    tracer,
    checkpoint,
  });

  const pool = createPool({
    store,
    edit,
    clock,
    random,
    nudge,
    startWorkers: createStartWorkers({ store, secrets, links, hide: logs.hide }),
  });
  const ownedEdit = hideSlots(edit);
  const request = createRequest(ownedEdit);
  const { accept, enqueue } = createAccept({
    edit: ownedEdit,
    random,
    routing,
    requireRoom: room.require,
    tracer,
    prepare: createPrepare({
      store,
      routing,
      secrets,
      links,
      atRest,
      recent,
      reserve: () => deps.reserveTurn('turn'),
    }),
    onBegun: (task, begun) => void begunWith.set(task, begun),
  });
  const queueLimits = createQueueLimits({ store, edit, clock, logger });
  const { attach, isAttached } = createAttachments({ store, clock });
  const sessions = createFacade({
    store,
    clock,
    bus,
    edit: ownedEdit,
    create: createCreate({ store, clock, random, meter }),
    fork: createFork({ edit: ownedEdit, random }),
    reopen: createReopen(ownedEdit),
    request,
    accept,
    attach,
    keepAlive: createKeepAlive(ownedEdit),
    route: createExplainRoute({ store, routing, askModel: deps.askModel }),
    follow: createFollow({ store, clock, bus, partials }),
    logs,
    nudge,
    claimed: deps.nudgePool,
    wakeTurns,
    watchQueued: queueLimits.watch,
    turnsCancelled() {
      for (const kind of ['turn', 'ask'] as const) signals.send(cancelledTopic(kind));
    },
    checkpoint,
  });

  const schedules = createSchedules({
    store,
    clock,
    random,
    enqueue,
    close: (id, by) => sessions.request(id, 'close', by),
    publish,
    nudge,
    claimed: deps.nudgePool,
    wakeTurns,
    tracer,
    checkpoint,
  });

  const prune = createPrune({ edit: ownedEdit, keepMs: deps.keepPrunedMs ?? KEEP_PRUNED_MS });
  const refreshWorkers = createRefreshWorkers({ store, secrets, links, hide: logs.hide, logger });
  const findOrphans = createFindOrphans({ store, engine, logFiles, clock });
  const tellRemovals = createTellRemovals({ store, clock });
  const sweep = createSweep({ store, engine, links, findOrphans, clock, tellRemovals, nudge });
  const maxPaused = deps.maxPaused ?? MAX_PAUSED;
  const sweepIdle = createIdleLadder({ store, clock, edit, nudge, isAttached, maxPaused, logger });

  const nudgeSpace = deps.nudgeSpace ?? (() => undefined);
  const keepBudgets = createKeeper({ store, clock, edit, nudge, nudgeSpace, isAttached });

  const workspaces = createWorkspaces({
    store,
    volumes: engine.volumes,
    edit,
    clock,
    random,
    supervisor,
    startHelper,
    snapshots,
    newId,
    checkpoint,
    close: (id) => sessions.request(id, 'close', 'runtime'),
    nudge,
  });

  return {
    sessions,
    hands: createHands({ sessions, store, edit: ownedEdit, containers: engine.containers }),
    workspaces,
    turnHandler,
    askHandler: { ...turnHandler, concurrency: MOST_ASKS },
    sampler: createSampler({
      store,
      clock,
      random: Math.random,
      links: links.each,
      meter,
      logger,
      ...(deps.samplePeriodMs === undefined ? {} : { periodMs: deps.samplePeriodMs }),
    }),
    control: createControl({
      store,
      reconcile,
      sweep,
      findOrphans,
      expireQueued: queueLimits.expire,
      keepBudgets,
      sweepIdle,
      refreshWorkers,
      pool,
      prune,
      schedules,
      nudge,
    }),
    async close() {
      queueLimits.close();
      links.closeAll();
      await logs.flush();
    },
  };
}
