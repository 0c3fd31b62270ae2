// What goes over a WebSocket of the API, for either end: bytes are binary frames, and what is said about them are JSON
// text frames. Slow readers are honoured in both directions.

import { once } from 'node:events';
import { createWebSocketStream, type WebSocket } from 'ws';

export type Said = Readonly<Record<string, unknown>>;

export interface Conversation {
  /** What is received, until the connection ends. */
  readonly frames: AsyncIterator<Buffer | Said, undefined>;
  /** Resolves when the peer takes more; rejects when it is gone. */
  send(frame: Buffer): Promise<void>;
  say(said: object): Promise<void>;
  /** Both in this order with nothing between them. */
  sayAndSend(said: object | undefined, frame: Buffer): Promise<void>;
  /** Closes the connection when all of this was sent. */
  end(): void;
  readonly gone: AbortSignal;
}

export function converseOver(socket: WebSocket): Conversation {
  const gone = new AbortController();
  socket.once('close', () => gone.abort(new DOMException('The connection has ended.', 'AbortError')));
  const stream = createWebSocketStream(socket, { readableObjectMode: true, decodeStrings: false });
  // A connection that broke is the end of it, and seen as that.
  stream.on('error', () => undefined);

  async function write(...frames: readonly (string | Buffer)[]): Promise<void> {
    let hasRoom = true;
    for (const frame of frames) hasRoom = stream.write(frame);
    gone.signal.throwIfAborted();
    if (!hasRoom) await once(stream, 'drain', { signal: gone.signal });
  }

  return {
    frames: received(stream),
    send: (frame) => write(frame),
    say: (said) => write(JSON.stringify(said)),
    sayAndSend: (said, frame) => write(...(said === undefined ? [] : [JSON.stringify(said)]), frame),
    end: () => void stream.end(),
    gone: gone.signal,
  };
}

async function* received(stream: AsyncIterable<unknown>): AsyncGenerator<Buffer | Said, undefined> {
  try {
    for await (const frame of stream) {
      if (Buffer.isBuffer(frame)) yield frame;
      else if (typeof frame === 'string') yield parse(frame);
    }
  } catch {
    // It broke; whoever must know the difference was told by what was said before.
  }
}

function parse(text: string): Said {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Said) : {};
  } catch {
    return {};
  }
}
