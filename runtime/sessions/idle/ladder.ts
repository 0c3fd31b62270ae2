// Looks for sessions in which nothing happens, every few seconds and in whichever runtime: one look into an index for
// each space, however many sessions it has. What is found is only asked for; the run of `session/{id}` does it.

import type { SpaceSpec } from '../../../schemas/kinds/space.ts';
import type { Clock } from '../../../state/model/clock.ts';
import type { SessionId } from '../../../state/model/ids.ts';
import type { SessionRow } from '../../../state/store/sessions.ts';
import type { Store } from '../../../state/store/store.ts';
import * as because from '../lifecycle/reasons.ts';
import type { SessionLogger } from '../ports.ts';
import { want } from '../requests/want.ts';
import type { EditSession } from '../session-edit.ts';
import { nextRung, restingStates, stepFrom, type IdleTimes } from './next-rung.ts';
import { look, watchedAgo, type Watch } from './watched-time.ts';

export interface IdleLadderDeps {
  readonly store: Pick<Store, 'meta' | 'spaces' | 'sessions'>;
  readonly clock: Clock;
  readonly edit: EditSession;
  readonly nudge: (id: SessionId) => void;
  /** Somebody is connected to it, in this process. */
  readonly isAttached: (id: SessionId) => boolean;
  /** How many sessions may hold memory while they are paused. */
  readonly maxPaused: number;
  readonly logger: SessionLogger;
}

/** Only on an engine that is usable: whoever calls it has looked. */
export type SweepIdle = () => Promise<void>;

/** Of each space at a time; the rest comes with the next sweep. */
const MOST_AT_ONCE = 200;
/** That somebody looks is written down so often. */
const NOTE_EVERY_MS = 30_000;

const LADDER = 'idle-ladder';
const PAUSED_LIMIT = 'paused-limit';

export function createIdleLadder(deps: IdleLadderDeps): SweepIdle {
  const { store, clock, edit, nudge } = deps;

  async function keepWatch(now: number): Promise<Watch> {
    const known = await store.meta.get('idle-watch');
    const before = known === undefined ? undefined : (JSON.parse(known) as Watch);
    const { watch, found } = look(before, now);
    if (found === 'went-back') {
      deps.logger.warn({ now, before: before?.at }, 'The clock went back; idle times are counted anew.');
      await store.sessions.pullBack(now);
    }
    const isDue = before === undefined || now - before.at >= NOTE_EVERY_MS;
    if (found !== 'nothing' || isDue) await store.meta.set('idle-watch', JSON.stringify(watch));
    return watch;
  }

  async function climb(id: SessionId, times: IdleTimes, ago: (ms: number) => number): Promise<void> {
    if (deps.isAttached(id)) {
      // Where the space's times are shorter than the pause between two notes of it.
      await store.sessions.touch([id], clock.now());
      return;
    }
    const { result: isWanted } = await edit(id, LADDER, async (session) => {
      const step = nextRung(session.row(), times, ago);
      if (step === undefined) return false;
      // One that waits for its agent or for somebody to resume its session is something that happens.
      if ((await session.tables.turns.countUnfinished(id)) > 0) {
        session.patch({ lastActivityAt: session.now });
        return false;
      }
      await want(session, step.rung, { by: LADDER, because: because.idleFor(step) });
      return true;
    });
    if (isWanted) nudge(id);
  }

  async function suspend({ id }: SessionRow): Promise<void> {
    const { result: isWanted } = await edit(id, PAUSED_LIMIT, async (session) => {
      const { state, target } = session.row();
      if (state !== 'paused' || target !== 'paused') return false;
      await want(session, 'suspend', { by: PAUSED_LIMIT, because: because.tooManyPaused(deps.maxPaused) });
      return true;
    });
    if (isWanted) nudge(id);
  }

  return async function sweep() {
    const now = clock.now();
    const watch = await keepWatch(now);
    const ago = (ms: number): number => watchedAgo(watch, ms, now);
    for (const { name, spec } of await store.spaces.list()) {
      const times = (spec as SpaceSpec).sessions.idle;
      const states = restingStates.flatMap((state) => {
        const step = stepFrom(state, times);
        return step === undefined ? [] : [{ state, before: ago(step.afterMs) }];
      });
      for (const { id } of await store.sessions.resting(name, states, MOST_AT_ONCE)) {
        await climb(id, times, ago);
      }
    }
    for (const row of await store.sessions.pausedBeyond(deps.maxPaused)) await suspend(row);
  };
}
