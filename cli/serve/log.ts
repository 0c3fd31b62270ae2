// The runtime's log: JSON lines on standard error, readable lines where that is a terminal.

import { type Logger, pino } from 'pino';
import type { LogLevel } from '../settings/serve-settings.ts';

/** `redact` takes out of each line what must not be read there. */
export function createLog(level: LogLevel, redact?: (text: string) => string): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: ['*.token', '*.password', '*.value', 'headers.authorization'], censor: '[redacted]' },
      ...(redact === undefined ? {} : { hooks: { streamWrite: redact } }),
    },
    pino.destination({ dest: 2, sync: true }),
  );
}
