// How quickly deliveries are acknowledged: a thousand within ten seconds while the server syncs, and `kill -9` in the middle.

import { killWhileDelivering } from '../../../test/integration/webhook/kill-while-delivering.ts';
import type { BenchDatabase } from '../databases.ts';
import type { Figure } from '../figure.ts';

export async function measureDeliveries(databases: readonly BenchDatabase[]): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const { name: database, dialect, urlFor } of databases) {
    const { p50, p99 } = await killWhileDelivering(dialect === 'sqlite' ? undefined : urlFor(''));
    figures.push({
      what: 'delivery → acknowledged, median, while syncing',
      database,
      result: p50,
      unit: 'ms',
    });
    figures.push({
      what: 'delivery → acknowledged, p99, while syncing',
      database,
      result: p99,
      unit: 'ms',
      goal: 50,
    });
  }
  return figures;
}
