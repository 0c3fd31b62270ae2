// The runtime's log: JSON lines on standard error, readable lines where that is a terminal.

import { type Logger, pino } from 'pino';
import type { LogLevel } from '../settings/serve-settings.ts';

export interface LogParts {
  /** Takes out of each line what must not be read there. */
  readonly redact?: (text: string) => string;
  /** What each line says of the trace that it belongs to. */
  readonly traceFields?: () => object;
  /** Left out, standard error. */
  readonly to?: { write(line: string): void };
}

export function createLog(level: LogLevel, { redact, traceFields, to }: LogParts = {}): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: ['*.token', '*.password', '*.value', 'headers.authorization'], censor: '[redacted]' },
      ...(traceFields === undefined ? {} : { mixin: unlessBound(traceFields) }),
      ...(redact === undefined ? {} : { hooks: { streamWrite: redact } }),
    },
    to ?? pino.destination({ dest: 2, sync: true }),
  );
}

/** A logger that has a trace of its own, such as a request's, keeps it wherever it is written from. */
function unlessBound(traceFields: () => object): (line: object, level: number, logger: Logger) => object {
  return (_line, _level, logger) => ('trace_id' in logger.bindings() ? {} : traceFields());
}
