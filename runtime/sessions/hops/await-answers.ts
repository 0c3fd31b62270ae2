// Questions that wait for their answers, in this process: whoever ends the turn that was asked for, here or elsewhere, its
// reply or failure goes to the supervisor, which passes it on to the agent.

import type { Clock } from '../../../state/model/clock.ts';
import type { TurnId } from '../../../state/model/ids.ts';
import { turnHasEnded } from '../../../state/model/turn.ts';
import type { Store } from '../../../state/store/store.ts';
import type { Checkpoint } from '../checkpoints.ts';
import type { SessionBus } from '../events/bus.ts';
import type { AskAnswer, AskName } from '../link/frames.ts';
import type { LiveLink } from '../links.ts';
import type { SessionLogger } from '../ports.ts';
import { waitUntil } from '../requests/wait-until.ts';
import type { TurnView } from '../sessions.ts';
import { errorOf } from './hear-ask.ts';

export interface AwaitAnswersDeps {
  readonly store: Pick<Store, 'turns' | 'messages'>;
  readonly clock: Clock;
  readonly bus: SessionBus;
  readonly logger: SessionLogger;
  readonly checkpoint: Checkpoint;
}

/** Asked again under the same link it does nothing; for one that is not stored, nothing either. */
export type AwaitAnswer = (live: LiveLink, ask: AskName) => void;

/** For the end of a turn that another process wrote. */
const POLL_MS = 5_000;

export function createAwaitAnswers({ store, clock, bus, logger, checkpoint }: AwaitAnswersDeps): AwaitAnswer {
  const awaited = new WeakMap<LiveLink, Set<string>>();

  return function awaitAnswer(live, ask) {
    const name = `${ask.turn}/${ask.ask}`;
    const names = awaited.get(live) ?? new Set();
    if (names.has(name)) return;
    awaited.set(live, names.add(name));
    passOn(live, ask)
      .catch((error: unknown) => {
        logger.warn(
          { turn: ask.turn, err: error },
          'An answer could not be passed on; the next hello asks for it.',
        );
      })
      .finally(() => names.delete(name));
  };

  async function passOn(live: LiveLink, { turn, ask }: AskName): Promise<void> {
    const asked = await store.turns.byAskId(turn as TurnId, ask);
    if (asked === undefined) return;
    const gone = new AbortController();
    void live.link.closed.then(() => gone.abort('the link is gone'));
    const view = await waitUntil<TurnView>({
      clock,
      timeoutMs: Number.POSITIVE_INFINITY,
      pollMs: POLL_MS,
      signal: gone.signal,
      look: () => viewOf(asked.id),
      isDone: (seen) => turnHasEnded(seen.turn.state),
      listen: (tell) => bus.turnEnds.listen(asked.id, tell),
    }).catch((thrown: unknown) => {
      if (gone.signal.aborted) return undefined;
      throw thrown;
    });
    if (view === undefined) return;
    await checkpoint('ask.answering');
    await live.link.request({ type: 'ask.answer', turn, ask, ...answerOf(view) });
    await checkpoint('ask.answered');
  }

  async function viewOf(id: TurnId): Promise<TurnView> {
    const turn = await store.turns.get(id);
    if (turn === undefined) throw new Error(`The turn ${id} is gone.`);
    return { turn, reply: turn.state === 'done' ? await store.messages.reply(id) : undefined };
  }
}

function answerOf({ turn, reply }: TurnView): AskAnswer {
  if (turn.state === 'done') return { content: reply?.content ?? '', reply_turn: turn.id };
  return errorOf(turn.error ?? { code: 'CANCELLED', message: 'The turn was cancelled.' });
}
