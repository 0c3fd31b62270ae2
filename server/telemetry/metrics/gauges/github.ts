// What GitHub sent, and what it still lets us ask.

import { Counter } from 'prom-client';
import { gaugesOf, type MakeGauges } from './gauge.ts';

export const gitHubGauges: MakeGauges = (registry, { quotas, deliveries: counted }) => {
  const gauge = gaugesOf(registry);
  const limit = gauge('raworc_github_rate_limit', 'Requests that GitHub allows in its present window.', [
    'identity',
    'resource',
  ]);
  const left = gauge('raworc_github_rate_limit_remaining', 'Requests that are left of them.', [
    'identity',
    'resource',
  ]);
  const deliveries = new Counter({
    name: 'raworc_webhook_deliveries_total',
    help: 'Deliveries by what came of them.',
    labelNames: ['outcome'],
    registers: [registry],
  });

  return () => {
    limit.reset();
    left.reset();
    for (const { identity, resource, limit: allowed, remaining } of quotas()) {
      limit.set({ identity, resource }, allowed);
      left.set({ identity, resource }, remaining);
    }
    deliveries.reset();
    for (const [outcome, count] of counted()) deliveries.inc({ outcome }, count);
  };
};
