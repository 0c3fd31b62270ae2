// The loader behind a worker thread: each call becomes a message. A thread that dies is started again by the next call,
// and then knows nothing until it is told.

import { Worker } from 'node:worker_threads';

import { ReconcilerError } from '../errors.ts';
import type { Loader, Part } from '../loader.ts';
import { fromPlain, type FromThread, type LoaderMethod, type ToThread } from './messages.ts';

export interface ThreadedLoaderDeps {
  /** The module that the thread runs; it must call {@link serveLoader}. */
  readonly entry: URL;
  /** Handed to it as `workerData`. */
  readonly data: unknown;
  /** Called when the thread ended by itself: whatever it knew has to be told again. */
  readonly onDeath?: (reason: string) => void;
}

interface Call {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

export function createThreadedLoader({ entry, data, onDeath }: ThreadedLoaderDeps): Loader {
  const calls = new Map<number, Call>();
  let ids = 0;
  let worker: Worker | undefined;
  let closing = false;

  function thread(): Worker {
    if (worker !== undefined) return worker;
    const made = new Worker(entry, { workerData: data, name: 'loader' });
    made.unref();
    made.on('message', (message: FromThread) => {
      const call = calls.get(message.id);
      calls.delete(message.id);
      if (message.type === 'answer') call?.resolve(message.value);
      else call?.reject(fromPlain(message.error));
    });
    made.on('error', (error) => died(made, error.message));
    made.on('exit', (code) => died(made, `it exited with ${code}`));
    worker = made;
    return made;
  }

  function died(which: Worker, reason: string): void {
    if (worker !== which) return;
    worker = undefined;
    const error = new ReconcilerError('LOADER_STOPPED', `The loader's thread ended: ${reason}.`, {
      disposition: 'retry',
    });
    for (const { reject } of calls.values()) reject(error);
    calls.clear();
    if (!closing) onDeath?.(reason);
  }

  function call(method: LoaderMethod, args: readonly unknown[], signal?: AbortSignal): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) {
        reject(signal.reason as Error);
        return;
      }
      const id = (ids += 1);
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
      const send = (message: ToThread) => thread().postMessage(message);
      const abort = () => {
        calls.delete(id);
        send({ type: 'abort', id });
        reject(signal?.reason as Error);
      };
      const end = () => signal?.removeEventListener('abort', abort);
      calls.set(id, {
        resolve(value) {
          end();
          resolve(value);
        },
        reject(error) {
          end();
          reject(error);
        },
      });
      signal?.addEventListener('abort', abort, { once: true });
      send({ type: 'call', id, method, args });
    });
  }

  return {
    know: async (spaces, known) => void (await call('know', [spaces, known])),
    read: (config, sessions, { signal, ...options } = {}) =>
      call('read', [config, sessions, options], signal) as ReturnType<Loader['read']>,
    async *parts(serial, waiting) {
      for (;;) {
        const part = (await call('part', [serial], waiting?.signal)) as Part | null;
        if (part === null) return;
        yield part;
      }
    },
    acknowledge: async (serial) => void (await call('acknowledge', [serial])),
    plan: (config, sessions, files, { signal, ...beside } = {}) =>
      call('plan', [config, sessions, files, beside], signal) as ReturnType<Loader['plan']>,
    review: (asked, waiting) => call('review', [asked], waiting?.signal) as ReturnType<Loader['review']>,
    edit: (asked, waiting) => call('edit', [asked], waiting?.signal) as ReturnType<Loader['edit']>,
    retainSources: (needed, { signal, ...options }) =>
      call('retainSources', [needed, options], signal) as ReturnType<Loader['retainSources']>,
    async close() {
      closing = true;
      const open = worker;
      worker = undefined;
      await open?.terminate();
    },
  };
}
