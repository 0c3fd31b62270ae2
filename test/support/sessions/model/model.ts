// What a random life of sessions is held against: which sessions were asked for, and what was accepted in them. The model
// predicts no state, for others act at the same time; it says what may never be.

import type { SessionId, TurnId } from '../../../../state/model/ids.ts';

export interface Accepted {
  readonly session: SessionId;
  readonly turn: TurnId;
  readonly content: string;
}

/** Empty: everything that is known of a run is asked of the real code. */
export interface Model {
  operations: number;
}

export const newModel = (): Model => ({ operations: 0 });
