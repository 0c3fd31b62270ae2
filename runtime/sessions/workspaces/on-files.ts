// Asks the program for files: one request, what goes in with it, one answer, what comes out after it. The program and its
// container are gone afterwards, whatever happened.

import { once } from 'node:events';
import { Readable } from 'node:stream';
import { RaworcError } from '../../../state/model/errors.ts';
import type { SessionId } from '../../../state/model/ids.ts';
import type { Mount, Waiting } from '../../containers/engine.ts';
import { isEngineError } from '../../containers/errors.ts';
import { helperName } from '../names.ts';
import { FILES_COMMAND, SUPERVISOR_MOUNT } from '../supervisor/payload.ts';
import type { SupervisorMount } from '../supervisor-mount.ts';
import { filesBrokenOff } from './errors.ts';
import type { Helper, StartHelper } from './helper.ts';

export interface FilesWork {
  readonly session: SessionId;
  /** A volume, or two that are compared. */
  readonly volumes: readonly string[];
  readonly request: { readonly verb: string } & Readonly<Record<string, unknown>>;
  /** What it takes; given, it may write. */
  readonly input?: Readable;
}

export interface Answered<T> {
  readonly answer: T;
  /** What follows the answer. To be read to its end or destroyed: the container is there until then. */
  readonly body: Readable;
}

export interface OnFiles {
  /** Throws what the program refuses, by the code that it names. */
  ask<T>(work: FilesWork, wait: Waiting): Promise<T>;
  stream<T>(work: FilesWork, wait: Waiting): Promise<Answered<T>>;
}

export interface OnFilesDeps {
  readonly startHelper: StartHelper;
  readonly supervisor: SupervisorMount;
  readonly newId: () => string;
}

/** Whoever reads or writes so slowly has to begin anew. */
const LIFETIME_MS = 30 * 60_000;
const PIECE = 256 * 1024;
const ROOTS = ['/session', '/other'];

export function createOnFiles({ startHelper, supervisor, newId }: OnFilesDeps): OnFiles {
  async function start({ session, volumes, input }: FilesWork, wait: Waiting): Promise<Helper> {
    const readOnly = input === undefined;
    const roots = volumes.map((volume, index): Mount => ({ volume, path: ROOTS[index] ?? '', readOnly }));
    const program = { volume: await supervisor.volume(), path: SUPERVISOR_MOUNT, readOnly: true };
    return startHelper(
      {
        name: helperName(session, newId()),
        session,
        command: [...FILES_COMMAND, ...roots.map(({ path }) => path)],
        mounts: [...roots, program],
        capabilities: readOnly ? ['DAC_READ_SEARCH'] : ['CHOWN', 'DAC_OVERRIDE', 'FOWNER'],
        lifetimeMs: LIFETIME_MS,
      },
      wait,
    ).catch((error: unknown) => {
      if (isEngineError(error, 'VOLUME_NOT_FOUND')) supervisor.forget();
      throw error;
    });
  }

  async function stream<T>(work: FilesWork, wait: Waiting): Promise<Answered<T>> {
    const helper = await start(work, wait);
    try {
      helper.input.write(`${JSON.stringify(work.request)}\n`);
      const output = helper.output[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
      const heard = firstLine(output);
      // It may refuse before all is in.
      const first = await Promise.race([heard, fed(helper, work.input).then(() => heard)]);
      if (first === undefined) throw filesBrokenOff(work.session, (await helper.ended).said);
      const answer = JSON.parse(first.line) as T & { readonly error?: Refused };
      if (answer.error !== undefined) {
        const { code, message, hint } = answer.error;
        throw new RaworcError(code, message, { hint });
      }
      return { answer, body: Readable.from(rest(helper, first.rest, output, work.session)) };
    } catch (error) {
      await helper.remove();
      throw error;
    } finally {
      work.input?.destroy();
    }
  }

  return {
    stream,
    async ask<T>(work: FilesWork, wait: Waiting) {
      const { answer, body } = await stream<T>(work, wait);
      for await (const _ of body) continue;
      return answer;
    },
  };
}

interface Refused {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

/** Undefined where it ended before it answered. */
async function firstLine(
  output: AsyncIterator<Buffer>,
): Promise<{ readonly line: string; readonly rest: Buffer } | undefined> {
  const heard: Buffer[] = [];
  for (;;) {
    const { value, done } = await output.next();
    if (done === true) return undefined;
    const end = value.indexOf('\n');
    heard.push(end === -1 ? value : value.subarray(0, end));
    if (end !== -1) return { line: Buffer.concat(heard).toString('utf8'), rest: value.subarray(end + 1) };
  }
}

async function* rest(
  helper: Helper,
  first: Buffer,
  output: AsyncIterator<Buffer>,
  session: SessionId,
): AsyncGenerator<Buffer> {
  try {
    if (first.length > 0) yield first;
    for (let next = await output.next(); next.done !== true; next = await output.next()) yield next.value;
    const { code, said } = await helper.ended;
    if (code !== 0) throw filesBrokenOff(session, said);
  } finally {
    await helper.remove();
  }
}

/** In pieces, each after its length; one of no length is the end. */
async function fed({ input, ended }: Helper, source: Readable | undefined): Promise<void> {
  if (source === undefined) return;
  const over = new AbortController();
  // Who has ended reads no more: what is left is not waited for.
  const end = (): void => over.abort('ended');
  ended.then(end, end);
  const write = async (bytes: Buffer): Promise<void> => {
    if (over.signal.aborted || input.write(bytes)) return;
    await once(input, 'drain', { signal: over.signal }).catch(() => undefined);
  };
  const length = Buffer.alloc(4);
  for await (const chunk of source) {
    for (let at = 0; at < (chunk as Buffer).length; at += PIECE) {
      const piece = (chunk as Buffer).subarray(at, at + PIECE);
      length.writeUInt32BE(piece.length);
      await write(Buffer.concat([length, piece]));
    }
    if (over.signal.aborted) return;
  }
  await write(Buffer.alloc(4));
}
