// The near end of the thread that asks the API.

import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Access } from './declared-runtime.ts';

export interface Asking extends AsyncDisposable {
  /** The answers' times since the last call, in milliseconds. */
  take(): Promise<readonly number[]>;
}

export function startAsking(access: Access): Asking {
  const worker = new Worker(new URL('./asking-thread.ts', import.meta.url), { workerData: access });
  const died = new Promise<never>((_resolve, reject) => worker.once('error', reject));
  died.catch(() => {});
  return {
    async take() {
      const answered = Promise.race([once(worker, 'message') as Promise<[readonly number[]]>, died]);
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
      worker.postMessage('take');
      return (await answered)[0];
    },
    async [Symbol.asyncDispose]() {
      await worker.terminate();
    },
  };
}
