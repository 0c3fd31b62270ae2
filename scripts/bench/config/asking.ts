// The near end of the thread that asks the API.

import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Access } from './declared-runtime.ts';

export interface Asking extends AsyncDisposable {
  /** The answers' times since the last call, in milliseconds. */
  take(): Promise<readonly number[]>;
}

export function startAsking(access: Access): Asking {
  const worker = new Worker(new URL('./asking-worker.ts', import.meta.url), { workerData: access });
  return {
    async take() {
      const answered = once(worker, 'message') as Promise<[readonly number[]]>;
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
      worker.postMessage('take');
      return (await answered)[0];
    },
    async [Symbol.asyncDispose]() {
      await worker.terminate();
    },
  };
}
