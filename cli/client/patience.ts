// How a client answers "too many requests": it waits as it is told, a few times, and not for ever. Pure.

export const MOST_REPEATS = 3;
const LONGEST_MS = 60_000;

/** Milliseconds until the request is sent again; undefined where it is left at the refusal. */
export function patienceFor(
  { status, headers }: Pick<Response, 'status' | 'headers'>,
  repeats: number,
): number | undefined {
  if (status !== 429 || repeats >= MOST_REPEATS) return undefined;
  const seconds = Number(headers.get('retry-after') ?? 'none');
  if (!Number.isFinite(seconds) || seconds < 0) return undefined;
  const ms = seconds * 1000;
  return ms > LONGEST_MS ? undefined : ms;
}
