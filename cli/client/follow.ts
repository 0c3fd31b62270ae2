// Following something of a session for as long as that is open: a stream that broke is asked for again.

import { setTimeout as delay } from 'node:timers/promises';
import type { SessionView } from '../../server/api/shapes/session.ts';
import { RaworcError } from '../../state/model/errors.ts';
import type { Client } from './client.ts';

export interface Following {
  readonly session: string;
  /** Reads one stream to its end, from where the one before broke. */
  readonly read: (path: string) => Promise<void>;
  /** Told once each time that the server went away. */
  readonly onAway: () => void;
  readonly signal: AbortSignal;
}

const pauseMs = 500;

/** Resolves when the session is closed. Throws where the server can't be reached at all, and what it refuses. */
export async function followSession(client: Client, following: Following): Promise<void> {
  const { session, read, onAway, signal } = following;
  const path = `sessions/${encodeURIComponent(session)}`;
  await client.get(path);
  let isAway = false;
  for (;;) {
    try {
      await read(path);
      const { state } = await client.get<SessionView>(path);
      if (state === 'closed') return;
      isAway = false;
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof RaworcError && error.disposition !== 'retry') throw error;
      if (!isAway) onAway();
      isAway = true;
    }
    await delay(pauseMs, undefined, { signal });
  }
}
