// Which processes are here, and which of them does what is done once for all.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { openStore } from '../../../state/store/open.ts';
import type { ProcessRow } from '../../../state/store/processes.ts';
import {
  announcePresence,
  GONE_AFTER_MS,
  isFirstOperator,
  PROCESS_PROTOCOL,
} from '../../../state/tasks/presence.ts';
import { createManualClock } from '../../support/manual-clock.ts';

const row = (id: string, fields: Partial<ProcessRow> = {}): ProcessRow => ({
  id,
  role: 'operator',
  home: id,
  address: null,
  version: 'test',
  protocol: PROCESS_PROTOCOL,
  keyId: 'key',
  startedAt: 1,
  seenAt: 100_000,
  ...fields,
});

const table = [
  { why: 'the one that was here first does it', rows: [row('b', { startedAt: 2 }), row('a')], first: 'a' },
  {
    why: 'of two that came in the same millisecond each knows which of them it is',
    rows: [row('b'), row('a')],
    first: 'a',
  },
  {
    why: 'one that died leaves it to the next',
    rows: [row('a', { seenAt: 100_000 - GONE_AFTER_MS }), row('b', { startedAt: 2 })],
    first: 'b',
  },
  {
    why: 'a process without the engine can do none of it',
    rows: [row('a', { role: 'api' }), row('b', { startedAt: 2, role: 'all' })],
    first: 'b',
  },
] as const;

for (const { why, rows, first } of table) {
  test(why, () => {
    const firsts = rows.filter(({ id }) => isFirstOperator(rows, id, 100_000));
    assert.deepEqual(
      firsts.map(({ id }) => id),
      [first],
    );
  });
}

test('when the first goes another takes its place by itself, or nobody would clean up any more', async () => {
  const { processes, close } = await openStore('sqlite::memory:', { random: randomBytes });
  const clock = createManualClock();
  const join = (id: string) =>
    announcePresence({ processes, self: row(id), clock, onTrouble: (error) => assert.fail(String(error)) });
  const first = await join('a');
  const second = await join('b');
  assert.deepEqual([first.isFirst(), second.isFirst()], [true, false]);
  await first[Symbol.asyncDispose]();
  await clock.advance(3_000);
  while (!second.isFirst()) await clock.advance(0);
  await second[Symbol.asyncDispose]();
  assert.deepEqual(await processes.list(), []);
  await close();
});
