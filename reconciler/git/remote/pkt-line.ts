// Git's framing of what travels: four hex digits of length, then that many bytes less four. Pure.

export const flush = '0000';

export function pktLine(text: string): string {
  return (text.length + 4).toString(16).padStart(4, '0') + text;
}

const ascii = new TextDecoder('latin1');

/** The lines of a whole answer, `undefined` for a flush; the whole is undefined where it is not framed so, or cut off. */
export function parsePktLines(bytes: Uint8Array): readonly (Uint8Array | undefined)[] | undefined {
  const lines: (Uint8Array | undefined)[] = [];
  for (let at = 0; at < bytes.length;) {
    const digits = ascii.decode(bytes.subarray(at, at + 4));
    if (!/^[0-9a-f]{4}$/i.test(digits)) return undefined;
    const length = Number.parseInt(digits, 16);
    if (length < 4) {
      lines.push(undefined);
      at += 4;
      continue;
    }
    if (at + length > bytes.length) return undefined;
    lines.push(bytes.subarray(at + 4, at + length));
    at += length;
  }
  return lines;
}

/** True where a list of refs came whole: a flush after the service's name, and one at the end. */
export function isWholeListing(bytes: Uint8Array): boolean {
  const lines = parsePktLines(bytes) ?? [];
  const flushes = lines.filter((line) => line === undefined).length;
  return lines.length > 0 && lines.at(-1) === undefined && flushes >= 2;
}
