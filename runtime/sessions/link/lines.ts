// Cuts a stream of bytes into lines. Most lines come whole in one piece, and are then not copied.

import { MAX_LINE_BYTES } from './frames.ts';

/**
 * Returns a function to feed; `onLine` gets each line without its newline, valid only during the call, and undefined in the
 * stead of one that is too long.
 */
export function createLineSplitter(onLine: (line: Buffer | undefined) => void): (bytes: Buffer) => void {
  let rest: Buffer[] = [];
  let length = 0;
  const add = (piece: Buffer): void => {
    length += piece.length;
    if (length < MAX_LINE_BYTES) rest.push(piece);
    else rest = [];
  };
  return (bytes) => {
    let start = 0;
    for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, start)) {
      const piece = bytes.subarray(start, end);
      start = end + 1;
      if (length === 0 && piece.length < MAX_LINE_BYTES) {
        onLine(piece);
        continue;
      }
      add(piece);
      const line = length < MAX_LINE_BYTES ? Buffer.concat(rest) : undefined;
      rest = [];
      length = 0;
      onLine(line);
    }
    if (start < bytes.length) add(bytes.subarray(start));
  };
}
