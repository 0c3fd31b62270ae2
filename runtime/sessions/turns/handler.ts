// Runs the tasks of kind `turn`: whichever process claims one goes on with the turn wherever its predecessor left it, and
// who accepted a message may have begun its turn already.

import type { Clock } from '../../../state/model/clock.ts';
import type { SessionId, TurnId } from '../../../state/model/ids.ts';
import { inSpan, type Span, type Tracer } from '../../../state/model/trace.ts';
import { turnHasEnded } from '../../../state/model/turn.ts';
import type { SessionRow } from '../../../state/store/sessions.ts';
import type { Store } from '../../../state/store/store.ts';
import type { Claim, TaskRow } from '../../../state/store/tasks.ts';
import type { TurnRow } from '../../../state/store/turns.ts';
import type { TaskHandler } from '../../../state/tasks/handler.ts';
import type { TaskOutcome } from '../../../state/tasks/outcome.ts';
import type { Checkpoint } from '../checkpoints.ts';
import type { SessionBus } from '../events/bus.ts';
import { cancelBelow } from '../hops/cancel-below.ts';
import { isInFlight } from '../hops/family.ts';
import { lastHeir } from '../hops/handed-over.ts';
import * as because from '../lifecycle/reasons.ts';
import type { LiveLink } from '../links.ts';
import type { TurnEndFrame } from '../link/frames.ts';
import type { EditSession } from '../session-edit.ts';
import type { SessionsAtRest } from './at-rest.ts';
import type { BeginClaimed } from './begin-claimed.ts';
import type { BegunTurn } from './begun-turn.ts';
import { conduct } from './conduct.ts';
import { failTurn, takeAgain } from './interrupt.ts';
import { listenForEnd } from './next-end.ts';
import type { StoreEnd } from './store-end.ts';
import { endTurn, endTurnBy, startTurn } from './trace-turn.ts';
import { troubleOf } from './trouble.ts';
import { turnEnded } from './turn-ended.ts';
import { turnOfTask } from './turn-payload.ts';

export interface TurnHandlerDeps {
  readonly store: Pick<Store, 'turns'>;
  readonly edit: EditSession;
  readonly clock: Clock;
  readonly beginClaimed: BeginClaimed;
  /** The turn that was begun with its task, where this process did both. */
  readonly begunWith: (task: TaskRow) => BegunTurn | undefined;
  readonly storeEnd: StoreEnd;
  readonly atRest: SessionsAtRest;
  readonly bus: SessionBus;
  readonly nudge: (id: SessionId) => void;
  /** The turn is over, or over in this container. */
  readonly onEnded: (row: Pick<SessionRow, 'id'>, turn: TurnRow) => void;
  readonly tracer: Tracer;
  readonly checkpoint: Checkpoint;
}

/** Turns in flight in one process; most of the time they only wait. */
export const TURNS_IN_FLIGHT = 256;
const LEASE_MS = 15_000;
/** Turns are woken when their session is ready; this is for a wake that was lost. */
const RECHECK_MS = 30_000;
/** A new image wakes its sessions' turns; of a build that failed nobody tells them. */
const BUILD_RECHECK_MS = 2_000;
/** Its session is paused for it soon, and the turn woken when that goes on. */
const BUDGET_RECHECK_MS = 5_000;
/** A turn that lost its link goes on in its container; another process may have it by then. */
const LEFT_RECHECK_MS = 1_000;

const INTERRUPTED = {
  code: 'TURN_INTERRUPTED',
  message: 'Nobody heard how it ended, so it is taken again.',
};

