// Nobody takes the spans: said once, and once more when somebody does again.

import type { Logger } from 'pino';
import type { ExportNews } from '../../server/telemetry/traces/telling-exporter.ts';

export function exportNews(log: Pick<Logger, 'warn' | 'info'>): ExportNews {
  return {
    failed: (reason) => log.warn({ part: 'traces', reason }, 'spans could not be sent and are lost'),
    recovered: () => log.info({ part: 'traces' }, 'spans are taken again'),
  };
}
