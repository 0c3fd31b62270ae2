// Wall clock and instants in a time zone, by Intl alone. A wall time is a number: the milliseconds that the same reading
// would be in UTC.

const DAY_MS = 86_400_000;

export interface Zone {
  wallOf(instant: number): number;
  /** The instants at which the clock shows `wall`, soonest first: one, two where it was set back, none where forward. */
  instantsOf(wall: number): readonly number[];
  /** As if the clock had not been set since the day before. */
  unadjusted(wall: number): number;
}

/** Throws a RangeError where there is no such zone. */
export function createZone(timeZone: string): Zone {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });

  function wallOf(instant: number): number {
    const part: Record<string, number> = {};
    for (const { type, value } of format.formatToParts(instant)) part[type] = Number(value);
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
    return Date.UTC(year, month - 1, day, hour, minute, second);
  }

  /** How far the clock is ahead of UTC. */
  const offsetAt = (instant: number) => wallOf(instant) - Math.floor(instant / 1000) * 1000;
  const unadjusted = (wall: number) => wall - offsetAt(wall - DAY_MS);

  return {
    wallOf,
    unadjusted,
    instantsOf(wall) {
      const guesses = new Set([unadjusted(wall), wall - offsetAt(wall + DAY_MS)]);
      return [...guesses].filter((guess) => wallOf(guess) === wall).sort((one, other) => one - other);
    },
  };
}

/** One of IANA's, also by an older name; not a mere offset, which knows nothing of summer. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    return createZone(name) !== undefined;
  } catch {
    return false;
  }
}
