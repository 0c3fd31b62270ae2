// One random life: a world, the process that lives in it at the moment, and what was asked of it so far.

import { RaworcError } from '../../../../state/model/errors.ts';
import type { SessionId } from '../../../../state/model/ids.ts';
import type { Instance, SessionWorld } from '../session-world.ts';
import type { Accepted } from './model.ts';

export interface Life<W extends SessionWorld = SessionWorld> {
  readonly world: W;
  instance: Instance;
  readonly sessions: SessionId[];
  readonly accepted: Accepted[];
  /** How often each operation was carried out or refused, by its name and the refusal's code. */
  readonly outcomes: Map<string, number>;
}

export async function beginLife<W extends SessionWorld>(world: W): Promise<Life<W>> {
  return { world, instance: await world.start(), sessions: [], accepted: [], outcomes: new Map() };
}

/** What people may be told without anything being wrong. */
const refusals = new Set([
  'SESSION_STATE',
  'SESSION_LIMIT',
  'TURN_IN_FLIGHT',
  'NO_AGENT',
  'AGENT_NOT_FOUND',
  'ENGINE_UNREACHABLE',
]);

/** The session that a random number means; undefined while there is none. */
export function sessionOf({ sessions }: Life, number: number): SessionId | undefined {
  return sessions[number % Math.max(1, sessions.length)];
}

/** Undefined where it was refused for a reason that people may be given; anything else is thrown. */
export async function attempt<T>(life: Life, name: string, act: () => Promise<T>): Promise<T | undefined> {
  const count = (outcome: string): void =>
    void life.outcomes.set(outcome, (life.outcomes.get(outcome) ?? 0) + 1);
  try {
    const result = await act();
    count(name);
    return result;
  } catch (thrown) {
    if (!(thrown instanceof RaworcError) || !refusals.has(thrown.code)) throw thrown;
    if (thrown.hint === undefined) throw new Error(`${thrown.code} came without a hint.`, { cause: thrown });
    count(`${name} ${thrown.code}`);
    return undefined;
  }
}
