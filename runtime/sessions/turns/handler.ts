// Runs the tasks of kind `turn`: whichever process claims one goes on with the turn wherever its predecessor left it.

import { turnHasEnded } from '../../../state/model/turn.ts';
import type { Clock } from '../../../state/model/clock.ts';
import type { SessionId, TurnId } from '../../../state/model/ids.ts';
import type { Secrets } from '../../../state/secrets/secrets.ts';
import type { SessionRow } from '../../../state/store/sessions.ts';
import type { Store } from '../../../state/store/store.ts';
import type { Claim } from '../../../state/store/tasks.ts';
import type { TurnRow } from '../../../state/store/turns.ts';
import type { TaskHandler } from '../../../state/tasks/handler.ts';
import type { TaskOutcome } from '../../../state/tasks/outcome.ts';
import type { Checkpoint } from '../checkpoints.ts';
import { agentNotFound } from '../errors.ts';
import type { SessionBus } from '../events/bus.ts';
import type { LinkRegistry, LiveLink } from '../links.ts';
import type { TurnEndFrame } from '../link/frames.ts';
import { withoutAddress } from '../routing/mentions.ts';
import type { EditSession } from '../session-edit.ts';
import { beginTurn } from './begin.ts';
import { conduct, configure } from './conduct.ts';
import { contextOf } from './context.ts';
import { takeAgain, failTurn } from './interrupt.ts';
import type { RecentMessages } from './recent-messages.ts';
import { turnsEnded, type StoreEnd } from './store-end.ts';
import { troubleOf } from './trouble.ts';
import { turnOfTask } from './turn-payload.ts';
import { configurationOf } from './worker-configuration.ts';
import { mustRollOver } from '../lifecycle/decide.ts';
import { spaceFacts } from '../lifecycle/observe.ts';
import * as because from '../lifecycle/reasons.ts';

export interface TurnHandlerDeps {
  readonly store: Store;
  readonly edit: EditSession;
  readonly clock: Clock;
  readonly secrets: Pick<Secrets, 'open'>;
  readonly links: Pick<LinkRegistry, 'ensure'>;
  readonly storeEnd: StoreEnd;
  readonly recent: RecentMessages;
  readonly bus: SessionBus;
  readonly nudge: (id: SessionId) => void;
  /** What must not appear in what this agent prints in this session. */
  readonly hide: (id: SessionId, agent: string, values: readonly string[]) => void;
  /** The turn is over, or over in this container. */
  readonly onEnded: (row: Pick<SessionRow, 'id'>, turn: TurnRow) => void;
  readonly checkpoint: Checkpoint;
}

/** Turns in flight in one process; most of the time they only wait. */
const CONCURRENCY = 256;
const LEASE_MS = 15_000;
/** Turns are woken when their session is ready; this is for a wake that was lost. */
const RECHECK_MS = 30_000;
/** A turn that lost its link goes on in its container; another process may have it by then. */
const LEFT_RECHECK_MS = 1_000;

