// How the config repository stands.

import { readConfigRecord } from '../../../../reconciler/loop/config-status.ts';
import type { Problem } from '../../../../schemas/problem.ts';
import { gaugesOf, type MakeGauges } from './gauge.ts';

export const configGauges: MakeGauges = (registry, { store }) => {
  const gauge = gaugesOf(registry);
  const checked = gauge(
    'raworc_config_checked_timestamp_seconds',
    'When the config repository was last looked at.',
    [],
  );
  const problems = gauge('raworc_config_problems', 'Problems of the newest revision that was read.', [
    'severity',
  ]);

  return async () => {
    const [newest, { checkedAt }] = await Promise.all([store.revisions.latest(), readConfigRecord(store)]);
    if (checkedAt !== null) checked.set(checkedAt / 1000);
    const found = (newest?.problems ?? []) as readonly Pick<Problem, 'severity'>[];
    for (const severity of ['error', 'warning'] as const)
      problems.set({ severity }, found.filter((problem) => problem.severity === severity).length);
  };
};
