// The server's end of a WebSocket: errors are said before it closes, and a peer that has vanished is noticed.

import type { FastifyBaseLogger } from 'fastify';
import type { WebSocket } from 'ws';
import { RaworcError } from '../../state/model/errors.ts';
import { internalError } from './errors.ts';
import { type Conversation, converseOver } from './frames.ts';

const PING_MS = 15_000;

/** Runs `work` on the socket and closes it; what `work` throws is said as `{ "type": "error", "error" }` first. */
export async function converse(
  socket: WebSocket,
  logger: FastifyBaseLogger,
  work: (conversation: Conversation) => Promise<void>,
): Promise<void> {
  const conversation = converseOver(socket);
  const stopPinging = watchPeer(socket);
  try {
    await work(conversation);
  } catch (thrown) {
    if (conversation.gone.aborted) return;
    if (!(thrown instanceof RaworcError)) logger.error({ err: thrown }, 'a connection failed');
    const { code, message, hint, details } = thrown instanceof RaworcError ? thrown : internalError();
    await conversation.say({ type: 'error', error: { code, message, hint, details } }).catch(() => undefined);
  } finally {
    stopPinging();
    conversation.end();
  }
}

/** Somebody whose cable was pulled says nothing, also not that they are gone. */
function watchPeer(socket: WebSocket): () => void {
  let wasHeard = true;
  socket.on('pong', () => {
    wasHeard = true;
  });
  const timer = setInterval(() => {
    if (!wasHeard) {
      socket.terminate();
      return;
    }
    wasHeard = false;
    socket.ping();
  }, PING_MS);
  return () => clearInterval(timer);
}
