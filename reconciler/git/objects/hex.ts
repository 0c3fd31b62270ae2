// Object ids between their bytes and their hex digits. Pure.

const digits = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

export function hexOf(bytes: Uint8Array, start: number, end: number): string {
  let hex = '';
  for (let at = start; at < end; at += 1) hex += digits[bytes[at] ?? 0] ?? '';
  return hex;
}

/** The number that two hex digits at `at` stand for. */
export function byteAt(hex: string, at: number): number {
  return Number.parseInt(hex.slice(at, at + 2), 16);
}
