// The runtime's log: JSON lines on standard error, readable lines where that is a terminal.

import { type Logger, pino } from 'pino';
import type { LogLevel } from '../settings/serve-settings.ts';

export function createLog(level: LogLevel): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: ['*.token', '*.password', '*.value', 'headers.authorization'], censor: '[redacted]' },
    },
    pino.destination({ dest: 2, sync: true }),
  );
}
