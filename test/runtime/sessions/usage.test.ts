// One look at a session: what it used since the look before.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lookAt, nextLookMs, type Counters } from '../../../runtime/sessions/usage/look.ts';
import { aSample } from '../../support/usage.ts';

const before = aSample({ boot: 'one', at: 1000, cpuMs: 400, rxBytes: 50, txBytes: 60 });
const seen = (fields: Partial<Counters> = {}): Counters => ({
  boot: 'one',
  at: 11_000,
  cpuMs: 5400,
  rxBytes: 70,
  txBytes: 60,
  memory: 2048,
  disk: 9,
  ...fields,
});

const cases = [
  {
    why: 'what is counted is what came since the look before',
    seen: seen(),
    expected: {
      cpuMs: 5000,
      rxBytes: 20,
      txBytes: 0,
      sampledMs: 10_000,
      memoryKibS: 20,
      memoryPeak: 2048,
      diskPeak: 9,
    },
    millicores: 500,
  },
  {
    why: 'a new container has used all that its counters show, though nobody knows in which time',
    seen: seen({ boot: 'two', cpuMs: 70 }),
    expected: {
      cpuMs: 70,
      rxBytes: 70,
      txBytes: 60,
      sampledMs: 0,
      memoryKibS: 0,
      memoryPeak: 2048,
      diskPeak: 9,
    },
    millicores: 0,
  },
  {
    why: 'a counter that went back began anew, and nothing becomes negative',
    seen: seen({ cpuMs: 100, rxBytes: 10, txBytes: 60, memory: null, disk: null }),
    expected: {
      cpuMs: 100,
      rxBytes: 10,
      txBytes: 0,
      sampledMs: 10_000,
      memoryKibS: 0,
      memoryPeak: 0,
      diskPeak: 0,
    },
    millicores: 10,
  },
];

for (const { why, seen: now, expected, millicores } of cases) {
  test(why, () => {
    const { amounts, row } = lookAt(before.sessionId, before, now);
    const { cpuMs, rxBytes, txBytes, sampledMs, memoryKibS, memoryPeak, diskPeak } = amounts;
    assert.deepEqual({ cpuMs, rxBytes, txBytes, sampledMs, memoryKibS, memoryPeak, diskPeak }, expected);
    assert.equal(row.millicores, millicores);
    assert.equal(row.cpuMs, now.cpuMs, 'the next look counts from here');
  });
}

test('a session that is looked at for days keeps a bounded number of samples, the newest', () => {
  let row = before;
  for (let n = 0; n < 500; n += 1) ({ row } = lookAt(before.sessionId, row, seen({ at: 20_000 + n })));
  assert.equal(row.recent.length, 120);
  assert.equal(row.recent.at(-1)?.at, 20_499);
});

test('one that rests is looked at less often than one that works', () => {
  assert.equal(nextLookMs('busy', { millicores: 0 }, 10), 10);
  assert.equal(nextLookMs('idle', { millicores: 900 }, 10), 10, 'what it left behind computes');
  assert.equal(nextLookMs('idle', { millicores: 3 }, 10), 40);
});
