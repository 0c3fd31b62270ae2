// The lines that a person types, with editing and a history that is kept between chats; or the lines of a pipe.

import { appendFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Terminal } from '../output/terminal.ts';

const historySize = 500;

export interface Lines {
  /** Lines that are not empty, until the end of input or an interruption while nothing was asked. */
  read(): AsyncIterable<string>;
  /** While `work` runs, Ctrl-C calls `stop` and does not end the chat. */
  onInterrupt<T>(stop: () => void, work: () => Promise<T>): Promise<T>;
  /** Aborted once the chat was interrupted. */
  readonly interrupted: AbortSignal;
  close(): void;
}

function readHistory(path: string): string[] {
  try {
    return readFileSync(path, 'utf8').split('\n').filter(Boolean).slice(-historySize).toReversed();
  } catch {
    return [];
  }
}

export function createLines(home: string, terminal: Terminal): Lines {
  const historyPath = join(home, 'chat-history');
  const interrupt = new AbortController();
  const readline = createInterface({
    input: process.stdin,
    output: process.stderr,
    terminal: terminal.interactive,
    prompt: terminal.interactive ? '> ' : '',
    history: readHistory(historyPath),
    historySize,
  });
  let stopWork: (() => void) | undefined;
  const onSigint = () => {
    if (stopWork !== undefined) stopWork();
    else {
      interrupt.abort();
      readline.close();
    }
  };
  readline.on('SIGINT', onSigint);
  process.on('SIGINT', onSigint);

  function remember(line: string): void {
    if (!terminal.interactive) return;
    mkdirSync(home, { recursive: true });
    appendFileSync(historyPath, `${line}\n`, { mode: 0o600 });
  }

  return {
    interrupted: interrupt.signal,
    async *read() {
      readline.prompt();
      for await (const line of readline) {
        if (line.trim() !== '') {
          remember(line);
          yield line;
        }
        readline.prompt();
      }
    },
    async onInterrupt(stop, work) {
      stopWork = stop;
      try {
        return await work();
      } finally {
        stopWork = undefined;
      }
    },
    close() {
      process.off('SIGINT', onSigint);
      readline.close();
    },
  };
}
