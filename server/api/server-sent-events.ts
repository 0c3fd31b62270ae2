// Server-sent events over a Fastify reply: honours slow readers and ends with the connection.

import { once } from 'node:events';
import type { FastifyReply } from 'fastify';

export interface ServerSentEvent {
  /** Becomes the `Last-Event-ID` of a reader that comes back; left out on what is not stored. */
  readonly id?: string;
  readonly event: string;
  readonly data: unknown;
}

const heartbeatMs = 15_000;

/** An abort signal for as long as the reader is connected. */
export function whileConnected(reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort(new DOMException('The reader has gone.', 'AbortError')));
  return gone.signal;
}

function format({ id, event, data }: ServerSentEvent): string {
  return `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** Writes events until they end or the reader goes; a comment every 15 s keeps proxies from hanging up. */
export async function sendEvents(
  reply: FastifyReply,
  events: AsyncIterable<ServerSentEvent>,
  signal: AbortSignal,
): Promise<void> {
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-cache',
    'x-accel-buffering': 'no',
  });
  raw.flushHeaders();
  const heartbeat = setInterval(() => raw.write(': still here\n\n'), heartbeatMs);
  try {
    for await (const event of events) {
      if (!raw.write(format(event))) await once(raw, 'drain', { signal });
    }
  } catch (error) {
    if (!signal.aborted) {
      reply.request.log.error({ err: error }, 'event stream failed');
      raw.write(
        format({
          event: 'error',
          data: { code: 'STREAM_FAILED', message: 'The stream broke; connect again.' },
        }),
      );
    }
  } finally {
    clearInterval(heartbeat);
    raw.end();
  }
}
