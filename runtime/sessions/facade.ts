// The port `Sessions`, put together from its verbs: each writes or reads, then nudges whoever acts.

import { turnHasEnded } from '../../state/model/turn.ts';
import type { Clock } from '../../state/model/clock.ts';
import type { SessionId, TurnId } from '../../state/model/ids.ts';
import type { Store } from '../../state/store/store.ts';
import type { Checkpoint } from './checkpoints.ts';
import { messageNotFound, sessionNotFound, turnNotFound } from './errors.ts';
import type { SessionBus } from './events/bus.ts';
import { treeOf } from './lineage.ts';
import type { FollowEvents } from './events/follow.ts';
import type { Attachments } from './idle/attach.ts';
import type { KeepAlive } from './idle/keep-alive.ts';
import { handedOverTo } from './hops/handed-over.ts';
import type { AgentLogs } from './logs/agent-logs.ts';
import type { CreateSession } from './requests/create.ts';
import type { ForkSession } from './requests/fork.ts';
import type { ReopenSession } from './requests/reopen.ts';
import type { createRequest } from './requests/request.ts';
import { waitIsOver } from './requests/wait-is-over.ts';
import { waitUntil } from './requests/wait-until.ts';
import type { ExplainRoute } from './routing/explain.ts';
import type { EditSession } from './session-edit.ts';
import type { Sessions, TurnView } from './sessions.ts';
import type { AcceptMessage } from './turns/accept.ts';
import { cancelAll, cancelTurn } from './turns/cancel.ts';
import type { QueueLimits } from './turns/queue-limits.ts';

export interface FacadeParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly bus: SessionBus;
  readonly edit: EditSession;
  readonly create: CreateSession;
  readonly fork: ForkSession;
  readonly reopen: ReopenSession;
  readonly request: ReturnType<typeof createRequest>;
  readonly accept: AcceptMessage;
  readonly attach: Attachments['attach'];
  readonly keepAlive: KeepAlive;
  readonly follow: FollowEvents;
  readonly route: ExplainRoute;
  readonly logs: AgentLogs;
  readonly nudge: (id: SessionId) => void;
  /** A session was taken from that space's warm pool. */
  readonly claimed: (space: string) => void;
  /** There are turns that may run now. */
  readonly wakeTurns: () => void;
  readonly turnsCancelled: () => void;
  readonly watchQueued: QueueLimits['watch'];
  readonly checkpoint: Checkpoint;
}

export function createFacade(parts: FacadeParts): Sessions {
  const { store, clock, bus, checkpoint } = parts;

  async function get(id: SessionId) {
    const row = await store.sessions.get(id);
    if (row === undefined || row.warm) throw sessionNotFound(id);
    return row;
  }

  async function viewOf(id: TurnId): Promise<TurnView> {
    const turn = await store.turns.get(id);
    if (turn === undefined) throw turnNotFound(id);
    if (turn.state !== 'done') return { turn, reply: undefined };
    // An heir's reply is that of the turn that was handed over to it.
    const head = (await handedOverTo(store, turn)).at(-1) ?? turn;
    return { turn, reply: await store.messages.reply(head.id) };
  }

  return {
    get,
    turn: (id) => viewOf(id),
    hops: (id) => store.turns.childrenOf(id),
    list: (filter, page) => store.sessions.list(filter, page),

    async create(input) {
      const { row, claimed } = await parts.create(input);
      await checkpoint('session.created');
      if (claimed) parts.claimed(row.space);
      else parts.nudge(row.id);
      return row;
    },

    async fork(id, input) {
      const rows = await parts.fork(id, input);
      await checkpoint('session.forked');
      parts.nudge(id);
      for (const row of rows) parts.nudge(row.id);
      return rows;
    },

    async reopen(id, input) {
      const row = await parts.reopen(id, input);
      await checkpoint('session.reopened');
      parts.nudge(id);
      return row;
    },

    tree: (id) => treeOf(store, id),

    async request(id, request, by) {
      const { row, cancelled } = await parts.request(id, request, by);
      if (request === 'close') await checkpoint('session.close-asked');
      if (cancelled > 0) parts.turnsCancelled();
      parts.nudge(id);
      return row;
    },

    async describe(id, metadata, check) {
      const { row } = await parts.edit(id, 'api', (edit) => {
        check?.(edit.row());
        edit.patch({ metadata });
      });
      return row;
    },

    attach: parts.attach,
    keepAlive: parts.keepAlive,

    async send(id, message) {
      const { row, turn, isNew, begin, hasInterrupted } = await parts.accept(id, message);
      if (!isNew) return { ...(await viewOf(turn.id)), isRepeated: true };
      await checkpoint('turn.accepted');
      if (hasInterrupted) parts.turnsCancelled();
      parts.watchQueued(turn);
      if (begin === undefined) parts.wakeTurns();
      else begin();
      if (row.state !== 'idle' && row.state !== 'busy') parts.nudge(id);
      return { turn, reply: undefined };
    },

    waitTurn: (id, { timeoutMs, signal, seen }) =>
      waitUntil({
        clock,
        timeoutMs,
        signal,
        seen,
        look: () => viewOf(id),
        isDone: ({ turn }) => turnHasEnded(turn.state),
        listen: (tell) => bus.turnEnds.listen(id, tell),
      }),

    waitState: (id, states, { timeoutMs, signal }) =>
      waitUntil({
        clock,
        timeoutMs,
        signal,
        look: () => get(id),
        isDone: (row) => waitIsOver(row, states),
        listen: (tell) => bus.events.listen(id, () => tell()),
      }),

    async cancelTurn(id, by) {
      const turn = await store.turns.get(id);
      if (turn === undefined) throw turnNotFound(id);
      await parts.edit(turn.sessionId, by, async (session) => {
        const now = await session.tables.turns.get(id);
        if (now !== undefined) await cancelTurn(session, now);
      });
      await checkpoint('turn.cancelled');
      parts.turnsCancelled();
      parts.wakeTurns();
      return viewOf(id);
    },

    async cancelTurns(id, by) {
      const { row, result } = await parts.edit(id, by, cancelAll);
      if (result.length > 0) {
        await checkpoint('turn.cancelled');
        parts.turnsCancelled();
        parts.wakeTurns();
      }
      return { row, cancelled: result.map((turn) => turn.id) };
    },

    async turns(id, page, states) {
      const rows = await store.turns.page(id, page, states);
      if (rows.length === 0) await get(id);
      return rows;
    },

    async messages(id, page, first) {
      const rows = await store.messages.list(id, page, first);
      if (rows.length === 0) await get(id);
      return rows;
    },

    async message(id) {
      const row = await store.messages.get(id);
      if (row === undefined) throw messageNotFound(id);
      return row;
    },

    async log(id, after, limit) {
      const events = await store.events.list(id, after, limit);
      if (events.length === 0) await get(id);
      return events;
    },

    async lastEvent(id) {
      const last = await store.events.last(id);
      if (last === 0) await get(id);
      return last;
    },

    events: parts.follow,
    route: parts.route,

    async *logs(id, { signal, ...options }) {
      const { state } = await get(id);
      const closed = new AbortController();
      const stop = bus.events.listen(id, (told) => {
        if (Array.isArray(told) && told.some(({ type }) => type === 'session.closed')) closed.abort();
      });
      try {
        const follow = options.follow && state !== 'closed';
        const over = AbortSignal.any([signal, closed.signal]);
        yield* parts.logs.follow(id, { ...options, follow, signal: over });
      } finally {
        stop();
      }
    },
  };
}
