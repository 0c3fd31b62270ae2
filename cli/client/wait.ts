// Waiting for a session or a turn, in requests that each end well before a proxy would hang up.

import type { SessionView } from '../../server/api/shapes/session.ts';
import type { TurnWithReplyView } from '../../server/api/shapes/turn.ts';
import { RaworcError } from '../../state/model/errors.ts';
import { waitedTooLong } from '../errors.ts';
import type { Client } from './client.ts';

const longestRequestSeconds = 25;

/** Resolves in the wanted state, one of several with commas between; throws `SESSION_FAILED` where the session can't get there, and `TIMEOUT`. */
export async function waitForState(
  client: Client,
  id: string,
  state: string,
  timeoutSeconds: number,
  signal?: AbortSignal,
): Promise<SessionView> {
  const until = performance.now() + timeoutSeconds * 1000;
  const wanted = state.split(',');
  for (;;) {
    const left = (until - performance.now()) / 1000;
    const timeout = Math.max(0, Math.min(left, longestRequestSeconds));
    const session = await client.request<SessionView>('GET', `sessions/${encodeURIComponent(id)}/wait`, {
      query: { state, timeout },
      ...(signal === undefined ? {} : { signal }),
    });
    const { target, reason, message } = session;
    if (wanted.includes(session.state)) return session;
    const isClosing = target === 'closed' && !wanted.includes('closed');
    if (session.state === 'closed' || (session.state === 'error' && target !== 'closed') || isClosing) {
      const stands = isClosing && session.state !== 'closed' ? 'being closed' : session.state;
      throw new RaworcError('SESSION_FAILED', `Session ${id} is ${stands}: ${message}`, {
        hint: session.hint ?? `Look at it: raworc session show ${id}.`,
      });
    }
    if (left <= 0) {
      throw waitedTooLong(
        `Session ${id} becoming ${wanted.join(' or ')}`,
        `It is ${session.state} (${reason}): ${message}`,
      );
    }
  }
}

/** Resolves with the turn once it has ended. */
export async function waitForTurn(
  client: Client,
  session: string,
  turn: TurnWithReplyView,
  timeoutSeconds: number,
): Promise<TurnWithReplyView> {
  const until = performance.now() + timeoutSeconds * 1000;
  let current = turn;
  while (current.state === 'queued' || current.state === 'running') {
    const left = (until - performance.now()) / 1000;
    if (left <= 0) {
      const hint = `It goes on: raworc session history ${session} shows the reply once it is there.`;
      throw waitedTooLong(`The reply to turn ${turn.id}`, hint);
    }
    current = await client.get<TurnWithReplyView>(`sessions/${session}/turns/${turn.id}`, {
      wait: Math.min(left, longestRequestSeconds),
    });
  }
  return current;
}

/** The reply of a turn that has ended; throws what made it fail. */
export function replyOf(turn: TurnWithReplyView): string {
  if (turn.state === 'done') return turn.items.map(({ content }) => content).join('\n');
  const { code, message, hint } = turn.error ?? {
    code: 'TURN_CANCELLED',
    message: 'The turn was cancelled.',
  };
  throw new RaworcError(code, message, hint === undefined ? {} : { hint });
}
