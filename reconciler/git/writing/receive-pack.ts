// What is said to `git-receive-pack` to move one ref, and what it answers. Pure.

import { flush, parsePktLines, pktLine } from '../remote/pkt-line.ts';

/** Stands for "no such ref", before or after. */
export const nothing = '0'.repeat(40);

export interface RefUpdate {
  /** Full: `refs/heads/main`. */
  readonly ref: string;
  readonly from: string;
  readonly to: string;
}

/** `pack` is left out where a ref is only removed. */
export function receivePackRequest({ ref, from, to }: RefUpdate, pack?: Uint8Array): Buffer {
  // Length counts bytes, and names of refs may hold any.
  const command = Buffer.from(`${from} ${to} ${ref}\0 report-status agent=raworc`).toString('latin1');
  return Buffer.concat([
    Buffer.from(pktLine(command) + flush, 'latin1'),
    ...(pack === undefined ? [] : [pack]),
  ]);
}

export type ReceivePackAnswer =
  | { readonly type: 'done' }
  /** What the server says is wrong, in its words. */
  | { readonly type: 'refused'; readonly message: string }
  | { readonly type: 'malformed' };

export function parseReceivePackAnswer(bytes: Uint8Array): ReceivePackAnswer {
  const text = new TextDecoder();
  const lines = (parsePktLines(bytes) ?? [])
    .filter((line) => line !== undefined)
    .map((line) => text.decode(line).trim());
  const wrong = lines.find((line) => line.startsWith('ng ') || /^unpack (?!ok$)/.test(line));
  if (wrong !== undefined) return { type: 'refused', message: wrong.replace(/^ng \S+ ?/, '') };
  const error = lines.find((line) => line.startsWith('ERR '));
  if (error !== undefined) return { type: 'refused', message: error.slice('ERR '.length) };
  const isDone = lines.includes('unpack ok') && lines.some((line) => line.startsWith('ok '));
  return isDone ? { type: 'done' } : { type: 'malformed' };
}
