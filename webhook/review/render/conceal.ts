// Which values of a specification must not be read in a comment, and what is shown in their place.

const secretName =
  /pass|secret|token|credential|private|api[_-]?key|access[_-]?key|auth|dsn|cookie|session[_-]?key/i;
/** Names that hold one of the words above and are no secret. */
const harmlessName = /^(author|authors|authority|max_tokens|token_limit|tokens)$/i;
/** A URL that names a password. */
const urlWithPassword = /^[a-z][a-z0-9+.-]*:\/\/[^/\s:@]+:[^/\s@]+@/i;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const shortestKey = 16;
/** Bits per character: numbers and names with a number stay below, random base64 and hex of some length above. */
const randomness = 3;

export type Digest = (value: string) => string;

/** A leaf of a specification as it may be shown; `path` holds the field's names from the root. */
export function shownValue(path: readonly string[], value: unknown, digest: Digest): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (path[0] === 'env' && looksSecret(path.at(-1) ?? '', text)) return `(hidden, digest ${digest(text)})`;
  return typeof value === 'string' && isPlainScalar(value) ? value : (JSON.stringify(value) ?? 'null');
}

export function looksSecret(name: string, value: string): boolean {
  if (secretName.test(name) && !harmlessName.test(name)) return true;
  if (urlWithPassword.test(value) || value.includes('-----BEGIN')) return true;
  return value
    .split(/[\s,;=&"']+/)
    .some((word) => uuid.test(word) || word.split(/[-_./:]/).some(looksRandom));
}

/** Vendors put words before their keys, joined by `-` or `_`; the random part stands alone. */
function looksRandom(part: string): boolean {
  if (part.length < shortestKey || !/^[\w+~]+=*$/.test(part)) return false;
  return /\d/.test(part) && /[a-z]/i.test(part) && entropy(part) > randomness;
}

/** Shannon's, in bits per character. */
function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}

function isPlainScalar(value: string): boolean {
  return /^[\w./:@ ^~*+-]{1,200}$/.test(value) && value.trim() === value;
}
