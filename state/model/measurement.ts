// What the parts say of their own work as it ends, for whoever counts it: metrics do, a part without a listener costs
// nothing. Pure.

import type { Usage } from './turn.ts';

export type Measurement =
  /** A key of the reconciler's queue ran. */
  | {
      readonly type: 'reconciled';
      /** The key's first part: `config`, `space`, `session`… */
      readonly prefix: string;
      /** `backoff`: it failed, or has to wait, and is tried again after a growing pause. */
      readonly outcome: 'done' | 'backoff';
      readonly ms: number;
    }
  /** A task was held here and is so no more. */
  | {
      readonly type: 'task';
      /** `turn`, `build`… */
      readonly kind: string;
      /** `waiting`: something else has to happen first. `lost`: cancelled, taken over, or its state could not be written. */
      readonly outcome: 'done' | 'waiting' | 'retried' | 'failed' | 'lost';
      readonly ms: number;
    }
  | {
      readonly type: 'built';
      readonly what: 'layer' | 'image';
      readonly outcome: 'succeeded' | 'failed';
      readonly ms: number;
    }
  /** A turn is over; of one that failed before it began there are no times. */
  | {
      readonly type: 'turn';
      readonly outcome: 'done' | 'failed';
      readonly space: string;
      /** From its message until it began. */
      readonly waitedMs: number | null;
      /** From its beginning until the agent first said something; null where nothing was heard before the reply. */
      readonly firstDeltaMs: number | null;
      /** From its beginning. */
      readonly ms: number | null;
    }
  /** What an agent said that its turn took, once that is stored. */
  | { readonly type: 'reported'; readonly space: string; readonly usage: Usage }
  /** Somebody got a new session. */
  | { readonly type: 'created'; readonly space: string; readonly from: 'pool' | 'new' }
  | { readonly type: 'drift-repaired'; readonly space: string; readonly count: number }
  /** What a session used since it was looked at before. */
  | {
      readonly type: 'sampled';
      readonly space: string;
      readonly cpuMs: number;
      readonly rxBytes: number;
      readonly txBytes: number;
    }
  | { readonly type: 'statement'; readonly ms: number };

export type MeasurementOf<Type extends Measurement['type']> = Extract<Measurement, { type: Type }>;

/** Must be quick and never throw. */
export type Meter = (measurement: Measurement) => void;

export const noMeter: Meter = () => {};
