// Server-sent events over a Fastify reply: honours slow readers, gives up on those that don't read at all, and ends with
// the connection.

import { once } from 'node:events';
import type { OutgoingHttpHeaders } from 'node:http';
import type { FastifyReply } from 'fastify';

export interface ServerSentEvent {
  /** Becomes the `Last-Event-ID` of a reader that comes back; left out on what is not stored. */
  readonly id?: string;
  readonly event: string;
  readonly data: unknown;
}

export interface SendOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** 15,000 where left out. A reader that takes nothing from one to the fourth after it is given up. */
  readonly heartbeatMs?: number;
}

/** The events were over; the reader went, or was given up; it broke on our side. */
export type Sent = 'ended' | 'left' | 'failed';

const HEARTBEAT_MS = 15_000;
const MOST_MISSED = 4;
/** What is still written for a reader that was given up; then the connection is cut. */
const LAST_WORDS_MS = 5_000;
/** How soon a reader should come back. */
const RETRY = 'retry: 1000\n\n';

/** An abort signal for as long as the reader is connected. */
export function whileConnected(reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  const leave = (): void => gone.abort(new DOMException('The reader has gone.', 'AbortError'));
  if (reply.raw.destroyed || reply.request.raw.socket.destroyed) leave();
  else reply.raw.once('close', leave);
  return gone.signal;
}

function format({ id, event, data }: ServerSentEvent): string {
  return `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

const STREAM_FAILED = format({
  event: 'error',
  data: { code: 'STREAM_FAILED', message: 'The stream broke.', hint: 'Connect again with Last-Event-ID.' },
});
const TOO_SLOW = format({
  event: 'error',
  data: {
    code: 'READER_TOO_SLOW',
    message: 'Nothing of this stream was read for too long.',
    hint: 'Connect again with Last-Event-ID.',
  },
});

/** Writes events until they end or the reader goes, `signal` being of `whileConnected`; comments keep proxies from hanging up. */
export async function sendEvents(
  reply: FastifyReply,
  events: AsyncIterable<ServerSentEvent>,
  signal: AbortSignal,
  { headers = {}, heartbeatMs = HEARTBEAT_MS }: SendOptions = {},
): Promise<Sent> {
  reply.hijack();
  const { raw } = reply;
  const { log } = reply.request;
  const givenUp = new AbortController();
  let missed = 0;

  function giveUp(): void {
    log.warn('The reader of an event stream was given up: it took nothing for too long.');
    givenUp.abort(new DOMException('The reader does not read.', 'AbortError'));
    raw.end(TOO_SLOW);
    setTimeout(() => raw.destroy(), LAST_WORDS_MS).unref();
  }

  function beat(): void {
    missed = raw.writableNeedDrain ? missed + 1 : 0;
    if (missed === 0) raw.write(': still here\n\n');
    else if (missed === MOST_MISSED) giveUp();
  }

  raw.writeHead(200, {
    ...(reply.getHeaders() as OutgoingHttpHeaders),
    'content-type': 'text/event-stream',
    'cache-control': 'no-cache',
    'x-accel-buffering': 'no',
    ...headers,
  });
  raw.write(RETRY);
  const heartbeat = setInterval(beat, heartbeatMs);
  const over = AbortSignal.any([signal, givenUp.signal]);
  try {
    for await (const event of events) {
      over.throwIfAborted();
      if (!raw.write(format(event))) await once(raw, 'drain', { signal: over });
    }
    return over.aborted ? 'left' : 'ended';
  } catch (error) {
    if (over.aborted) return 'left';
    log.error({ err: error }, 'event stream failed');
    raw.write(STREAM_FAILED);
    return 'failed';
  } finally {
    clearInterval(heartbeat);
    if (!raw.writableEnded) raw.end();
  }
}
