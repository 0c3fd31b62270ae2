// A port of this machine that leads into a session: each connection here is one there.

import { createServer, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import { messageOf } from '../../state/model/errors.ts';
import type { Conversation } from '../../server/api/frames.ts';
import { nextFrame } from '../client/socket.ts';
import { usageError } from '../errors.ts';

export interface Forwarded {
  readonly local: number;
  readonly remote: number;
}

/** `8080`, `3000:8080`: here, and in the session. */
export function parsePorts(text: string): Forwarded {
  const [local = Number.NaN, remote = local, ...more] = text.split(':').map(Number);
  const isPort = (port: number): boolean => Number.isInteger(port) && port >= 1 && port <= 65_535;
  if (more.length > 0 || !isPort(remote) || !(isPort(local) || local === 0))
    throw usageError(
      `${JSON.stringify(text)} is not PORT or PORT:REMOTE.`,
      'raworc session forward ID 3000:8080',
    );
  return { local, remote };
}

/** Listens until the signal aborts. `connect` makes a connection to the port in the session; `fail` is told of each that failed. */
export async function listenFor(
  { local }: Forwarded,
  connect: () => Promise<Conversation>,
  options: { readonly fail: (error: unknown) => void; readonly signal: AbortSignal },
): Promise<number> {
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (socket) => {
    const stop = (): void => void socket.destroy();
    options.signal.addEventListener('abort', stop, { once: true });
    socket.once('close', () => options.signal.removeEventListener('abort', stop));
    void carry(socket, connect).catch((error: unknown) => {
      socket.destroy();
      if (!options.signal.aborted) options.fail(error);
    });
  });
  server.listen({ port: local, host: '127.0.0.1', signal: options.signal });
  try {
    await once(server, 'listening');
  } catch (error) {
    throw usageError(
      `Port ${local} of this machine can't be taken: ${messageOf(error)}.`,
      'Take another: PORT:REMOTE.',
    );
  }
  return portOf(server);
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Until both sides have said all; whichever breaks takes the other along. */
async function carry(socket: Socket, connect: () => Promise<Conversation>): Promise<void> {
  const broken = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  socket.on('error', () => undefined);
  const conversation = await connect();
  try {
    // `open`, or what is wrong.
    await nextFrame(conversation);
    await Promise.race([
      Promise.all([outwards(socket, conversation), inwards(conversation, socket)]),
      broken,
    ]);
  } finally {
    conversation.end();
    socket.destroySoon();
  }
}

async function outwards(socket: Socket, conversation: Conversation): Promise<void> {
  for await (const bytes of socket.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>)
    await conversation.send(bytes);
  await conversation.say({ type: 'end' });
}

async function inwards(conversation: Conversation, socket: Socket): Promise<void> {
  for (;;) {
    const frame = await nextFrame(conversation);
    if (!Buffer.isBuffer(frame)) {
      if (frame['type'] !== 'end') continue;
      socket.end();
      return;
    }
    if (!socket.write(frame)) await once(socket, 'drain', { signal: conversation.gone });
  }
}
