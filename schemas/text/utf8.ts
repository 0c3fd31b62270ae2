// Bytes to text, refusing what is not UTF-8 instead of replacing it.

const strict = new TextDecoder('utf-8', { fatal: true });
const lenient = new TextDecoder('utf-8');

export type Decoded =
  | { readonly type: 'text'; readonly text: string }
  /** `text` has replacement characters; `offset` is where the first one stands. */
  | { readonly type: 'invalid'; readonly text: string; readonly offset: number };

/** A byte order mark is dropped. */
export function decodeUtf8(bytes: Uint8Array): Decoded {
  try {
    return { type: 'text', text: strict.decode(bytes) };
  } catch {
    const text = lenient.decode(bytes);
    return { type: 'invalid', text, offset: firstInvalid(text, bytes) };
  }
}

function firstInvalid(text: string, bytes: Uint8Array): number {
  const encoder = new TextEncoder();
  // The decoder has dropped a byte order mark, which the bytes still have.
  let byte = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  let from = 0;
  for (let at = text.indexOf('�'); at !== -1; at = text.indexOf('�', at + 1)) {
    byte += encoder.encode(text.slice(from, at)).length;
    const written = bytes[byte] === 0xef && bytes[byte + 1] === 0xbf && bytes[byte + 2] === 0xbd;
    if (!written) return at;
    from = at;
  }
  return 0;
}
