// What one process says to another beside the request itself. Pure.

import type { Subject } from '../../../state/access/decide.ts';

/** The seal of the request: `state/secrets/process-seal.ts`. */
export const SEAL = 'raworc-seal';
export const DIGEST = 'raworc-digest';
/** Who asked: {@link Asker} in JSON, in base64url. */
export const ASKER = 'raworc-asker';

export interface Asker {
  readonly subject: Subject;
  /** Where the request came from. */
  readonly address: string;
}

/** Of one connection, or the other process's business. */
const own: ReadonlySet<string> = new Set([
  'authorization',
  'connection',
  'content-length',
  'cookie',
  'date',
  'expect',
  'host',
  'keep-alive',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  SEAL,
  DIGEST,
  ASKER,
]);

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** Those that are passed on. */
export function passedOn(headers: Headers): Record<string, string | string[]> {
  const kept: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined && !own.has(name)) kept[name] = value;
  }
  return kept;
}

export const encodeAsker = (asker: Asker): string =>
  Buffer.from(JSON.stringify(asker), 'utf8').toString('base64url');

export const decodeAsker = (text: string): Asker =>
  JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as Asker;
