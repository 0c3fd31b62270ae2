// The runtime's log: JSON lines on standard error, readable lines where that is a terminal.

import { type Logger, pino } from 'pino';
import type { LogLevel } from '../settings/serve-settings.ts';

export interface LogParts {
  /** Takes out of each line what must not be read there. */
  readonly redact?: (text: string) => string;
  /** What each line says of the trace that it belongs to. */
  readonly traceFields?: () => object;
}

export function createLog(level: LogLevel, { redact, traceFields }: LogParts = {}): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: ['*.token', '*.password', '*.value', 'headers.authorization'], censor: '[redacted]' },
      ...(traceFields === undefined ? {} : { mixin: traceFields }),
      ...(redact === undefined ? {} : { hooks: { streamWrite: redact } }),
    },
    pino.destination({ dest: 2, sync: true }),
  );
}
