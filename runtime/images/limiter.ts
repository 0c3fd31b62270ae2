// At most so many at once; whoever comes later waits in line.

export interface Limiter {
  /** Rejects with the signal's reason when it aborts before its turn. */
  run<Result>(work: () => Promise<Result>, signal: AbortSignal): Promise<Result>;
}

export function createLimiter(limit: number): Limiter {
  let running = 0;
  const line: (() => void)[] = [];

  async function enter(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (running < limit) {
      running += 1;
      return;
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const leave = () => {
      line.splice(line.indexOf(resolve), 1);
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', leave, { once: true });
    line.push(resolve);
    await promise;
    signal.removeEventListener('abort', leave);
  }

  function exit(): void {
    const next = line.shift();
    // The place is handed over, so that nobody who comes in between can take it.
    if (next === undefined) running -= 1;
    else next();
  }

  return {
    async run(work, signal) {
      await enter(signal);
      try {
        return await work();
      } finally {
        exit();
      }
    },
  };
}
