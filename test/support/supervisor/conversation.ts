// Speaks the protocol word by word, as no link would: for tests of what the supervisor promises on the wire.

import { bytesOf, createJoiner } from '../../../runtime/sessions/link/chunks.ts';
import {
  isTurnEnd,
  PROTOCOL_VERSION,
  type AnswerFrame,
  type Frame,
  type HelloFrame,
  type NumberedFrame,
  type TurnEndFrame,
} from '../../../runtime/sessions/link/frames.ts';
import { createLineSplitter } from '../../../runtime/sessions/link/lines.ts';
import type { Attachment } from '../../../runtime/containers/engine.ts';

type Type = Frame['type'];
type Of<T extends Type> = Extract<Frame, { type: T }>;

export interface Conversation {
  /** Everything heard so far, oldest first, chunks joined. */
  readonly heard: readonly Frame[];
  /** Bytes of the longest line heard. */
  longestLine(): number;
  /** Writes a line, whatever it is. */
  write(text: string): void;
  /** Sends a command with an id of its own, unless it has one, and the epoch; resolves with its answer. */
  ask(command: object): Promise<AnswerFrame>;
  hello(more?: object): Promise<HelloFrame>;
  ack(seq: number): void;
  /** The first frame of this type, heard already or to come, that fits. */
  first<T extends Type>(type: T, fits?: (frame: Of<T>) => boolean): Promise<Of<T>>;
  /** How the turn ended. */
  end(turn: string): Promise<TurnEndFrame>;
  leave(): void;
}

export async function converse(attachment: Attachment, epoch = 1): Promise<Conversation> {
  const heard: Frame[] = [];
  const waiting = new Set<(frame: Frame) => void>();
  const join = createJoiner();
  let boot = '';
  let longest = 0;
  let ids = 0;
  const tell = (frame: Frame): void => {
    heard.push(frame);
    for (const listener of waiting) listener(frame);
  };
  const split = createLineSplitter((line) => {
    if (line === undefined) throw new Error('A line is longer than the protocol has it.');
    longest = Math.max(longest, line.length + 1);
    if (line.length === 0) return;
    const frame = JSON.parse(line.toString('utf8')) as Frame | { type: 'chunk' };
    const whole = frame.type === 'chunk' ? join(frame) : undefined;
    if (whole !== undefined) tell(JSON.parse(whole) as Frame);
    else if (frame.type !== 'chunk') tell(frame);
  });
  attachment.output.on('data', split);
  attachment.errors.resume();

  const write = (text: string): void => void attachment.input.write(`${text}\n`);
  const find = <F extends Frame>(fits: (frame: Frame) => frame is F): Promise<F> => {
    const there = heard.find(fits);
    if (there !== undefined) return Promise.resolve(there);
    return new Promise((resolve) => {
      const listener = (frame: Frame): void => {
        if (!fits(frame)) return;
        waiting.delete(listener);
        resolve(frame);
      };
      waiting.add(listener);
    });
  };
  const newId = (): string => `${process.hrtime.bigint()}-${(ids += 1)}`;

  return {
    heard,
    longestLine: () => longest,
    write,
    ask(command) {
      const words = { id: newId(), epoch, ...command };
      const after = heard.length;
      attachment.input.write(bytesOf(words.id, words));
      return find(
        (frame): frame is AnswerFrame =>
          frame.type === 'answer' && frame.re === words.id && heard.indexOf(frame) >= after,
      );
    },
    async hello(more = {}) {
      const id = newId();
      write(`\n${JSON.stringify({ type: 'hello', id, epoch, version: PROTOCOL_VERSION, ...more })}`);
      const hello = await find((frame): frame is HelloFrame => frame.type === 'hello' && frame.re === id);
      boot = hello.boot;
      return hello;
    },
    ack: (seq) => write(JSON.stringify({ type: 'ack', boot, seq, epoch })),
    first: <T extends Type>(type: T, fits: (frame: Of<T>) => boolean = () => true) =>
      find((frame): frame is Of<T> => frame.type === type && fits(frame as Of<T>)),
    end: (turn) =>
      find(
        (frame): frame is TurnEndFrame =>
          isTurnEnd(frame as NumberedFrame) && (frame as TurnEndFrame).turn === turn,
      ),
    leave: () => attachment.end(),
  };
}
