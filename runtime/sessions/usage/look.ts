// One look at a session: what it used since the look before, and what is remembered of it. Pure.

import { nothing, type Amounts } from '../../../state/model/amounts.ts';
import type { Sample, SampledRow } from '../../../state/store/samples.ts';

/** What a container's counters stand at, as its supervisor says. */
export interface Counters {
  /** The supervisor's start. */
  readonly boot: string;
  readonly at: number;
  readonly cpuMs: number;
  readonly rxBytes: number;
  readonly txBytes: number;
  readonly memory: number | null;
  readonly disk: number | null;
}

export interface Look {
  readonly row: SampledRow;
  readonly amounts: Amounts;
}

/** So many are kept: half an hour of a session that works, two of one that rests. */
const MOST_RECENT = 120;

/** A counter that went back began anew. */
const since = (before: number, now: number): number => (now >= before ? now - before : now);

export function lookAt(id: SampledRow['sessionId'], before: SampledRow | undefined, seen: Counters): Look {
  const { boot, at, memory, disk } = seen;
  const isSame = before?.boot === boot;
  const elapsedMs = isSame ? Math.max(0, at - before.at) : 0;
  const cpuMs = isSame ? since(before.cpuMs, seen.cpuMs) : seen.cpuMs;
  const rx = isSame ? since(before.rxBytes, seen.rxBytes) : seen.rxBytes;
  const tx = isSame ? since(before.txBytes, seen.txBytes) : seen.txBytes;
  const millicores = elapsedMs === 0 ? 0 : Math.round((cpuMs * 1000) / elapsedMs);
  const sample: Sample = { at, millicores, memory, disk, rx, tx };
  const recent = [...(before?.recent ?? []), sample].slice(-MOST_RECENT);
  const { cpuMs: cpu, rxBytes, txBytes } = seen;
  return {
    row: { sessionId: id, boot, ...sample, cpuMs: cpu, rxBytes, txBytes, recent },
    amounts: {
      ...nothing,
      cpuMs,
      memoryKibS: Math.round(((memory ?? 0) / 1024) * (elapsedMs / 1000)),
      memoryPeak: memory ?? 0,
      diskPeak: disk ?? 0,
      rxBytes: rx,
      txBytes: tx,
      sampledMs: elapsedMs,
    },
  };
}

/** Below that a session does nothing but wait. */
const AT_REST_MILLICORES = 20;

/** When it is worth another look: seldom where nothing happens. */
export function nextLookMs(
  state: string,
  { millicores }: Pick<Sample, 'millicores'>,
  periodMs: number,
): number {
  return state === 'busy' || millicores > AT_REST_MILLICORES ? periodMs : 4 * periodMs;
}
