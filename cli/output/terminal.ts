// What the terminal at hand can do, and the few styles that we use on it.

import { styleText } from 'node:util';

export interface Terminal {
  /** Only the result of a command. */
  out(text: string): void;
  /** Everything else: progress, hints, errors. */
  say(line: string): void;
  /** True where standard error is a terminal that lines can be rewritten on. */
  readonly live: boolean;
  /** True where standard input and output are a terminal. */
  readonly interactive: boolean;
  readonly color: boolean;
}

export function createTerminal(env: Readonly<Record<string, string | undefined>>): Terminal {
  const color = !env['NO_COLOR'] && env['TERM'] !== 'dumb' && process.stderr.isTTY;
  return {
    out: (text) => void process.stdout.write(text),
    say: (line) => void process.stderr.write(`${line}\n`),
    live: process.stderr.isTTY && env['TERM'] !== 'dumb',
    interactive: process.stdin.isTTY && process.stdout.isTTY,
    color,
  };
}

type Style = Parameters<typeof styleText>[0];

/** `text` in a style, where the terminal has colours. */
export function styled(terminal: Pick<Terminal, 'color'>, style: Style, text: string): string {
  return terminal.color ? styleText(style, text, { validateStream: false }) : text;
}
