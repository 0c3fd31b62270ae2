// A line is at most 256 KiB; what is longer travels in chunks. Both directions, as PROTOCOL.md has it.

import { LinkError } from './errors.ts';
import { MAX_LINE_BYTES, MAX_WHOLE_BYTES } from './frames.ts';

interface Chunk {
  readonly type: 'chunk';
  readonly of: string;
  readonly part: number;
  readonly parts: number;
  /** Base64. */
  readonly data: string;
}

/** Three bytes in four characters; the rest of the line is for the chunk's own fields. */
const CHUNK_BYTES = Math.floor((MAX_LINE_BYTES - 1024) / 4) * 3;

/** A command as the bytes to send, newlines included. Throws `COMMAND_TOO_LARGE`. */
export function bytesOf(id: string, command: object): Buffer {
  const whole = Buffer.from(JSON.stringify(command) + '\n');
  if (whole.length <= MAX_LINE_BYTES) return whole;
  if (whole.length > MAX_WHOLE_BYTES) {
    throw new LinkError('COMMAND_TOO_LARGE', `The command has ${whole.length} bytes.`);
  }
  const parts = Math.ceil((whole.length - 1) / CHUNK_BYTES);
  const lines: string[] = [];
  for (let part = 0; part < parts; part += 1) {
    const end = Math.min((part + 1) * CHUNK_BYTES, whole.length - 1);
    const data = whole.toString('base64', part * CHUNK_BYTES, end);
    lines.push(JSON.stringify({ type: 'chunk', of: id, part, parts, data } satisfies Chunk));
  }
  return Buffer.from(lines.join('\n') + '\n');
}

/** Whether it says so; a joiner looks at the rest. */
export function isChunk(value: unknown): value is { readonly type: 'chunk' } {
  return typeof value === 'object' && value !== null && (value as { type?: unknown }).type === 'chunk';
}

/** Those of frames that were broken off stay until so many others have begun. */
const MOST_SERIES = 8;

/** Joins chunks: returns the whole's JSON with its last part, else undefined. Throws where a part is none or out of order. */
export function createJoiner(): (chunk: unknown) => string | undefined {
  const series = new Map<string, Buffer[]>();
  const most = Math.ceil(MAX_WHOLE_BYTES / CHUNK_BYTES);
  return (chunk) => {
    const { of, part, parts, data } = chunk as Partial<Chunk>;
    const isOne = typeof of === 'string' && typeof part === 'number' && typeof data === 'string';
    if (!isOne || typeof parts !== 'number' || parts > most) throw new Error('This is no chunk.');
    const pieces = part === 0 ? [] : series.get(of);
    series.delete(of);
    if (pieces?.length !== part || part >= parts) throw new Error(`Part ${part} of ${of} is out of order.`);
    pieces.push(Buffer.from(data, 'base64'));
    if (part === parts - 1) return Buffer.concat(pieces).toString('utf8');
    series.set(of, pieces);
    for (const oldest of series.keys()) {
      if (series.size <= MOST_SERIES) break;
      series.delete(oldest);
    }
    return undefined;
  };
}
