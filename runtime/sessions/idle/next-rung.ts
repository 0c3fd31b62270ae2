// The idle ladder: what becomes of a session in which nothing happens. Pure.

import type { SpaceSpec } from '../../../schemas/kinds/space.ts';
import { parseDuration } from '../../../schemas/duration.ts';
import type { SessionState } from '../../../state/model/session-state.ts';
import type { RestingSince, SessionRow } from '../../../state/store/sessions.ts';

export type Rung = 'pause' | 'suspend' | 'close';

export interface Step {
  readonly rung: Rung;
  /** Without activity, in milliseconds; and as the space has it. */
  readonly afterMs: number;
  readonly written: string;
}

export type IdleTimes = SpaceSpec['sessions']['idle'];

/** States that nothing but a request or a message ends, each with the target that it has as long as nobody wants another. */
const resting = { idle: 'running', paused: 'paused', suspended: 'suspended', error: undefined } as const;
export const restingStates = Object.keys(resting) as readonly RestingSince['state'][];

const rungsOf: Readonly<Record<RestingSince['state'], readonly Rung[]>> = {
  idle: ['close', 'suspend', 'pause'],
  paused: ['close', 'suspend'],
  suspended: ['close'],
  error: ['close'],
};

/** The rung that comes first, and of several at once the lowest; undefined where the space has none for that state. */
export function stepFrom(state: RestingSince['state'], times: IdleTimes): Step | undefined {
  const steps = rungsOf[state].map((rung): Step => {
    const written = times[`${rung}After`];
    return { rung, afterMs: parseDuration(written) ?? Infinity, written };
  });
  return steps
    .filter(({ afterMs }) => Number.isFinite(afterMs))
    .reduce<Step | undefined>(
      (first, step) => (first === undefined || step.afterMs < first.afterMs ? step : first),
      undefined,
    );
}

/** `ago`: the moment since which so much time went by. One rung at a time: the next is judged in the state that it led to. */
export function nextRung(
  row: Pick<SessionRow, 'state' | 'target' | 'warm' | 'lastActivityAt' | 'keepAliveUntil'>,
  times: IdleTimes,
  ago: (ms: number) => number,
): Step | undefined {
  if (row.warm || row.target === 'closed' || !isResting(row.state)) return undefined;
  if (row.target !== (resting[row.state] ?? row.target)) return undefined;
  const step = stepFrom(row.state, times);
  if (step === undefined) return undefined;
  const activeAt = Math.max(row.lastActivityAt, row.keepAliveUntil ?? 0);
  return activeAt <= ago(step.afterMs) ? step : undefined;
}

const isResting = (state: SessionState): state is RestingSince['state'] => Object.hasOwn(resting, state);
