// The terminal handed to a command elsewhere: every key goes there as it is, and the terminal is given back whatever
// happens.

import { spawnSync } from 'node:child_process';
import type { ReadStream } from 'node:tty';

export interface RawTerminal extends Disposable {
  readonly input: ReadStream;
}

export function takeTerminal(): RawTerminal {
  const { stdin } = process;
  const restore = (): void => {
    if (stdin.isRaw) stdin.setRawMode(false);
  };
  // By a signal the process would end without any more of our code.
  const leave = (signal: NodeJS.Signals): void => {
    restore();
    process.kill(process.pid, signal);
  };
  const signals = ['SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.once(signal, leave);
  process.once('exit', restore);
  stdin.setRawMode(true);
  // Raw mode as Node knows it still turns a line feed into two characters, which moves what full-screen programs draw.
  spawnSync('stty', ['-opost'], { stdio: ['inherit', 'ignore', 'ignore'] });
  return {
    input: stdin,
    [Symbol.dispose]() {
      restore();
      process.off('exit', restore);
      for (const signal of signals) process.off(signal, leave);
    },
  };
}

/** Of the terminal at hand. */
export const terminalSize = () => ({
  rows: process.stdout.rows ?? 24,
  columns: process.stdout.columns ?? 80,
});
