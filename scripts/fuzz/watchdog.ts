// An input on which the reading never ends can't be reported by the thread that reads: another one watches it.

import { Worker } from 'node:worker_threads';

export interface Watchdog {
  /** An input begins to be read. */
  begin(): void;
  end(): Promise<void>;
}

/** Ends the process with status 3 where one input takes longer than that, and says which one it was. */
export function createWatchdog(what: string, limitMs: number): Watchdog {
  const shared = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(
    `const { workerData: { shared, what, limitMs } } = require('node:worker_threads');
    let last = -1;
    setInterval(() => {
      const now = Atomics.load(shared, 0);
      if (now !== last || now === 0) return void (last = now);
      require('node:fs').writeSync(2, what + ': input ' + now + ' takes longer than ' + limitMs + ' ms\\n');
      process.kill(process.pid, 'SIGKILL');
    }, limitMs);`,
    { eval: true, workerData: { shared, what, limitMs } },
  );
  worker.unref();
  return {
    begin: () => void Atomics.add(shared, 0, 1),
    async end() {
      await worker.terminate();
    },
  };
}
