// How long to wait before trying again: 1 s, doubling up to 5 min, each ±20 % so that many don't return at once.

const FIRST_MS = 1_000;
const LONGEST_MS = 5 * 60_000;

/** `failures` counts from 1; `random` is in [0, 1). */
export function backoffMs(failures: number, random: number): number {
  const base = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures - 1, 20));
  return Math.round(base * (0.8 + 0.4 * random));
}
