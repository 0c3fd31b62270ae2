// Commands that wait for their answers: sent again after each reattachment, under the same id, in the same order.

import { bytesOf } from './chunks.ts';
import { LinkError } from './errors.ts';
import type { AnswerFrame, BadFrame, Command } from './frames.ts';

/** A command that is said to be broken this often is broken, not garbled on its way. */
const MOST_REPEATS = 3;

interface Request {
  readonly bytes: Buffer;
  readonly answered: Promise<unknown>;
  readonly resolve: (result: unknown) => void;
  readonly reject: (reason: unknown) => void;
  repeats: number;
}

export interface Requests {
  /** Adds a request and sends it, if there is a way to. One that waits under the same id is joined. */
  add(id: string, command: Command, signal: AbortSignal | undefined): Promise<unknown>;
  answer(frame: AnswerFrame): void;
  /** All that wait, again; after a new hello. */
  resend(): void;
  /** All that wait, again, for one of them did not arrive whole. */
  garbled(frame: BadFrame): void;
  fail(error: LinkError): void;
}

export function createRequests(epoch: number, send: (bytes: Buffer) => void): Requests {
  const waiting = new Map<string, Request>();

  function begin(id: string, command: Command): Request {
    const bytes = bytesOf(id, { ...command, id, epoch });
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const request = { bytes, answered: promise, resolve, reject, repeats: 0 };
    waiting.set(id, request);
    send(bytes);
    return request;
  }

  return {
    async add(id, command, signal) {
      signal?.throwIfAborted();
      const request = waiting.get(id) ?? begin(id, command);
      const abort = (): void => request.reject(signal?.reason);
      signal?.addEventListener('abort', abort, { once: true });
      try {
        return await request.answered;
      } finally {
        signal?.removeEventListener('abort', abort);
        waiting.delete(id);
      }
    },
    answer(frame) {
      const request = waiting.get(frame.re);
      if (frame.ok) request?.resolve(frame.result);
      else request?.reject(errorOf(frame.error));
    },
    resend() {
      for (const request of waiting.values()) send(request.bytes);
    },
    garbled(frame) {
      for (const request of waiting.values()) {
        request.repeats += 1;
        if (request.repeats > MOST_REPEATS) request.reject(new LinkError('BAD_COMMAND', frame.message));
        else send(request.bytes);
      }
    },
    fail(error) {
      for (const request of waiting.values()) request.reject(error);
    },
  };
}

export function errorOf(error: Extract<AnswerFrame, { ok: false }>['error']): LinkError {
  return new LinkError(error.code, error.message, { hint: error.hint });
}
