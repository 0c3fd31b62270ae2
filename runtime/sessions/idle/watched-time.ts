// Idle times count only time in which some runtime looked on: neither a clock that is put forward, nor a machine that
// slept, nor a runtime that was away makes every session's time run out at once. Pure.

/** Time that nobody watched, in milliseconds, and the moment at which somebody looked again. */
export interface Gap {
  readonly until: number;
  readonly ms: number;
}

export interface Watch {
  /** When somebody looked last. */
  readonly at: number;
  /** Oldest first. */
  readonly gaps: readonly Gap[];
}

export interface Looked {
  readonly watch: Watch;
  /** `went-back`: what was written before may lie in the future. */
  readonly found: 'nothing' | 'gap' | 'went-back';
}

/** Longer than a runtime takes to be replaced, and than clocks of several differ. */
const TOLERANCE_MS = 5 * 60_000;
/** Of more the oldest two become one. */
const MOST_GAPS = 200;

export function look(before: Watch | undefined, now: number): Looked {
  if (before === undefined) return { watch: { at: now, gaps: [] }, found: 'nothing' };
  const ms = now - before.at;
  if (ms < -TOLERANCE_MS) {
    const gaps = before.gaps.filter(({ until }) => until <= now);
    return { watch: { at: now, gaps }, found: 'went-back' };
  }
  const at = Math.max(before.at, now);
  if (ms <= TOLERANCE_MS) return { watch: { at, gaps: before.gaps }, found: 'nothing' };
  return { watch: { at, gaps: bounded([...before.gaps, { until: now, ms }]) }, found: 'gap' };
}

function bounded(gaps: readonly Gap[]): readonly Gap[] {
  const [first, second, ...others] = gaps;
  if (gaps.length <= MOST_GAPS || first === undefined || second === undefined) return gaps;
  return [{ until: second.until, ms: first.ms + second.ms }, ...others];
}

/** The moment since which `ms` were watched. */
export function watchedAgo({ gaps }: Watch, ms: number, now: number): number {
  let left = ms;
  let moment = now;
  for (const gap of gaps.toReversed()) {
    const watched = Math.max(0, moment - gap.until);
    if (left <= watched) break;
    left -= watched;
    moment = Math.min(moment, gap.until) - gap.ms;
  }
  return moment - left;
}
