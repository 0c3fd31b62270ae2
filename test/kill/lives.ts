// The runtime's lives, one after the other on the same home and port.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface Life {
  /** Resolves when it answers; never, where it dies before. */
  readonly ready: Promise<void>;
  /** Resolves with the named point that it died at, or undefined where it was killed from outside. */
  readonly ended: Promise<string | undefined>;
  kill(): void;
  /** In order, with SIGTERM. */
  stop(): Promise<void>;
}

export interface Lives {
  /** The next life, which ends by itself at the first of these points. */
  begin(deadly?: Iterable<string>): Life;
  /** Resolves while there is one that answers. */
  whenUp(): Promise<void>;
  /** Rejects when a life ends otherwise than it was made to. */
  readonly failed: Promise<never>;
  /** Kills the life that there is, if any, and lets no other begin. */
  end(): Promise<void>;
}

export function createLives(folder: string, env: Readonly<Record<string, string>>): Lives {
  const logFile = join(folder, 'runtime.log');
  const log = createWriteStream(logFile);
  const failure = Promise.withResolvers<never>();
  failure.promise.catch(() => {});
  let up = Promise.withResolvers<void>();
  let isUp = false;
  let current: Life | undefined;
  let isOver = false;

  return {
    async end() {
      isOver = true;
      current?.kill();
      await current?.ended;
    },
    whenUp: () => up.promise,
    failed: failure.promise,

    begin(deadly = []) {
      if (isOver) throw new Error('No life begins any more.');
      const child = spawn(process.execPath, [new URL('./runtime-process.ts', import.meta.url).pathname], {
        env: { ...process.env, ...env, RAWORC_TEST_DIE_AT: [...deadly].join(',') },
        stdio: ['pipe', 'pipe', 'pipe'],
      });
      child.stderr.pipe(log, { end: false });
      const ready = Promise.withResolvers<void>();
      let point: string | undefined;
      let mayEnd = false;
      createInterface({ input: child.stdout }).on('line', (line) => {
        if (line !== 'ready') {
          point = line;
          return;
        }
        isUp = true;
        ready.resolve();
        up.resolve();
      });
      const ended = once(child, 'close').then(([code, signal]) => {
        // Who waits already goes on waiting for the next one.
        if (isUp) up = Promise.withResolvers();
        isUp = false;
        if (point === undefined && !mayEnd) {
          const end = readFileSync(logFile, 'utf8').slice(-4000);
          failure.reject(new Error(`The runtime ended by itself with ${code ?? signal}:\n${end}`));
        }
        return point;
      });
      const life: Life = {
        ready: ready.promise,
        ended,
        kill() {
          mayEnd = true;
          child.kill('SIGKILL');
        },
        async stop() {
          mayEnd = true;
          child.kill('SIGTERM');
          await ended;
        },
      };
      current = life;
      return life;
    },
  };
}
