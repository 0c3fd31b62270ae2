// The contract of what sessions used.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DAY_MS, HOUR_MS, nothing } from '../../../state/model/amounts.ts';
import { aSession } from '../../support/rows.ts';
import { aUsage } from '../../support/usage.ts';
import type { UseStore } from './subject.ts';

export function usageContract(store: UseStore): void {
  describe('usage', () => {
    it('adds up under the same key, and keeps the larger of peaks, however often it comes', async () => {
      const { usage } = store();
      const row = aUsage({ space: 'added', turns: 1, inputTokens: 5, memoryPeak: 900, cpuMs: 7 });
      await usage.add([row]);
      await usage.add([
        { ...row, memoryPeak: 300 },
        aUsage({ space: 'added', sessionId: row.sessionId, hour: HOUR_MS }),
      ]);
      const [first, second] = await usage.hours(row.sessionId, 0);
      assert.deepEqual(first, {
        ...nothing,
        hour: 0,
        turns: 2,
        inputTokens: 10,
        memoryPeak: 900,
        cpuMs: 14,
      });
      assert.deepEqual(second, { ...nothing, hour: HOUR_MS });
      assert.equal(
        (await usage.hours(row.sessionId, HOUR_MS + 5)).length,
        1,
        'the hour in which it begins counts',
      );
    });

    it('loses nothing of those who add at the same time', async () => {
      const { usage } = store();
      const rows = ['a', 'b', 'c'].map((agent) => aUsage({ space: 'beside', agent, turns: 1 }));
      await Promise.all(
        [1, 2, 3, 4, 5, 6].map((n) =>
          store().transaction((tables) => tables.usage.add(n % 2 === 0 ? rows : rows.toReversed())),
        ),
      );
      const [total] = await usage.totals('space', { since: 0, spaces: ['beside'] });
      assert.equal(total?.turns, 18);
    });

    it('is summed up by space, agent, account and session, each currency for itself', async () => {
      const { usage } = store();
      const [one, other] = [aUsage({ space: 'by' }), aUsage({ space: 'by-2', agent: 'clerk', turns: 3 })];
      await usage.add([
        { ...one, turns: 1 },
        { ...one, currency: 'USD', turns: 1, costMicros: 40 },
        { ...one, currency: 'EUR', turns: 1, costMicros: 70, account: 'bob' },
        other,
      ]);
      const filter = { since: 0, spaces: ['by', 'by-2'] };
      const totals = async (by: Parameters<typeof usage.totals>[0]) =>
        (await usage.totals(by, filter)).map(({ key, space, currency, turns, costMicros }) =>
          [key, space ?? '-', currency || '-', turns, costMicros].join(' '),
        );
      assert.deepEqual(await totals('space'), [
        'by by - 1 0',
        'by by EUR 1 70',
        'by by USD 1 40',
        'by-2 by-2 - 3 0',
      ]);
      assert.deepEqual(await totals('agent'), [
        'bot by - 1 0',
        'bot by EUR 1 70',
        'bot by USD 1 40',
        'clerk by-2 - 3 0',
      ]);
      assert.deepEqual(await totals('account'), ['ada - - 4 0', 'ada by USD 1 40', 'bob by EUR 1 70']);
      assert.equal((await totals('session')).length, 4);
      assert.deepEqual(
        await usage.totals('space', { since: 0, spaces: [] }),
        [],
        'of no space there is nothing',
      );
    });

    it('tells what of a budget is spent, of a space and of a session', async () => {
      const { usage } = store();
      const mine = aUsage({
        space: 'spent',
        currency: 'USD',
        turns: 1,
        inputTokens: 2,
        outputTokens: 3,
        costMicros: 9,
        wallMs: 50,
      });
      await usage.add([mine, aUsage({ space: 'spent', turns: 1 }), { ...mine, hour: HOUR_MS }]);
      assert.deepEqual(await usage.spentBySpace('spent', 0), {
        turns: 3,
        tokens: 10,
        wallMs: 100,
        costMicros: { USD: 18 },
      });
      const since = await usage.spentBySession(mine.sessionId, HOUR_MS);
      assert.deepEqual(since, { turns: 1, tokens: 5, wallMs: 50, costMicros: { USD: 9 } });
    });

    it('tells what many spaces spent in some hours at once, for nobody can ask for each of a thousand', async () => {
      const { usage } = store();
      const row = (space: string, hour: number) => aUsage({ space, hour, turns: 1, inputTokens: 4 });
      const paid = { currency: 'EUR', costMicros: 6, wallMs: 7 };
      await usage.add([
        row('many-1', HOUR_MS),
        { ...row('many-1', 2 * HOUR_MS), ...paid },
        row('many-1', 3 * HOUR_MS),
        row('many-2', HOUR_MS),
        row('many-3', 2 * HOUR_MS),
      ]);
      const spaces = ['many-1', 'many-2', 'many-none'];
      const once = { turns: 1, tokens: 4, wallMs: 0, costMicros: {} };
      assert.deepEqual(
        await usage.spentInHours(spaces, { since: HOUR_MS + 5, before: 3 * HOUR_MS + 5 }),
        new Map([
          ['many-1', { turns: 2, tokens: 8, wallMs: 7, costMicros: { EUR: 6 } }],
          ['many-2', once],
        ]),
      );
      assert.deepEqual(await usage.spentInHours(spaces, { since: 3 * HOUR_MS }), new Map([['many-1', once]]));
      assert.deepEqual(await usage.spentInHours([], { since: 0 }), new Map());
    });

    it('is folded into days once its session is closed, and neither lost nor doubled by it', async () => {
      const { usage, sessions } = store();
      const [open, closed] = [aSession({ space: 'fold' }), aSession({ space: 'fold', state: 'closed' })];
      await sessions.insert(open);
      await sessions.insert(closed);
      const of = (fields: Parameters<typeof aUsage>[0]) => aUsage({ space: 'fold', turns: 1, ...fields });
      await usage.add([
        of({ sessionId: open.id }),
        of({ sessionId: closed.id, memoryPeak: 8 }),
        of({ sessionId: closed.id, hour: 5 * HOUR_MS, memoryPeak: 9 }),
        of({ sessionId: closed.id, hour: 3 * DAY_MS }),
      ]);
      const before = await usage.totals('space', { since: 0, spaces: ['fold'] });
      const fold = () => store().transaction((tables) => tables.usage.fold(2 * DAY_MS, 10_000));
      assert.ok((await fold()) >= 2);
      assert.equal(await fold(), 0, 'what is folded is gone');
      assert.deepEqual(await usage.totals('space', { since: 0, spaces: ['fold'] }), before);
      assert.deepEqual(await usage.spentBySpace('fold', 0), {
        turns: 4,
        tokens: 0,
        wallMs: 0,
        costMicros: {},
      });
      assert.equal((await usage.hours(open.id, 0)).length, 1);
      assert.equal((await usage.hours(closed.id, 0)).length, 1);
      await usage.deleteDaysBefore(DAY_MS);
      assert.equal((await usage.totals('space', { since: 0, spaces: ['fold'] }))[0]?.turns, 2);
    });
  });
}
