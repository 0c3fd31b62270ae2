// A person at a terminal, in a test: a command in a pseudo terminal, what is typed, and what is seen.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';

export interface TestTerminal extends AsyncDisposable {
  type(keys: string): void;
  resize(rows: number, columns: number): void;
  /** Resolves with all that was drawn since the last call, once it matches; control sequences are left out. */
  see(what: RegExp): Promise<string>;
  /** Resolves with the exit code, and what was drawn since `see`. At the end stands how the terminal was left. */
  readonly ended: Promise<{ readonly code: number | null; readonly rest: string }>;
  /** Of the command that runs in it. */
  kill(signal: NodeJS.Signals): void;
}

const PATIENCE_MS = 60_000;

export function openTerminal(
  command: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): TestTerminal {
  const program = join(import.meta.dirname, 'terminal.py');
  const child: ChildProcess = spawn('python3', [program, ...command], {
    env: { ...process.env, TERM: 'xterm-256color', ...env },
    stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
  });
  const said = child.stdio[3] as Writable;
  let drawn = '';
  let news = Promise.withResolvers<void>();
  let isOver = false;
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    drawn += text;
    news.resolve();
  });
  const take = (): string => {
    const seen = stripVTControlCharacters(drawn);
    drawn = '';
    return seen;
  };
  const closed = once(child, 'close').then(([code]) => {
    isOver = true;
    news.resolve();
    return code as number | null;
  });

  return {
    type: (keys) => void said.write(`${JSON.stringify({ type: keys })}\n`),
    resize: (rows, columns) => void said.write(`${JSON.stringify({ rows, columns })}\n`),
    async see(what) {
      const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
      try {
        while (!what.test(stripVTControlCharacters(drawn))) {
          if (isOver) throw new Error(`Not seen: ${String(what)} in ${JSON.stringify(drawn)}`);
          await news.promise;
          if (!isOver) news = Promise.withResolvers();
        }
        return take();
      } finally {
        clearTimeout(timer);
      }
    },
    ended: closed.then((code) => ({ code, rest: take() })),
    kill: (signal) => void child.kill(signal),
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await closed;
    },
  };
}
