// What an agent asks for through its socket becomes durable: the question is a turn with a task of its own, stored before
// the supervisor may forget that it was asked. What is refused, or needs no agent, is answered first and acknowledged then.

import type { AgentSpec } from '../../../schemas/kinds/agent.ts';
import type { Manifest } from '../../../schemas/manifest/manifest.ts';
import type { Clock } from '../../../state/model/clock.ts';
import type { Tracer } from '../../../state/model/trace.ts';
import type { RaworcError } from '../../../state/model/errors.ts';
import { newTaskId, type RandomBytes, type TurnId } from '../../../state/model/ids.ts';
import type { AgentRow } from '../../../state/store/agents.ts';
import type { SessionRow } from '../../../state/store/sessions.ts';
import type { Store } from '../../../state/store/store.ts';
import type { NewTask, TaskRow } from '../../../state/store/tasks.ts';
import type { Place } from '../../../state/tasks/place.ts';
import type { Checkpoint } from '../checkpoints.ts';
import { sessionMoved } from '../errors.ts';
import type { AskAnswer, AskDroppedFrame, AskFrame } from '../link/frames.ts';
import type { LiveLink } from '../links.ts';
import type { EditSession, SessionEdit } from '../session-edit.ts';
import { cancelTurn } from '../turns/cancel.ts';
import { turnTraceOf } from '../turns/trace-turn.ts';
import { TASK_ATTEMPTS, type TurnPayload } from '../turns/turn-payload.ts';
import { taskKindOf } from './family.ts';
import { mayHop } from './may-hop.ts';
import { newHop } from './new-hop.ts';

export interface HearAskDeps {
  readonly store: Store;
  readonly edit: EditSession;
  readonly clock: Clock;
  readonly random: RandomBytes;
  /** A place for a turn that is asked for, so that it begins here, where its asker runs. */
  readonly reserve: () => Place | undefined;
  /** The question is stored: its answer is to be sent once there is one. */
  readonly await: (live: LiveLink, ask: AskFrame) => void;
  readonly wakeAsks: () => void;
  readonly tracer: Tracer;
  readonly checkpoint: Checkpoint;
}

type Session = Pick<SessionRow, 'id' | 'space'>;

export type HearAsk = (session: Session, frame: AskFrame | AskDroppedFrame, live: LiveLink) => Promise<void>;

type Stored =
  | { readonly type: 'stored'; readonly task: TaskRow | undefined }
  | { readonly type: 'refused'; readonly error: RaworcError };

/** How long until something that could not be stored is tried again. */
const AGAIN_MS = 1_000;

