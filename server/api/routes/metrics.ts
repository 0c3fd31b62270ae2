// Metrics in Prometheus' text format, for whoever may look at all spaces.

import { outsideOfSpaces } from '../access/needs.ts';
import { answer, bytes } from '../shapes/media.ts';
import type { Api } from '../typed.ts';

export interface MetricsDeps {
  readonly metrics: {
    readonly contentType: string;
    render(): Promise<string>;
  };
}

export function metricsRoutes(api: Api, { metrics }: MetricsDeps): void {
  api.get(
    '/metrics',
    {
      config: outsideOfSpaces('get', 'Space'),
      schema: {
        operationId: 'getMetrics',
        response: { 200: answer('The metrics.', bytes('text/plain')) },
        summary: 'Metrics in Prometheus’ text format',
        tags: ['status'],
      },
    },
    async (_request, reply) => reply.type(metrics.contentType).send(await metrics.render()),
  );
}
