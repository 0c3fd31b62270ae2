// What dockerode throws, as errors of our own. The engine tells most cases apart only in the words of its message, so
// those words are matched here and nowhere else.

import { RaworcError } from '../../../state/model/errors.ts';
import { EngineError, type EngineErrorCode } from '../errors.ts';

interface VendorError {
  readonly message: string;
  readonly statusCode?: number;
  readonly code?: string;
  readonly json?: { readonly message?: string } | null;
}

const WORDS: readonly (readonly [RegExp, EngineErrorCode])[] = [
  [/no space left on device|disk quota exceeded/i, 'DISK_FULL'],
  [/is not running|is paused|paused container|container stopped\/paused/i, 'CONTAINER_NOT_RUNNING'],
  [/could not find the file|no such container:path/i, 'PATH_NOT_FOUND'],
  [/no such container/i, 'CONTAINER_NOT_FOUND'],
  [/no such image|reference does not exist/i, 'IMAGE_NOT_FOUND'],
  [/no such volume|volume .*not found/i, 'VOLUME_NOT_FOUND'],
  [/network \S+ not found|no such network/i, 'NETWORK_NOT_FOUND'],
  [/volume is in use/i, 'VOLUME_IN_USE'],
  [/has active endpoints/i, 'NETWORK_IN_USE'],
  [/pool overlaps with other/i, 'SUBNET_TAKEN'],
  [/conflict: unable to (remove|delete)|is using its referenced image/i, 'IMAGE_IN_USE'],
  [/unknown or invalid runtime|unknown runtime/i, 'ISOLATION_UNAVAILABLE'],
  [/no quota support/i, 'STORAGE_LIMIT_UNSUPPORTED'],
];

/** The error to throw instead; one that doesn't come from the engine stays what it is. */
export function translate(thrown: unknown): unknown {
  if (thrown instanceof RaworcError || !isVendorError(thrown)) return thrown;
  if (thrown.statusCode === undefined) {
    const message = `The container engine can't be reached: ${thrown.message}.`;
    return new EngineError('ENGINE_UNREACHABLE', message, { cause: thrown });
  }
  return translateMessage(saidBy(thrown), thrown.statusCode, thrown);
}

/** The same for a message that came inside a stream, where the status had been sent long before. */
export function translateMessage(message: string, status: number, cause?: unknown): EngineError {
  const code = WORDS.find(([words]) => words.test(message))?.[1];
  const details = { status };
  if (code !== undefined) return new EngineError(code, `The engine says: ${message}.`, { details, cause });
  if (status === 503)
    return new EngineError('ENGINE_UNREACHABLE', `The engine is not ready: ${message}.`, { cause });
  const disposition = status >= 500 ? 'retry' : 'stop';
  return new EngineError('ENGINE_REFUSED', `The engine refused: ${message}.`, {
    disposition,
    details,
    cause,
  });
}

export function statusOf(thrown: unknown): number | undefined {
  return isVendorError(thrown) ? thrown.statusCode : undefined;
}

/** The engine's own words, without what dockerode puts around them. */
export function saidBy(error: VendorError): string {
  const said = error.json?.message ?? error.message.replace(/^\(HTTP code \d+\) .*? - /, '');
  return said.trim().replace(/\.$/, '');
}

const CONNECTION_LOST = /^(socket hang up|aborted|read ECONN|connect E|premature close)/i;
const CONNECTION_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'EACCES',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ERR_STREAM_PREMATURE_CLOSE',
]);

function isVendorError(thrown: unknown): thrown is VendorError {
  if (!(thrown instanceof Error)) return false;
  const error = thrown as VendorError;
  return (
    typeof error.statusCode === 'number' ||
    CONNECTION_CODES.has(error.code ?? '') ||
    CONNECTION_LOST.test(error.message)
  );
}
