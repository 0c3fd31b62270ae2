// Rows of what was used, so that a test names only what it is about.

import { randomBytes } from 'node:crypto';
import { nothing } from '../../state/model/amounts.ts';
import { newSessionId } from '../../state/model/ids.ts';
import type { SampledRow } from '../../state/store/samples.ts';
import type { UsageRow } from '../../state/store/usage.ts';

export const aUsage = (fields: Partial<UsageRow> = {}): UsageRow => ({
  sessionId: newSessionId(Date.now(), randomBytes),
  space: 'sales',
  hour: 0,
  agent: 'bot',
  account: 'ada',
  currency: '',
  ...nothing,
  ...fields,
});

export const aSample = (fields: Partial<SampledRow> = {}): SampledRow => ({
  sessionId: newSessionId(Date.now(), randomBytes),
  boot: 'boot-1',
  at: 100,
  millicores: 250,
  memory: 4_000_000,
  disk: null,
  rx: 1,
  tx: 2,
  cpuMs: 30,
  rxBytes: 10,
  txBytes: 20,
  recent: [],
  ...fields,
});
