// The contract of schedules.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ScheduleRow } from '../../../state/store/schedules.ts';
import type { SessionId, TurnId } from '../../../state/model/ids.ts';
import { aSchedule } from '../../support/schedules.ts';
import type { UseStore } from './subject.ts';

const aRow = (fields: Partial<ScheduleRow> = {}): ScheduleRow => ({
  space: 'sales',
  agent: 'bot',
  name: 'daily',
  spec: aSchedule(),
  nextAt: 100,
  lastAt: null,
  lastOutcome: null,
  lastError: null,
  sessionId: null,
  turnId: null,
  version: 1,
  ...fields,
});

export function schedulesContract(store: UseStore): void {
  describe('schedules', () => {
    it('are there once per agent and name, because two runtimes read the same declaration', async () => {
      const { schedules } = store();
      const row = aRow({ space: 'once' });
      assert.equal(await schedules.insert(row), true);
      assert.equal(await schedules.insert(aRow({ space: 'once', nextAt: 5 })), false);
      assert.equal(await schedules.insert(aRow({ space: 'once', agent: 'another' })), true);
      assert.equal(await schedules.insert(aRow({ space: 'once-more' })), true);
      assert.deepEqual(await schedules.list('once'), [aRow({ space: 'once', agent: 'another' }), row]);
    });

    it('give each run to one of those who race for it', async () => {
      const { schedules } = store();
      const row = aRow({ space: 'race' });
      await schedules.insert(row);
      const claims = await Promise.all(
        [1, 2, 3, 4].map((n) =>
          schedules.change(row, { nextAt: 200, lastAt: 100, turnId: `t${n}` as TurnId }),
        ),
      );
      const [won, ...others] = claims.filter((claim) => claim !== undefined);
      assert.ok(won !== undefined && others.length === 0, 'exactly one of four wins');
      assert.deepEqual(await schedules.list('race'), [won]);
    });

    it('tell what became of the last run', async () => {
      const { schedules } = store();
      const row = aRow({ space: 'told' });
      await schedules.insert(row);
      const lastError = { code: 'SESSION_LIMIT', message: 'No more.', hint: 'Close one.' };
      const patch = {
        lastOutcome: 'failed',
        lastError,
        lastAt: 100,
        sessionId: 'ses_1' as SessionId,
      } as const;
      const told = await schedules.change(row, patch);
      assert.deepEqual(told, { ...row, ...patch, version: 2 });
      assert.deepEqual(await schedules.list('told'), [told]);
      const quiet = await schedules.change(told ?? row, { lastError: null });
      assert.deepEqual(await schedules.list('told'), [quiet]);
    });

    it('go one by one, or with their space', async () => {
      const { schedules } = store();
      for (const name of ['a', 'b', 'c']) await schedules.insert(aRow({ space: 'going', name }));
      await schedules.delete({ space: 'going', agent: 'bot', name: 'b' });
      const names = (await schedules.list('going')).map(({ name }) => name);
      assert.deepEqual(names, ['a', 'c']);
      await schedules.deleteSpace('going');
      assert.deepEqual(await schedules.list('going'), []);
    });
  });
}
