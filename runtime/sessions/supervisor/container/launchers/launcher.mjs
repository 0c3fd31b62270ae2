// Calls a Node.js handler, `file.name`, for each turn that the supervisor sends; no SDK in the agent.
// Descriptor 3 brings the turns, 4 takes deltas and replies; what the agent prints goes where it always goes.

import { existsSync, writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { inspect } from 'node:util';

const EXTENSIONS = ['.mjs', '.js', '.cjs', '.ts', '.mts', '.cts'];

/** What knows the frameworks' objects; most agents never need it. */
const frameworks = () => import('./frameworks/frameworks.mjs');

function say(value) {
  let line = Buffer.from(JSON.stringify(value) + '\n');
  while (line.length > 0) line = line.subarray(writeSync(4, line));
}

/** The file that `file.name` names; `src.index.f` is `src/index`. */
function fileOf(name, folder) {
  for (const path of [name, name.replaceAll('.', '/')]) {
    for (const extension of EXTENSIONS) {
      const file = join(folder, path + extension);
      if (existsSync(file)) return file;
    }
  }
  throw new Error(`There is no ${name} with one of ${EXTENSIONS.join(' ')} in ${folder}`);
}

/** What answers `(message, context, tell)` with content and usage. */
async function load(handler, folder) {
  const dot = handler.lastIndexOf('.');
  if (dot < 1) throw new Error(`Handler ${handler} is not of the form file.name`);
  const file = fileOf(handler.slice(0, dot), folder);
  if (/\.[mc]?ts$/.test(file)) await import('./frameworks/typescript.mjs');
  const exported = await import(pathToFileURL(file).href);
  const name = handler.slice(dot + 1);
  const found = exported[name] ?? exported.default?.[name];
  if (typeof found === 'function') return callOf(found, folder);
  if (found === undefined) throw new Error(`${handler.slice(0, dot)} exports no function or object ${name}`);
  const { runnerOf, notUnderstood } = await frameworks();
  const run = await runnerOf(found, folder);
  if (run === undefined) throw notUnderstood(handler, found);
  return run;
}

function callOf(handler, folder) {
  // What a function without parameters made: it is a factory, and called once.
  let made;
  return async (message, context, tell) => {
    if (made !== undefined) return made(message, context, tell);
    const result = await handler(message, context);
    const heir = handoffOf(result);
    if (heir !== undefined) return { heir };
    if (isPlain(result)) return { content: textOf(result), usage: result?.usage };
    const { runnerOf, replyOf } = await frameworks();
    const run = await runnerOf(result, folder);
    if (run === undefined) {
      const pieces = piecesOf(result);
      return pieces === undefined ? replyOf(result) : { content: await collect(pieces, tell) };
    }
    if (handler.length === 0) made = run;
    return run(message, context, tell);
  };
}

/** Whether it says by itself what it is: nothing that a class of a framework made. */
function isPlain(result) {
  if (typeof result !== 'object' || result === null || result instanceof Uint8Array) return true;
  const made = Object.getPrototypeOf(result);
  return (
    (made === Object.prototype || made === null || Array.isArray(result)) && piecesOf(result) === undefined
  );
}

function textOf(result) {
  if (result === undefined || result === null) return '';
  if (typeof result === 'string') return result;
  if (result instanceof Uint8Array) return Buffer.from(result).toString('utf8');
  if (typeof result === 'object' && 'content' in result) return textOf(result.content);
  return JSON.stringify(result) ?? String(result);
}

/** What a result gives piece by piece, or undefined where it is whole already. */
function piecesOf(result) {
  if (typeof result[Symbol.asyncIterator] === 'function') return result;
  const isGenerator = typeof result.next === 'function' && typeof result[Symbol.iterator] === 'function';
  return isGenerator ? result : undefined;
}

async function collect(pieces, tell) {
  const decoder = new TextDecoder();
  let content = '';
  const add = (text) => {
    content += text;
    tell(text);
  };
  for await (const piece of pieces) {
    if (piece instanceof Uint8Array) add(decoder.decode(piece, { stream: true }));
    else if (isPlain(piece)) add(textOf(piece));
    else add((await frameworks()).textOf(piece));
  }
  add(decoder.decode());
  return content;
}

/** The agent and the message of `{ handoff: { agent, message } }`; undefined where it is a reply. */
function handoffOf(result) {
  const heir = result?.handoff;
  return typeof heir?.agent === 'string' ? { agent: heir.agent, message: heir.message } : undefined;
}

function report(thrown) {
  process.stderr.write(`${thrown instanceof Error ? inspect(thrown) : String(thrown)}\n`);
}

function lastLineOf(thrown) {
  if (!(thrown instanceof Error)) return String(thrown);
  return `${thrown.name}: ${thrown.message}`.trim().split('\n').at(-1);
}

async function answer(handler, { turn, message, context }) {
  const tell = (text) => {
    if (text !== '') say({ type: 'delta', turn, text });
  };
  try {
    const { content, usage, heir } = await handler(message, context, tell);
    say(heir === undefined ? { type: 'done', turn, content, usage } : { type: 'handoff', turn, ...heir });
  } catch (thrown) {
    report(thrown);
    say({ type: 'failed', turn, message: lastLineOf(thrown) });
  }
}

let handler;

function hear(line) {
  const order = JSON.parse(line);
  if (order.type === 'load') {
    handler = load(order.handler, order.dir);
    handler.catch((thrown) => {
      report(thrown);
      say({ type: 'unloadable', message: lastLineOf(thrown), hint: thrown?.hint });
      process.exit(1);
    });
  } else if (order.type === 'turn') {
    handler.then(
      (found) => answer(found, order),
      () => undefined,
    );
  }
}

const input = new Socket({ fd: 3, readable: true, writable: false });
let parts = [];
input.on('data', (data) => {
  let start = 0;
  for (let end = data.indexOf(10); end >= 0; end = data.indexOf(10, start)) {
    parts.push(data.subarray(start, end));
    const line = parts.length === 1 ? parts[0] : Buffer.concat(parts);
    parts = [];
    start = end + 1;
    hear(line.toString('utf8'));
  }
  if (start < data.length) parts.push(data.subarray(start));
});
input.on('end', () => process.exit(0));
