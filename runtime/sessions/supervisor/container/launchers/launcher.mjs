// Calls a Node.js handler, `file.function`, for each turn that the supervisor sends; no SDK in the agent.
// Descriptor 3 brings the turns, 4 takes deltas and replies; what the agent prints goes where it always goes.

import { existsSync, writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { inspect } from 'node:util';

const EXTENSIONS = ['.mjs', '.js', '.cjs', '.ts', '.mts', '.cts'];

function say(value) {
  let line = Buffer.from(JSON.stringify(value) + '\n');
  while (line.length > 0) line = line.subarray(writeSync(4, line));
}

/** The file that `file.function` names; `src.index.f` is `src/index`. */
function fileOf(name, folder) {
  for (const path of [name, name.replaceAll('.', '/')]) {
    for (const extension of EXTENSIONS) {
      const file = join(folder, path + extension);
      if (existsSync(file)) return file;
    }
  }
  throw new Error(`There is no ${name} with one of ${EXTENSIONS.join(' ')} in ${folder}`);
}

async function load(handler, folder) {
  const dot = handler.lastIndexOf('.');
  if (dot < 1) throw new Error(`Handler ${handler} is not of the form file.function`);
  const exported = await import(pathToFileURL(fileOf(handler.slice(0, dot), folder)).href);
  const name = handler.slice(dot + 1);
  const found = exported[name] ?? exported.default?.[name];
  if (typeof found !== 'function') throw new Error(`${handler.slice(0, dot)} exports no function ${name}`);
  return found;
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
  if (typeof result !== 'object' || result === null) return undefined;
  if (typeof Response === 'function' && result instanceof Response) return result.body ?? [];
  if (typeof result[Symbol.asyncIterator] === 'function') return result;
  const isGenerator = typeof result.next === 'function' && typeof result[Symbol.iterator] === 'function';
  return isGenerator ? result : undefined;
}

async function contentOf(result, tell) {
  const pieces = piecesOf(result);
  if (pieces === undefined) return textOf(result);
  const decoder = new TextDecoder();
  let content = '';
  const add = (text) => {
    content += text;
    if (text !== '') tell(text);
  };
  for await (const piece of pieces) {
    add(piece instanceof Uint8Array ? decoder.decode(piece, { stream: true }) : textOf(piece));
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
  try {
    const result = await handler(message, context);
    const heir = handoffOf(result);
    if (heir !== undefined) {
      say({ type: 'handoff', turn, ...heir });
      return;
    }
    const content = await contentOf(result, (text) => say({ type: 'delta', turn, text }));
    say({ type: 'done', turn, content });
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
      say({ type: 'unloadable', message: lastLineOf(thrown) });
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
