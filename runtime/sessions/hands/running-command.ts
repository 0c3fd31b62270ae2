// The host's end of one command (`supervisor/container/hands/run.py`).

import { once } from 'node:events';
import type { SessionId } from '../../../state/model/ids.ts';
import type { RunningExec } from '../../containers/engine.ts';
import { commandLost } from '../errors.ts';
import type { RunningCommand, TerminalSize } from './hands.ts';
import { piece } from './pieces.ts';

const BEGIN = 0;
const INPUT = 1;
const END_OF_INPUT = 2;
const SIZE = 3;
const SIGNAL = 4;
const HANG_UP = 5;

export interface Beginning {
  readonly command: readonly string[];
  readonly workspace: string;
  readonly workdir: string;
  readonly env: Readonly<Record<string, string>>;
  /** Folders of programs that come before the others. */
  readonly tools: readonly string[];
  readonly terminal: TerminalSize | null;
}

export function beginCommand(id: SessionId, running: RunningExec, beginning: Beginning): RunningCommand {
  const { input } = running;
  const say = (kind: number, content: Buffer = Buffer.alloc(0)): boolean => input.write(piece(kind, content));
  const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
  say(BEGIN, json(beginning));

  return {
    output: running.output,
    errors: running.errors,
    async write(bytes) {
      if (say(INPUT, bytes)) return;
      await Promise.race([once(input, 'drain'), running.closed]);
    },
    endInput: () => void say(END_OF_INPUT),
    resize: (size) => void say(SIZE, json(size)),
    signal: (number) => void say(SIGNAL, Buffer.of(number)),
    hangUp: () => void say(HANG_UP),
    async exitCode() {
      const code = await running.exitCode();
      if (code === undefined) throw commandLost(id);
      return code;
    },
    end: () => running.end(),
  };
}
