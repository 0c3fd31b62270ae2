// Reads a body of a stranger: so many bytes, in so much time, and not more of all strangers together than memory allows.

import type { Readable } from 'node:stream';
import type { Clock } from '../../state/model/clock.ts';
import { busy, cutOff, type Refusal, tooLarge, tooSlow } from './errors.ts';

export interface BodyLimits {
  readonly bytes: number;
  readonly ms: number;
  /** Of all bodies that are being read at once. */
  readonly bytesAtOnce: number;
}

export interface BodyReader {
  /** Never throws. After a refusal the stream is left where it is. */
  read(stream: Readable): Promise<Buffer | Refusal>;
  /** Throws away what still comes, for at most so long: who is in the middle of sending would not hear the answer. */
  discard(stream: Readable): Promise<void>;
}

const discardMs = 1000;

interface Listeners {
  data(chunk: Buffer): void;
  end(): void;
  error(): void;
  close(): void;
}

export function createBodyReader(limits: BodyLimits, clock: Clock): BodyReader {
  let held = 0;

  /** Until one of the listeners says what came of it, or the time is over. */
  async function listen<T>(
    stream: Readable,
    { ms, late }: { readonly ms: number; readonly late: T },
    listenersFor: (say: (result: T) => void) => Listeners,
  ): Promise<T> {
    const over = new AbortController();
    const { promise, resolve } = Promise.withResolvers<T>();
    const { data, end, error, close } = listenersFor(resolve);
    stream.on('data', data).on('end', end).on('error', error).on('close', close).resume();
    clock.wait(ms, { signal: over.signal }).then(
      () => resolve(late),
      () => undefined, // it was not late
    );
    const result = await promise;
    over.abort();
    // What goes wrong with it later is nobody's business any more, and must not end the process.
    stream.pause().on('error', () => undefined);
    stream.off('data', data).off('end', end).off('error', error).off('close', close);
    return result;
  }

  return {
    async read(stream) {
      if (stream.destroyed) return cutOff();
      const chunks: Buffer[] = [];
      let size = 0;
      const time = { ms: limits.ms, late: tooSlow(limits.ms) };
      const result = await listen<Buffer | Refusal>(stream, time, (say) => ({
        data(chunk) {
          size += chunk.length;
          held += chunk.length;
          chunks.push(chunk);
          if (size <= limits.bytes && held <= limits.bytesAtOnce) return;
          stream.pause();
          say(size > limits.bytes ? tooLarge(limits.bytes) : busy());
        },
        end: () => say(Buffer.concat(chunks)),
        error: () => say(cutOff()),
        close: () => say(cutOff()),
      }));
      held -= size;
      return result;
    },
    async discard(stream) {
      if (stream.readableEnded || stream.destroyed) return;
      const time = { ms: discardMs, late: undefined };
      await listen<void>(stream, time, (say) => ({
        data: () => undefined,
        end: say,
        error: say,
        close: say,
      }));
    },
  };
}
