// A hijacked connection as three streams. The socket is read only while both readers want more, so that a reader who
// stops is felt all the way down to the process that prints.

import { Readable, type Duplex } from 'node:stream';
import type { Attachment } from '../engine.ts';
import { createDemultiplexer, type StreamName } from './demultiplex.ts';

export function attachmentOf(socket: Duplex): Attachment {
  const full: Record<StreamName, boolean> = { output: false, errors: false };

  const readable = (name: StreamName): Readable =>
    new Readable({
      read() {
        full[name] = false;
        if (!full.output && !full.errors) socket.resume();
      },
      destroy(error, done) {
        socket.destroy();
        done(error);
      },
    });
  const streams: Record<StreamName, Readable> = { output: readable('output'), errors: readable('errors') };

  const feed = createDemultiplexer((name, bytes) => {
    full[name] = !streams[name].push(bytes);
    return !full[name];
  });
  const finish = (): void => {
    for (const stream of Object.values(streams)) if (!stream.destroyed) stream.push(null);
  };

  const closed = new Promise<void>((resolve) => {
    socket.once('close', () => {
      finish();
      resolve();
    });
  });
  // A lost connection is the end of the stream; who cares why asks the container.
  socket.on('error', () => socket.destroy());
  socket.once('end', finish);
  socket.on('data', (chunk: Buffer) => {
    if (!feed(chunk)) socket.pause();
  });

  return {
    input: socket,
    output: streams.output,
    errors: streams.errors,
    closed,
    end: () => void socket.destroy(),
  };
}
