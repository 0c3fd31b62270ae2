// What a session's supervisor says, sorted: streams to who listens, logs to their files, the ends of turns to whoever
// stores them.

import type { TurnId } from '../../state/model/ids.ts';
import { turnHasEnded } from '../../state/model/turn.ts';
import type { SessionRow } from '../../state/store/sessions.ts';
import type { Store } from '../../state/store/store.ts';
import type { TurnRow } from '../../state/store/turns.ts';
import type { SessionBus } from './events/bus.ts';
import type { Partials } from './events/partials.ts';
import type { AwaitAnswer } from './hops/await-answers.ts';
import type { HearAsk } from './hops/hear-ask.ts';
import type { HelloFrame, NumberedFrame, TurnEndFrame } from './link/frames.ts';
import type { LiveLink } from './links.ts';
import type { AgentLogs } from './logs/agent-logs.ts';
import type { SessionLogger } from './ports.ts';
import type { WorkspaceRoom } from './workspace-room.ts';

export interface HearDeps {
  readonly store: Pick<Store, 'turns'>;
  readonly bus: SessionBus;
  readonly partials: Partials;
  readonly logs: Pick<AgentLogs, 'add' | 'conceal'>;
  readonly asks: { readonly hear: HearAsk; readonly await: AwaitAnswer };
  readonly room: Pick<WorkspaceRoom, 'attached' | 'heard'>;
  readonly logger: SessionLogger;
}

type Session = Pick<SessionRow, 'id' | 'space'>;

/** A turn that was handed over has ended for the supervisor. */
const isHeld = ({ state, heirId }: TurnRow): boolean => !turnHasEnded(state) && heirId === null;

export interface Hear {
  /** Another process hears this session from now on. */
  replaced(id: SessionRow['id']): void;
  hello(session: Session, hello: HelloFrame, live: LiveLink): void;
  frame(session: Session, frame: NumberedFrame, live: LiveLink): void;
}

export function createHear({ store, bus, partials, logs, asks, room, logger }: HearDeps): Hear {
  async function isWanted(
    id: SessionRow['id'],
    named: Pick<TurnEndFrame, 'turn' | 'attempt'>,
  ): Promise<boolean> {
    const turn = await store.turns.get(named.turn as TurnId);
    return turn?.sessionId === id && isHeld(turn) && turn.attempt === named.attempt;
  }

  /** What an exception says is for everybody who may see the session; a reply is the agent's own. */
  function withoutSecrets(id: SessionRow['id'], frame: TurnEndFrame): TurnEndFrame {
    if (frame.type !== 'turn.failed') return frame;
    const { message, hint } = frame;
    return { ...frame, message: logs.conceal(id, message), hint: logs.conceal(id, hint) };
  }

  /** The end of a turn that nobody here waits for: either its task will come, or nobody wants it any more. */
  async function judge(id: SessionRow['id'], frame: TurnEndFrame, live: LiveLink): Promise<void> {
    if (await isWanted(id, frame)) return;
    partials.end(id, frame.turn as TurnId);
    live.ends.forget(frame);
    live.link.ack(frame.seq);
  }

  /** Cancelled by a process that died before it could tell the supervisor: it would keep its worker from the next. */
  async function stopUnwanted(
    id: SessionRow['id'],
    running: HelloFrame['turns'][number],
    { link }: LiveLink,
  ): Promise<void> {
    if (await isWanted(id, running)) return;
    await link.request({ type: 'turn.cancel', turn: running.turn });
  }

  return {
    replaced: (id) => partials.endAll(id),

    hello({ id }, { turns, asks: open = [], workspace }, live) {
      room.attached(id, live.link, workspace);
      for (const ask of open) asks.await(live, ask);
      for (const running of turns) {
        const { turn, agent, state } = running;
        if (state !== 'running') continue;
        partials.join(id, turn as TurnId, agent);
        stopUnwanted(id, running, live).catch((error: unknown) => {
          logger.warn({ session: id, turn, err: error }, 'A turn that was cancelled could not be stopped.');
        });
      }
    },

    frame(session, frame, live) {
      const { id } = session;
      switch (frame.type) {
        case 'turn.started':
          partials.begin(id, frame.turn as TurnId, frame.agent);
          return;
        case 'turn.delta': {
          const delta = partials.add(id, frame.turn as TurnId, frame.text);
          if (delta !== undefined) bus.events.tell(id, delta);
          return;
        }
        case 'turn.done':
        case 'turn.handoff':
        case 'turn.failed':
          if (live.ends.put(withoutSecrets(id, frame))) return;
          judge(id, frame, live).catch((error: unknown) => {
            logger.warn(
              { session: id, turn: frame.turn, err: error },
              'The end of a turn could not be judged.',
            );
          });
          return;
        case 'ask':
        case 'ask.dropped':
          asks.hear(session, frame, live).catch((error: unknown) => {
            logger.warn({ session: id, turn: frame.turn, err: error }, 'A question could not be heard.');
          });
          return;
        case 'log':
          logs.add(id, frame);
          return;
        case 'workspace':
          room.heard(id, frame);
          return;
        case 'worker.exited':
        case 'worker.started':
          return;
        default:
          // One that a newer supervisor knows.
          frame satisfies never;
      }
    },
  };
}
