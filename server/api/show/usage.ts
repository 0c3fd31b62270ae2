// What was used as the API shows it: seconds, bytes and amounts of money instead of what adds up exactly. Pure.

import { type Amounts, ASSUMED_CURRENCY, plus } from '../../../state/model/amounts.ts';
import type { Sample, SampledSession } from '../../../state/store/samples.ts';
import type { UsageTotal } from '../../../state/store/usage.ts';
import { time } from './time.ts';

/** Millionths, by currency. */
export type Costs = Readonly<Record<string, number>>;

const money = (costs: Costs): Readonly<Record<string, number>> =>
  Object.fromEntries(Object.entries(costs).map(([currency, micros]) => [currency, micros / 1e6]));

const seconds = (ms: number): number => ms / 1000;

export const showAmounts = (amounts: Amounts) => ({
  turns: amounts.turns,
  failed_turns: amounts.failed,
  input_tokens: amounts.inputTokens,
  output_tokens: amounts.outputTokens,
  turn_seconds: seconds(amounts.wallMs),
  cpu_seconds: seconds(amounts.cpuMs),
  memory_gib_hours: Number((amounts.memoryKibS / 1024 / 1024 / 3600).toFixed(6)),
  memory_peak_bytes: amounts.memoryPeak,
  disk_peak_bytes: amounts.diskPeak,
  received_bytes: amounts.rxBytes,
  sent_bytes: amounts.txBytes,
  sampled_seconds: seconds(amounts.sampledMs),
});

export interface Used {
  readonly key: string;
  readonly space: string | null;
  readonly amounts: Amounts;
  readonly costs: Costs;
}

/** One for each key, whatever currencies it paid in; by key. */
export function byKey(totals: readonly UsageTotal[]): readonly Used[] {
  const found = new Map<string, Used>();
  for (const total of totals) {
    const { key, space, currency, costMicros } = total;
    const before = found.get(key);
    const costs = costMicros === 0 ? {} : { [currency || ASSUMED_CURRENCY]: costMicros };
    found.set(
      key,
      before === undefined
        ? { key, space, amounts: total, costs }
        : {
            key,
            space: before.space === space ? space : null,
            amounts: plus(before.amounts, total),
            costs: { ...before.costs, ...costs },
          },
    );
  }
  return [...found.values()].toSorted((one, other) => (one.key < other.key ? -1 : 1));
}

export const showUsed = ({ key, space, amounts, costs }: Used) => ({
  key,
  space,
  ...showAmounts(amounts),
  cost: money(costs),
});

export const showSample = ({ at, millicores, memory, disk, rx, tx }: Sample) => ({
  at: time(at),
  cpu_cores: millicores / 1000,
  memory_bytes: memory,
  disk_bytes: disk,
  received_bytes: rx,
  sent_bytes: tx,
});

/** `used`: what its turns took of late. */
export const showBusy = (session: SampledSession, used: Used | undefined) => ({
  session_id: session.id,
  space: session.space,
  state: session.state,
  created_by: session.createdBy,
  ...showSample(session),
  // Whoever is frozen computes nothing, and nobody looks.
  cpu_cores: session.state === 'paused' ? 0 : session.millicores / 1000,
  turns: used?.amounts.turns ?? 0,
  tokens: used === undefined ? 0 : used.amounts.inputTokens + used.amounts.outputTokens,
  cost: money(used?.costs ?? {}),
});
