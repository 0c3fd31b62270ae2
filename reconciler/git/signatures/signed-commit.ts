// A commit object taken apart into what was signed and the signature. Pure.

export interface SignedCommit {
  /** The object without its signature: what was signed, byte for byte. */
  readonly payload: Uint8Array;
  /** In its armour; undefined where the commit bears none. */
  readonly signature: string | undefined;
}

const newline = 0x0a;
const space = 0x20;
const header = new TextEncoder().encode('gpgsig ');

/** Works on bytes, since a message may be in any encoding. */
export function takeApart(commit: Uint8Array): SignedCommit {
  let at = 0;
  while (at < commit.length && commit[at] !== newline) {
    const end = endOfHeader(commit, at);
    if (header.every((byte, index) => commit[at + index] === byte)) {
      const lines = new TextDecoder().decode(commit.subarray(at + header.length, end)).split('\n ');
      const payload = new Uint8Array(commit.length - (end - at));
      payload.set(commit.subarray(0, at));
      payload.set(commit.subarray(end), at);
      return { payload, signature: `${lines.join('\n').trimEnd()}\n` };
    }
    at = end;
  }
  return { payload: commit, signature: undefined };
}

/** Behind the line break that ends the header at `start`; lines that begin with a space belong to it. */
function endOfHeader(bytes: Uint8Array, start: number): number {
  let at = start;
  do {
    const found = bytes.indexOf(newline, at);
    if (found === -1) return bytes.length;
    at = found + 1;
  } while (bytes[at] === space);
  return at;
}
