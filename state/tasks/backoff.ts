// How long to wait before a task is tried again: 1 s, doubling to 5 min, 20 % up or down. Pure.

const firstMs = 1000;
const longestMs = 5 * 60 * 1000;
const spread = 0.2;

/** `attempts` counts those made, from 1; `random` is evenly spread from 0 to 1, so that failures don't return together. */
export function backoffMs(attempts: number, random: number): number {
  const doubled = firstMs * 2 ** Math.max(0, attempts - 1);
  return Math.round(Math.min(doubled, longestMs) * (1 - spread + 2 * spread * random));
}
