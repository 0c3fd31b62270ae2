// A process's streams as an engine offers them with log driver `none`: whoever is attached hears what is printed from
// then on, and what is printed while nobody is attached is lost.

import { PassThrough, Writable, type Readable } from 'node:stream';
import type { Attachment } from '../../../runtime/containers/engine.ts';

export interface Broadcast {
  attach(): Promise<Attachment>;
  /** Ends all attachments, as when the engine or the runtime dies. */
  detachAll(): void;
}

export function createBroadcast(stdin: Writable, stdout: Readable, stderr: Readable): Broadcast {
  const attached = new Set<{ output: PassThrough; errors: PassThrough; attachment: Attachment }>();
  stdin.on('error', () => undefined);
  stdout.on('data', (bytes: Buffer) => attached.forEach(({ output }) => output.write(bytes)));
  stderr.on('data', (bytes: Buffer) => attached.forEach(({ errors }) => errors.write(bytes)));
  const detachAll = (): void => attached.forEach(({ attachment }) => attachment.end());
  stdout.once('close', detachAll);

  return {
    detachAll,
    async attach() {
      const output = new PassThrough();
      const errors = new PassThrough();
      const closed = Promise.withResolvers<void>();
      const input = new Writable({
        write: (bytes: Buffer, _, done) => void (stdin.writable ? stdin.write(bytes, () => done()) : done()),
      });
      const attachment: Attachment = {
        input,
        output,
        errors,
        closed: closed.promise,
        end() {
          attached.delete(entry);
          for (const stream of [input, output, errors]) stream.destroy();
          closed.resolve();
        },
      };
      const entry = { output, errors, attachment };
      attached.add(entry);
      return attachment;
    },
  };
}
