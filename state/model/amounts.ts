// What sessions use, in amounts that can be added up. Pure.

import type { Usage } from './turn.ts';

/** All are whole numbers, so that sums are exact whatever was added first. */
export interface Amounts {
  /** That ended, or were handed over; what queued turns would have used is nothing. */
  readonly turns: number;
  /** Of them, those without a reply. */
  readonly failed: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Millionths of the currency. */
  readonly costMicros: number;
  /** How long turns ran; where one waits for another, both do. */
  readonly wallMs: number;
  readonly cpuMs: number;
  /** Memory over time: KiB times seconds. */
  readonly memoryKibS: number;
  /** Bytes: the most that was seen at once. */
  readonly memoryPeak: number;
  readonly diskPeak: number;
  readonly rxBytes: number;
  readonly txBytes: number;
  /** The time that cpu, memory and network are known of. */
  readonly sampledMs: number;
}

export const nothing: Amounts = {
  turns: 0,
  failed: 0,
  inputTokens: 0,
  outputTokens: 0,
  costMicros: 0,
  wallMs: 0,
  cpuMs: 0,
  memoryKibS: 0,
  memoryPeak: 0,
  diskPeak: 0,
  rxBytes: 0,
  txBytes: 0,
  sampledMs: 0,
};

export const amountNames = Object.keys(nothing) as readonly (keyof Amounts)[];

/** Of which the larger counts instead of the sum. */
export const peaks: ReadonlySet<keyof Amounts> = new Set(['memoryPeak', 'diskPeak']);

export function plus(one: Amounts, other: Amounts): Amounts {
  const sum = (name: keyof Amounts): number =>
    peaks.has(name) ? Math.max(one[name], other[name]) : one[name] + other[name];
  return Object.fromEntries(amountNames.map((name) => [name, sum(name)])) as unknown as Amounts;
}

/** A cost without a word on its currency. */
export const ASSUMED_CURRENCY = 'USD';

export interface EndedTurn {
  readonly hasReply: boolean;
  readonly usage: Usage | null;
  readonly startedAt: number | null;
  readonly endedAt: number;
}

/** What one turn adds. The currency is empty where nothing cost anything. */
export function amountsOfTurn({ hasReply, usage, startedAt, endedAt }: EndedTurn): {
  readonly currency: string;
  readonly amounts: Amounts;
} {
  const costMicros = Math.round((usage?.cost ?? 0) * 1e6);
  return {
    currency: costMicros === 0 ? '' : (usage?.currency ?? ASSUMED_CURRENCY),
    amounts: {
      ...nothing,
      turns: 1,
      failed: hasReply ? 0 : 1,
      inputTokens: usage?.input_tokens ?? 0,
      outputTokens: usage?.output_tokens ?? 0,
      costMicros,
      wallMs: startedAt === null ? 0 : Math.max(0, endedAt - startedAt),
    },
  };
}

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

export const hourOf = (at: number): number => at - (at % HOUR_MS);
/** In UTC. */
export const dayOf = (at: number): number => at - (at % DAY_MS);
/** When the month began, in UTC. */
export function monthOf(at: number): number {
  const date = new Date(at);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1);
}
