// The secret values that a process has in its hands, taken out of whatever it logs.

import { createRedactor } from './redactor.ts';

export interface HiddenValues {
  hide(value: string): void;
  redact(text: string): string;
}

/** A process that opens other values all day long forgets the oldest. */
const MOST = 1_000;

export function createHiddenValues(known: Iterable<string> = []): HiddenValues {
  const values = new Set(known);
  let redact: ((text: string) => string) | undefined;
  return {
    hide(value) {
      if (values.has(value)) return;
      values.add(value);
      const [oldest] = values;
      if (values.size > MOST && oldest !== undefined) values.delete(oldest);
      redact = undefined;
    },
    redact(text) {
      redact ??= createRedactor([...values]);
      return redact(text);
    },
  };
}
