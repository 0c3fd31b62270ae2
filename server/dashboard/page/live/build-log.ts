// The log of a build, followed until the build has ended. A connection that breaks is made again, and no line comes twice.

import { ask, get } from '../api/client.ts';
import { eventsOf } from '../api/event-stream.ts';
import type { Build } from '../api/shapes.ts';

export interface LogPart {
  readonly line: number;
  readonly text: string;
}

const PAUSE_MS = 1_000;

/** Throws `ApiProblem`s. */
export async function followBuildLog(
  { space, id }: Pick<Build, 'space' | 'id'>,
  signal: AbortSignal,
  hear: (part: LogPart) => void,
): Promise<void> {
  const path = `spaces/${encodeURIComponent(space)}/builds/${encodeURIComponent(id)}`;
  let last = 0;
  while (!signal.aborted) {
    const answer = await ask(`${path}/logs`, { accept: 'text/event-stream', signal });
    if (answer.body !== null) {
      try {
        for await (const { data } of eventsOf(answer.body)) {
          const part = data as LogPart;
          if (part.line > last) hear(part);
          last = Math.max(last, part.line);
        }
      } catch {
        // Broken off: what has come of it is asked below.
      }
    }
    if (signal.aborted) return;
    const { state } = await get<Build>(path, signal);
    if (state !== 'queued' && state !== 'building') return;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}
