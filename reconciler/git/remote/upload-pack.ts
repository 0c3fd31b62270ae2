// What is said to `git-upload-pack` to get one commit without its history, or the history alone, and what it answers. Pure.
//
// isomorphic-git's own fetch is not used for this: it sends no list of what is already here for a commit named by its
// hash, can't be aborted, and waits for ever on an answer that is not Git's.

import { flush, parsePktLines, pktLine } from './pkt-line.ts';

export interface PackRequest {
  readonly want: string;
  /** Commits that are here completely, each without its history; the pack lacks what they hold. */
  readonly have: readonly string[];
}

export function uploadPackRequest({ want, have }: PackRequest): string {
  return [
    pktLine(`want ${want} thin-pack side-band-64k ofs-delta no-progress agent=raworc\n`),
    ...have.map((commit) => pktLine(`shallow ${commit}\n`)),
    pktLine('deepen 1\n'),
    flush,
    ...have.map((commit) => pktLine(`have ${commit}\n`)),
    pktLine('done\n'),
  ].join('');
}

export interface HistoryRequest {
  readonly commits: readonly string[];
  /** Generations; the commits themselves are the first. */
  readonly depth: number;
}

/** `filters`: the server can leave out what the commits hold. */
export function historyRequest({ commits, depth }: HistoryRequest, filters: boolean): string {
  const can = `side-band-64k ofs-delta no-progress${filters ? ' filter' : ''} agent=raworc`;
  return [
    ...commits.map((commit, at) => pktLine(`want ${commit}${at === 0 ? ` ${can}` : ''}\n`)),
    pktLine(`deepen ${depth}\n`),
    ...(filters ? [pktLine('filter tree:0\n')] : []),
    flush,
    pktLine('done\n'),
  ].join('');
}

export type UploadPackAnswer =
  | { readonly type: 'pack'; readonly chunks: readonly Uint8Array[] }
  /** What the server says is wrong. */
  | { readonly type: 'refused'; readonly message: string }
  | { readonly type: 'malformed' };

const packBand = 1;
const progressBand = 2;
const errorBand = 3;

export function parseUploadPackAnswer(bytes: Uint8Array): UploadPackAnswer {
  const lines = parsePktLines(bytes);
  if (lines === undefined) return { type: 'malformed' };
  const text = new TextDecoder();
  const chunks: Uint8Array[] = [];
  for (const line of lines) {
    if (line === undefined) continue;
    switch (line[0]) {
      case packBand:
        chunks.push(line.subarray(1));
        break;
      case progressBand:
        break;
      case errorBand:
        return { type: 'refused', message: text.decode(line.subarray(1)).trim() };
      default: {
        // Before the pack: `shallow …`, `ACK …` and `NAK`, which say nothing new here, or an error.
        const said = text.decode(line).trim();
        if (said.startsWith('ERR ')) return { type: 'refused', message: said.slice('ERR '.length) };
      }
    }
  }
  return chunks.length === 0 ? { type: 'malformed' } : { type: 'pack', chunks };
}