export function createTurnHandler(deps: TurnHandlerDeps): TaskHandler {
  const { store, edit, clock, bus, tracer, checkpoint } = deps;

  const waitFor = (ms: number): TaskOutcome => ({ type: 'wait', until: clock.now() + ms });

  async function run(task: TaskRow, claim: Claim, signal: AbortSignal): Promise<TaskOutcome> {
    const begun = deps.begunWith(task);
    await checkpoint('turn.claimed');
    return begun === undefined ? begin(task, claim, signal) : carryOut(begun, task, claim, signal);
  }

  async function begin(task: TaskRow, claim: Claim, signal: AbortSignal): Promise<TaskOutcome> {
    using end = listenForEnd(turnOfTask(task).sessionId, { bus, clock });
    const beginning = await deps.beginClaimed(task, signal);
    switch (beginning.type) {
      case 'begun':
        return carryOut(beginning.begun, task, claim, signal);
      case 'over':
        return { type: 'done' };
      case 'not-ready':
        if (beginning.isNudged) deps.nudge(turnOfTask(task).sessionId);
        return waitFor(RECHECK_MS);
      case 'full':
        if (task.kind === 'turn') return waitFor(RECHECK_MS);
        await end.wait(signal);
        return begin(task, claim, signal);
      case 'over-budget':
        return waitFor(BUDGET_RECHECK_MS);
      case 'being-built':
        return waitFor(BUILD_RECHECK_MS);
      case 'moved':
        return waitFor(0);
      default:
        return beginning satisfies never;
    }
  }

  async function carryOut(
    begun: BegunTurn,
    task: TaskRow,
    claim: Claim,
    signal: AbortSignal,
  ): Promise<TaskOutcome> {
    await checkpoint('turn.running');
    const span = startTurn(tracer, task, begun.turn, begun.row);
    const { traceparent } = span;
    const conducted = await span.run(() => conduct(begun, { signal, clock, checkpoint, traceparent }));
    switch (conducted.type) {
      case 'ended': {
        const settled = await span.run(() => settle(begun, conducted.frame, { claim, span }));
        return settled === 'handed-over' ? begin(task, claim, signal) : settled;
      }
      case 'acknowledged':
        endTurnBy(span, INTERRUPTED);
        return again(begun.turn);
      case 'left':
        // Not waited for: what is paused answers when it goes on.
        cancelLeft(begun.live, begun.turn.id, span).catch(() => undefined);
        deps.nudge(begun.row.id);
        return waitFor(LEFT_RECHECK_MS);
      default:
        return conducted satisfies never;
    }
  }

  async function settle(
    begun: BegunTurn,
    frame: TurnEndFrame,
    { claim, span }: { readonly claim: Claim; readonly span: Span },
  ): Promise<TaskOutcome | 'handed-over'> {
    const { turn, live, row: before } = begun;
    await checkpoint('turn.ended');
    const { ending, row, view } = await inSpan(tracer, 'store reply', {}, () =>
      deps.storeEnd(begun, frame, claim),
    );
    endTurn(span, frame, view?.turn ?? turn);
    // Nobody came in between: what was so when the turn began is so still.
    const isAlone = begun.isAlone && row.version === before.version + 1;
    if (view !== undefined) {
      if (isAlone && view.reply !== undefined)
        deps.atRest.put({ row, newest: [...begun.newest, view.reply] });
      bus.turnEnds.tell(view.turn.id, view);
    }
    await checkpoint(ending === 'handed-over' ? 'turn.handed-over' : 'turn.stored');
    live.ends.forget(frame);
    live.link.ack(frame.seq);
    await checkpoint('turn.acknowledged');
    if (ending === 'handed-over') return ending;
    deps.onEnded({ id: turn.sessionId }, turn);
    if (ending === 'ended') return { type: 'settled', isAlone };
    // It was interrupted because its container is about to end.
    deps.nudge(turn.sessionId);
    return waitFor(RECHECK_MS);
  }

  /** The supervisor says that somebody stored the end; unless that is so, the turn has to be taken again. */
  async function again(turn: TurnRow): Promise<TaskOutcome> {
    await edit(turn.sessionId, 'runtime', async (session) => {
      const now = await session.tables.turns.get(turn.id);
      if (now?.state !== 'running' || now.attempt !== turn.attempt) return;
      await cancelBelow(session, turn);
      await takeAgain(session, turn);
      await turnEnded(session, turn, because.interrupted);
    });
    return waitFor(0);
  }

  /** Left while it ran: where it was cancelled the supervisor must hear of it, from this link or at the next hello. */
  async function cancelLeft({ link }: LiveLink, turnId: TurnId, span: Span): Promise<void> {
    const turn = await store.turns.get(turnId);
    if (turn !== undefined && turnHasEnded(turn.state)) {
      endTurnBy(span, turn.error);
      await link.request({ type: 'turn.cancel', turn: turnId });
    }
  }

  async function fail(
    task: TaskRow,
    error: { readonly code: string; readonly message: string; readonly hint?: string },
  ): Promise<void> {
    const { turnId, sessionId } = turnOfTask(task);
    const { row, result: turn } = await edit(sessionId, 'runtime', async (session) => {
      const head = await session.tables.turns.get(turnId);
      const turn = head && (await lastHeir(session.tables, head));
      if (turn === undefined || !(await failTurn(session, turn, error))) return undefined;
      await cancelBelow(session, turn);
      if (isInFlight(turn)) await turnEnded(session, turn, because.turnEnded);
      return turn;
    });
    if (turn === undefined) return;
    endTurnBy(startTurn(tracer, task, turn, row), error);
    deps.onEnded(row, turn);
  }

  return {
    concurrency: TURNS_IN_FLIGHT,
    leaseMs: LEASE_MS,
    async run(task, { signal, claim }) {
      const stopped = new AbortController();
      const { turnId, sessionId } = turnOfTask(task);
      const stop = (): void => stopped.abort(signal.reason);
      signal.addEventListener('abort', stop, { once: true });
      const unlisten = bus.turnEnds.listen(turnId, () => stopped.abort('the turn has ended'));
      try {
        return await run(task, claim, stopped.signal);
      } catch (thrown) {
        if (stopped.signal.aborted) return waitFor(0);
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
        signal.removeEventListener('abort', stop);
        unlisten();
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
