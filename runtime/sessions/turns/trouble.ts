// What an error in mid-turn is about: the session's container, the turn itself, or nothing that is known. Pure.

import { RaworcError } from '../../../state/model/errors.ts';
import type { TurnError } from '../../../state/model/turn.ts';

export type Trouble =
  /** The session has to be looked after; the turn goes on when it is ready, at the latest after so long. */
  | { readonly type: 'session'; readonly ms: number }
  /** Trying again is pointless. */
  | { readonly type: 'turn'; readonly error: TurnError }
  /** It may pass. */
  | { readonly type: 'unknown' };

/** Milliseconds until the turn is looked at again, by error code. */
const ofSession: Readonly<Record<string, number>> = {
  AGENT_BUSY: 100,
  TURN_HELD: 200,
  SESSION_MOVED: 0,
  AGENT_NOT_CONFIGURED: 1_000,
  LINK_LOST: 5_000,
  LINK_CLOSED: 5_000,
  STALE_EPOCH: 5_000,
  SHUTTING_DOWN: 5_000,
  SUPERVISOR_SILENT: 5_000,
  SUPERVISOR_RESTARTED: 5_000,
  PROTOCOL_MISMATCH: 5_000,
  CONTAINER_NOT_FOUND: 5_000,
  CONTAINER_NOT_RUNNING: 5_000,
  ENGINE_UNREACHABLE: 5_000,
};

export function troubleOf(thrown: unknown): Trouble {
  if (!(thrown instanceof RaworcError)) return { type: 'unknown' };
  const { code, message, hint, disposition } = thrown;
  const ms = ofSession[code];
  if (ms !== undefined) return { type: 'session', ms };
  if (disposition !== 'stop' || code.startsWith('STORE_')) return { type: 'unknown' };
  return { type: 'turn', error: { code, message, ...(hint === undefined ? {} : { hint }) } };
}
