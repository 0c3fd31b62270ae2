// Many measurements as the few numbers that tell something. Pure.

export interface Summary {
  readonly what: string;
  readonly count: number;
  /** Milliseconds, by the nearest rank. */
  readonly p50_ms: number;
  readonly p95_ms: number;
  readonly p99_ms: number;
  readonly max_ms: number;
}

/** Undefined where nothing was measured. */
export function summarise(what: string, measuredMs: readonly number[]): Summary | undefined {
  if (measuredMs.length === 0) return undefined;
  const sorted = [...measuredMs].sort((a, b) => a - b);
  const at = (share: number): number => {
    const rank = Math.max(1, Math.ceil(share * sorted.length));
    return Math.round((sorted[rank - 1] ?? 0) * 10) / 10;
  };
  return {
    what,
    count: sorted.length,
    p50_ms: at(0.5),
    p95_ms: at(0.95),
    p99_ms: at(0.99),
    max_ms: at(1),
  };
}