export function createHearAsk(deps: HearAskDeps): HearAsk {
  const { store, edit, random, checkpoint } = deps;
  /** One after the other: they change the same session. */
  const lasts = new WeakMap<LiveLink, Promise<void>>();

  return function hearAsk(session, frame, live) {
    const next = (lasts.get(live) ?? Promise.resolve()).then(() => persist(session, frame, live));
    lasts.set(
      live,
      next.catch(() => undefined),
    );
    return next;
  };

  /** Nobody repeats the frame as long as the link holds. */
  async function persist(session: Session, frame: AskFrame | AskDroppedFrame, live: LiveLink): Promise<void> {
    let isOpen = true;
    void live.link.closed.then(() => (isOpen = false));
    for (;;) {
      try {
        await carryOut(session, frame, live);
        live.link.ack(frame.seq);
        return;
      } catch (thrown) {
        if (!isOpen) return;
        await deps.clock.wait(AGAIN_MS);
        if (!isOpen) throw thrown;
      }
    }
  }

  async function carryOut(
    session: Session,
    frame: AskFrame | AskDroppedFrame,
    live: LiveLink,
  ): Promise<void> {
    if (frame.type === 'ask.dropped') return drop(session, frame);
    switch (frame.what) {
      case 'reply':
        return ask(session, frame, live);
      case 'handoff': {
        const { id, space } = session;
        const { attempt, to } = frame;
        const turn = frame.turn as TurnId;
        const answer = await mayHop(store, space, id, {
          turn,
          attempt,
          to,
          via: 'handoff',
          now: deps.clock.now(),
        });
        return tell(live, frame, answer.type === 'refused' ? errorOf(answer.error) : { content: '' });
      }
      case 'agents': {
        const agents = (await store.agents.list(session.space)).filter(({ name }) => name !== frame.agent);
        return tell(live, frame, { agents: agents.map(shown) });
      }
      default:
        frame satisfies never;
    }
  }

  async function ask(
    session: Session,
    frame: Extract<AskFrame, { what: 'reply' }>,
    live: LiveLink,
  ): Promise<void> {
    const place = deps.reserve();
    const { result: stored } = await edit(session.id, `agent:${frame.agent}`, (edited) =>
      insert(edited, frame, place),
    ).catch((thrown: unknown) => {
      place?.leave();
      throw thrown;
    });
    if (stored.type === 'refused') {
      place?.leave();
      return tell(live, frame, errorOf(stored.error));
    }
    await checkpoint('ask.stored');
    deps.await(live, frame);
    if (place !== undefined && stored.task !== undefined) return place.hold(stored.task);
    place?.leave();
    return deps.wakeAsks();
  }

  async function insert(
    { tables, row, now, patch, log }: SessionEdit,
    { turn, ask, attempt, agent: by, to, message }: Extract<AskFrame, { what: 'reply' }>,
    place: Place | undefined,
  ): Promise<Stored> {
    const { id, space } = row();
    const before = await tables.turns.byAskId(turn as TurnId, ask);
    if (before !== undefined) return { type: 'stored', task: undefined };
    const answer = await mayHop(tables, space, id, { turn: turn as TurnId, attempt, to, via: 'ask', now });
    if (answer.type === 'refused') return answer;
    const { from, head } = answer;
    const hop = newHop({ from, to, ask, message, now }, random);
    if (!(await tables.turns.insert(hop.turn))) throw sessionMoved(id);
    if (hop.said !== undefined) await tables.messages.insert(hop.said);
    const asker = await tables.tasks.open(taskKindOf(head), head.id);
    const task: NewTask = {
      id: newTaskId(now, random),
      kind: 'ask',
      key: hop.turn.id,
      serialKey: null,
      payload: {
        session: id,
        by: (asker?.payload as TurnPayload | undefined)?.by ?? `agent:${by}`,
        space,
        agent: to,
        traceparent: turnTraceOf(deps.tracer, asker, from),
      } satisfies TurnPayload,
      priority: 0,
      runAt: now,
      maxAttempts: TASK_ATTEMPTS,
      createdAt: now,
    };
    patch({ lastActivityAt: now });
    log({
      type: 'agent.asked',
      data: {
        message_id: hop.turn.messageId,
        turn_id: hop.turn.id,
        parent_turn_id: from.id,
        from: by,
        agent: to,
        content: message,
      },
    });
    if (place === undefined) {
      await tables.tasks.insert(task);
      return { type: 'stored', task: undefined };
    }
    const holder = { owner: place.owner, leaseUntil: now + place.leaseMs };
    return { type: 'stored', task: await tables.tasks.insertRunning(task, holder) };
  }

  async function drop({ id }: Session, { turn, ask }: AskDroppedFrame): Promise<void> {
    const dropped = await store.turns.byAskId(turn as TurnId, ask);
    if (dropped === undefined) return;
    await edit(id, 'runtime', async (session) => {
      const now = await session.tables.turns.get(dropped.id);
      if (now !== undefined) await cancelTurn(session, now);
    });
  }

  async function tell(live: LiveLink, { turn, ask }: AskFrame, answer: AskAnswer): Promise<void> {
    await live.link.request({ type: 'ask.answer', turn, ask, ...answer });
  }
}

export function errorOf({
  code,
  message,
  hint = '',
}: {
  readonly code: string;
  readonly message: string;
  readonly hint?: string | undefined;
}): AskAnswer {
  return { error: { code, message, hint } };
}

/** What it is for, as far as anybody said. */
function shown({ name, spec, goodManifest, manifest }: AgentRow): { agent: string; purpose: string } {
  const { purpose, description } = ((goodManifest ?? manifest) as Manifest | null) ?? {};
  return { agent: name, purpose: (spec as AgentSpec).purpose ?? purpose ?? description ?? '' };
}
