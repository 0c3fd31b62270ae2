// Work that several callers may ask for at once under one key is done once. It goes on while anybody waits for it and
// is aborted when the last one has gone.

import type { BuildLogLine } from '../containers/engine.ts';
import { ImageError } from './errors.ts';
import type { BuildOptions } from './images.ts';

export type Work<Result> = (options: Required<BuildOptions>) => Promise<Result>;

interface Shared<Result> {
  readonly result: Promise<Result>;
  readonly aborter: AbortController;
  readonly listeners: Set<(line: BuildLogLine) => void>;
  waiting: number;
}

export interface SharedWork<Result> {
  /** Who joins late gets the log's lines from then on. Throws `BUILD_CANCELLED` as soon as `signal` aborts. */
  run(key: string, work: Work<Result>, options?: BuildOptions): Promise<Result>;
}

export function createSharedWork<Result>(): SharedWork<Result> {
  const running = new Map<string, Shared<Result>>();

  function start(key: string, work: Work<Result>): Shared<Result> {
    const aborter = new AbortController();
    const listeners = new Set<(line: BuildLogLine) => void>();
    const onLog = (line: BuildLogLine) => listeners.forEach((listener) => listener(line));
    const result = work({ signal: aborter.signal, onLog });
    const shared: Shared<Result> = { result, aborter, listeners, waiting: 0 };
    const forget = () => {
      if (running.get(key) === shared) running.delete(key);
    };
    running.set(key, shared);
    result.then(forget, forget);
    return shared;
  }

  return {
    async run(key, work, { signal, onLog } = {}) {
      const cancelled = () =>
        new ImageError('BUILD_CANCELLED', `The build of ${key} was cancelled.`, { cause: signal?.reason });
      if (signal?.aborted === true) throw cancelled();
      const shared = running.get(key) ?? start(key, work);
      shared.waiting += 1;
      if (onLog !== undefined) shared.listeners.add(onLog);
      const { promise: gone, reject } = Promise.withResolvers<never>();
      const leave = () => reject(cancelled());
      signal?.addEventListener('abort', leave, { once: true });
      try {
        return await Promise.race([shared.result, gone]);
      } finally {
        signal?.removeEventListener('abort', leave);
        if (onLog !== undefined) shared.listeners.delete(onLog);
        shared.waiting -= 1;
        if (shared.waiting === 0) {
          // Whoever asks from now on starts anew instead of joining what is being aborted.
          if (running.get(key) === shared) running.delete(key);
          shared.aborter.abort();
        }
      }
    },
  };
}
