// Ids of traces and spans: random ones, but for a span that has a key.

import { type IdGenerator, RandomIdGenerator } from '@opentelemetry/sdk-trace';

export interface Ids extends IdGenerator {
  /** The span that `start` starts, and which asks for its id at once, gets this one. */
  withSpanId<T>(spanId: string | undefined, start: () => T): T;
}

export function createIds(): Ids {
  const random = new RandomIdGenerator();
  let next: string | undefined;
  return {
    generateTraceId: () => random.generateTraceId(),
    generateSpanId: () => next ?? random.generateSpanId(),
    withSpanId(spanId, start) {
      next = spanId;
      try {
        return start();
      } finally {
        next = undefined;
      }
    },
  };
}
