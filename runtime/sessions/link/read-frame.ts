// A line's value as a frame, or not: agents run beside their supervisor and could write to its stream, so nothing of it is
// believed before it was looked at. Pure.

import type { Frame } from './frames.ts';

type Fields = Readonly<Record<string, unknown>>;
type Fits = (value: unknown) => boolean;

const text: Fits = (value) => typeof value === 'string';
const count: Fits = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
const number: Fits = (value) => Number.isFinite(value);
const flag: Fits = (value) => typeof value === 'boolean';
const object = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const maybe =
  (fits: Fits): Fits =>
  (value) =>
    value === undefined || fits(value);
const orNull =
  (fits: Fits): Fits =>
  (value) =>
    value === null || fits(value);
const oneOf =
  (...words: readonly string[]): Fits =>
  (value) =>
    words.includes(value as string);
const shape =
  (fields: Readonly<Record<string, Fits>>): Fits =>
  (value) =>
    object(value) && Object.entries(fields).every(([name, fits]) => fits(value[name]));
const listOf =
  (fits: Fits): Fits =>
  (value) =>
    Array.isArray(value) && value.every(fits);

const ofTurn = { turn: text, attempt: count };
const usage = { bytes: count, files: count };

const shapes: Readonly<Record<Frame['type'], Fits>> = {
  hello: shape({
    re: text,
    version: number,
    boot: text,
    epoch: count,
    seq: count,
    turns: listOf(shape({ ...ofTurn, agent: text, state: oneOf('running', 'ended') })),
    workers: listOf(shape({ agent: text, revision: text, running: flag })),
    asks: maybe(listOf(shape({ ...ofTurn, ask: text }))),
    workspace: maybe(shape(usage)),
  }),
  answer: (value) =>
    shape({ re: text, ok: flag })(value) &&
    ((value as Fields)['ok'] === true || shape({ code: text, message: text })((value as Fields)['error'])),
  bad_frame: shape({ message: text }),
  'turn.started': shape({ ...ofTurn, agent: text, at: number }),
  'turn.delta': shape({ ...ofTurn, text }),
  'turn.done': shape({ ...ofTurn, content: text, asks: maybe(count) }),
  'turn.handoff': shape({ ...ofTurn, to: text, message: maybe(text), asks: maybe(count) }),
  'turn.failed': shape({ ...ofTurn, code: text, message: text, hint: text, asks: maybe(count) }),
  ask: (value) =>
    shape({ ...ofTurn, ask: text, agent: text, what: oneOf('reply', 'handoff', 'agents') })(value) &&
    (!object(value) || value['what'] === 'agents' || text(value['to'])) &&
    (!object(value) || value['what'] !== 'reply' || text(value['message'])),
  'ask.dropped': shape({ ...ofTurn, ask: text }),
  log: shape({ agent: text, stream: oneOf('stdout', 'stderr'), text, at: number }),
  'worker.started': shape({ agent: text, pid: number, at: number }),
  'worker.exited': shape({
    agent: text,
    pid: number,
    code: orNull(number),
    signal: orNull(text),
    at: number,
  }),
  workspace: shape(usage),
};

const unnumbered: readonly string[] = ['hello', 'answer', 'bad_frame'] satisfies Frame['type'][];

/** Undefined where it is none. One of a type that we don't know is a frame where it has a number: it is passed over. */
export function readFrame(value: unknown): Frame | undefined {
  if (!object(value) || typeof value['type'] !== 'string') return undefined;
  const { type } = value;
  const isNumbered = count(value['seq']) && value['seq'] !== 0;
  if (!isNumbered && !unnumbered.includes(type)) return undefined;
  const fits = Object.hasOwn(shapes, type) ? shapes[type as Frame['type']] : undefined;
  return fits === undefined || fits(value) ? (value as unknown as Frame) : undefined;
}
