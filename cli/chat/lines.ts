// What a person types: messages of one or more lines, with editing and a history that is kept between chats; or the
// lines of a pipe.

import { on } from 'node:events';
import { appendFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { PassThrough, type Readable, Writable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { styled, type Terminal } from '../output/terminal.ts';
import { createKeyReader, LEAVE_PASTES, MARK_PASTES, toLine, toMessage } from './keys.ts';

const historySize = 500;

export interface Lines {
  /** Messages that are not empty, until the end of input or a second interruption while nothing is asked. */
  read(): AsyncIterable<string>;
  /** While `work` runs, Ctrl-C calls `stop` and does not end the chat, and what is typed ahead is not shown. */
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
  const screen = createScreen();
  const readline = createInterface({
    input: terminal.interactive ? keysOf(process.stdin) : process.stdin,
    output: terminal.interactive ? screen.output : process.stderr,
    terminal: terminal.interactive,
    history: readHistory(historyPath),
    historySize,
  });
  // From the beginning: a pipe may have ended before anybody asks for its lines.
  const typed = on(readline, 'line', { close: ['close'] }) as AsyncIterable<[string]>;
  /** The lines before this one, of a message that goes on. */
  let begun = '';
  let stopWork: (() => void) | undefined;
  let isWarned = false;
  /** Lines that nobody has taken yet, and whether Ctrl-C came after them. */
  let waiting = 0;
  let isStopped = false;
  /** Before the first message there is nothing to lose: Ctrl-C ends the chat at once, as it does in a pipe. */
  let isReading = false;
  readline.on('line', () => (waiting += 1));

  function onSigint(): void {
    if (stopWork !== undefined) {
      stopWork();
    } else if (isReading && waiting > 0) {
      isStopped = true;
    } else if (isReading && !isWarned) {
      isWarned = true;
      begun = '';
      terminal.say(`\n${styled(terminal, 'dim', 'Ctrl-C again or Ctrl-D ends the chat.')}`);
      clearLine(readline);
      prompt();
    } else {
      interrupt.abort();
      readline.close();
    }
  }
  readline.on('SIGINT', onSigint);
  // Ended in the middle of a line: what comes next begins its own.
  const endLine = (): void => void process.stderr.write('\n');
  if (terminal.interactive) readline.once('close', endLine);
  process.on('SIGINT', onSigint);
  // However the process ends: the terminal must not go on marking pastes.
  const leavePastes = (): void => void process.stderr.write(LEAVE_PASTES);
  if (terminal.interactive) {
    process.stderr.write(MARK_PASTES);
    process.once('exit', leavePastes);
  }

  function prompt(): void {
    isStopped = false;
    if (!terminal.interactive) return;
    readline.setPrompt(begun === '' ? '> ' : '… ');
    readline.prompt();
  }

  function remember(message: string): void {
    if (!terminal.interactive) return;
    mkdirSync(home, { recursive: true });
    appendFileSync(historyPath, `${toLine(message)}\n`, { mode: 0o600 });
  }

  return {
    interrupted: interrupt.signal,
    async *read() {
      isReading = terminal.interactive;
      prompt();
      for await (const [line] of typed) {
        isWarned = false;
        waiting -= 1;
        if (line.endsWith('\\')) {
          begun += `${line.slice(0, -1)}\n`;
        } else {
          const message = begun + (terminal.interactive ? toMessage(line) : line);
          begun = '';
          if (message.trim() !== '') {
            remember(message);
            yield message;
          }
        }
        if (interrupt.signal.aborted) return;
        prompt();
      }
    },
    async onInterrupt(stop, work) {
      stopWork = stop;
      screen.isHidden = true;
      if (isStopped) stop();
      try {
        return await work();
      } finally {
        stopWork = undefined;
        screen.isHidden = false;
      }
    },
    close() {
      process.off('SIGINT', onSigint);
      process.off('exit', leavePastes);
      if (terminal.interactive) leavePastes();
      readline.off('close', endLine);
      readline.close();
      if (terminal.interactive) process.stdin.pause();
    },
  };
}

function clearLine(readline: Interface): void {
  // Twice: what stands before the cursor, and what stands after it.
  readline.write(null, { ctrl: true, name: 'u' });
  readline.write(null, { ctrl: true, name: 'k' });
}

/** The terminal's keys, as the editor may see them. */
function keysOf(stdin: typeof process.stdin): Readable {
  const read = createKeyReader();
  const decoder = new StringDecoder('utf8');
  const keys = new PassThrough();
  stdin.on('data', (bytes: Buffer) => void keys.write(read(decoder.write(bytes))));
  stdin.once('end', () => void keys.end());
  return Object.assign(keys, { setRawMode: (isRaw: boolean) => void stdin.setRawMode(isRaw) });
}

/** Where the editor draws, and may be told not to. */
function createScreen() {
  const { stderr } = process;
  const screen = { isHidden: false };
  const output = new Writable({
    write(bytes: Buffer, _encoding, done) {
      if (!screen.isHidden) stderr.write(bytes);
      done();
    },
  });
  Object.defineProperty(output, 'columns', { get: () => stderr.columns });
  stderr.on('resize', () => output.emit('resize'));
  return Object.assign(screen, { output });
}
