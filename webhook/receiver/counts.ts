// How many deliveries came to what, for metrics: counted in memory, from the start of the process.

import type { RefusalCode } from './errors.ts';

export type DeliveryOutcome =
  /** Written down, to be carried out. */
  | 'accepted'
  /** Written down, and nobody has to look. */
  | 'ignored'
  /** Here already, by id or by body. */
  | 'repeated'
  /** Had failed, and is carried out again. */
  | 'revived'
  | RefusalCode;

export interface DeliveryCounts {
  count(outcome: DeliveryOutcome): void;
  /** Those of which there was at least one. */
  counted(): ReadonlyMap<DeliveryOutcome, number>;
}

export function createDeliveryCounts(): DeliveryCounts {
  const counts = new Map<DeliveryOutcome, number>();
  return {
    count: (outcome) => void counts.set(outcome, (counts.get(outcome) ?? 0) + 1),
    counted: () => new Map(counts),
  };
}