export function createTurnHandler(deps: TurnHandlerDeps): TaskHandler {
  const { store, edit, clock, links, bus, checkpoint } = deps;

  const waitFor = (ms: number): TaskOutcome => ({ type: 'wait', until: clock.now() + ms });

  async function run(task: Parameters<TaskHandler['run']>[0], signal: AbortSignal, claim: Claim) {
    await checkpoint('turn.claimed');
    const { turnId, sessionId, space, agent: name, by } = turnOfTask(task);
    const [turn, row, agent, newest, facts] = await Promise.all([
      store.turns.get(turnId),
      store.sessions.get(sessionId),
      store.agents.get(space, name),
      deps.recent(sessionId),
      spaceFacts(store, space),
    ]);
    if (turn === undefined || row === undefined || turnHasEnded(turn.state)) return { type: 'done' } as const;
    if (!isReady(row)) {
      if (row.state !== 'error') deps.nudge(sessionId);
      return waitFor(RECHECK_MS);
    }
    if (turn.state === 'queued' && facts !== undefined && mustRollOver(row, facts)) {
      deps.nudge(sessionId);
      return waitFor(RECHECK_MS);
    }
    if (agent === undefined) throw agentNotFound(space, name, []);
    const live = await links.ensure(row, { signal });
    const configuration = await configurationOf(agent, deps.secrets);
    deps.hide(sessionId, name, configuration.secretValues);
    await configure(live, configuration, signal);
    await checkpoint('turn.configured');
    const { containerId } = live;
    const begun =
      turn.state === 'queued' ? await beginTurn(edit, { seen: row, turn, agent, containerId }) : row;
    if (begun === undefined) return waitFor(0);
    await checkpoint('turn.running');
    const said = newest.find(({ id }) => id === turn.messageId) ?? (await store.messages.get(turn.messageId));
    const message = withoutAddress(said?.content ?? '', name);
    const context = contextOf({ row, turn, agent: name, by, newest, now: clock.now() });
    const conducted = await conduct(live, { turn, agent: name, message, context, signal, checkpoint });
    switch (conducted.type) {
      case 'ended':
        return settle(turn, conducted.frame, live, claim, begun);
      case 'acknowledged':
        return again(turn);
      case 'left':
        await cancelLeft(live, turnId);
        deps.nudge(sessionId);
        return waitFor(LEFT_RECHECK_MS);
      default:
        return conducted satisfies never;
    }
  }

  async function settle(
    turn: TurnRow,
    frame: TurnEndFrame,
    live: LiveLink,
    claim: Claim,
    seen: SessionRow,
  ): Promise<TaskOutcome> {
    await checkpoint('turn.ended');
    const ending = await deps.storeEnd(turn, frame, claim, seen);
    await checkpoint('turn.stored');
    live.ends.forget(frame);
    live.link.ack(frame.seq);
    await checkpoint('turn.acknowledged');
    deps.onEnded({ id: turn.sessionId }, turn);
    if (ending === 'ended') return { type: 'settled' };
    // It was interrupted because its container is about to end.
    deps.nudge(turn.sessionId);
    return waitFor(RECHECK_MS);
  }

  /** The supervisor says that somebody stored the end; unless that is so, the turn has to be taken again. */
  async function again(turn: TurnRow): Promise<TaskOutcome> {
    await edit(turn.sessionId, 'runtime', async (session) => {
      const now = await session.tables.turns.get(turn.id);
      if (now?.state !== 'running' || now.attempt !== turn.attempt) return;
      await takeAgain(session, turn);
      turnsEnded(session, because.interrupted);
    });
    return waitFor(0);
  }

  /** Left while it ran: where it was cancelled the supervisor must hear of it. */
  async function cancelLeft({ link }: LiveLink, turnId: TurnId): Promise<void> {
    const turn = await store.turns.get(turnId);
    if (turn !== undefined && turnHasEnded(turn.state)) {
      await link.request({ type: 'turn.cancel', turn: turnId }).catch(() => undefined);
    }
  }

  async function fail(
    task: Parameters<TaskHandler['run']>[0],
    error: { code: string; message: string; hint?: string },
  ) {
    const { turnId, sessionId } = turnOfTask(task);
    const { row, result: turn } = await edit(sessionId, 'runtime', async (session) => {
      const turn = await session.tables.turns.get(turnId);
      if (turn === undefined || !(await failTurn(session, turn, error))) return undefined;
      if (turn.state === 'running') turnsEnded(session, because.turnEnded);
      return turn;
    });
    if (turn !== undefined) deps.onEnded(row, turn);
  }

  return {
    concurrency: CONCURRENCY,
    leaseMs: LEASE_MS,
    async run(task, { signal, claim }) {
      const ended = new AbortController();
      const { turnId, sessionId } = turnOfTask(task);
      const stop = bus.turnEnds.listen(turnId, () => ended.abort('the turn has ended'));
      try {
        return await run(task, AbortSignal.any([signal, ended.signal]), claim);
      } catch (thrown) {
        if (signal.aborted || ended.signal.aborted) return waitFor(0);
        const trouble = troubleOf(thrown);
        switch (trouble.type) {
          case 'session':
            deps.nudge(sessionId);
            return waitFor(trouble.ms);
          case 'turn':
            await fail(task, trouble.error);
            return { type: 'settled' };
          case 'unknown':
            throw thrown;
          default:
            return trouble satisfies never;
        }
      } finally {
        stop();
      }
    },
    gaveUp: (task, error) =>
      fail(task, {
        code: 'TURN_UNRUNNABLE',
        message: `The turn could not be run: ${error}`,
        hint: 'The log of the runtime says more; send the message again.',
      }),
  };
}

function isReady({ state, target, containerId }: SessionRow): boolean {
  return (state === 'idle' || state === 'busy') && target === 'running' && containerId !== null;
}
