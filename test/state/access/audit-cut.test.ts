// The audit's oldest rows go, and what is left is as trustworthy as before: on SQLite and MySQL, whenever the server is
// killed, and whatever somebody with the database's password tries afterwards.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { createAuditTrail, type AuditTrail } from '../../../state/access/audit.ts';
import { tooOld } from '../../../state/access/audit-cut.ts';
import type { LinkedAuditRow } from '../../../state/store/audit.ts';
import { openStore } from '../../../state/store/open.ts';
import { ownAct } from '../../../state/store/own-act.ts';
import type { Store } from '../../../state/store/store.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import { auditDatabases, type AuditDatabase } from './audit-database.ts';

const dayMs = 86_400_000;
const now = 2_000_000_000_000;
const keepMs = 30 * dayMs;
const daysAgo = (days: number): number => now - days * dayMs;

describe('what is too old', () => {
  const row = (days: number): LinkedAuditRow => ({ at: daysAgo(days) }) as LinkedAuditRow;
  const counted = (days: readonly number[], begun = false): number =>
    tooOld(days.map(row), { now, keepMs, begun }).length;
  for (const [why, days, begun, gone] of [
    ['nothing of nothing', [], false, 0],
    ['all before the first that is young enough', [40, 35, 29], false, 2],
    ['nothing behind that one, since links go in their order', [40, 29, 40], false, 1],
    ['all, where all are older', [40, 35], false, 2],
    ['nothing within a day, because each cut is a row as well', [30.5, 29], false, 0],
    ['to the moment, once it has begun', [30.5, 29], true, 1],
  ] as const)
    it(`is ${why}`, () => assert.equal(counted(days, begun), gone));
});

const databases = auditDatabases();
before(databases.start);
after(databases.stop);

for (const [name, open] of databases.each)
  describe(`cutting the audit on ${name}`, () => {
    let database: AuditDatabase;
    let store: Store;
    let trail: AuditTrail;

    beforeEach(async () => {
      database = await open();
      store = await openStore(database.url, { random: randomBytes });
      trail = createAuditTrail({ store, clock: createManualClock(now) });
    });
    afterEach(async () => {
      await store.close();
      await database.remove();
    });

    async function write(...days: readonly number[]): Promise<void> {
      const act = { by: 'test', verb: 'create', kind: 'Session', space: 's', name: 'n', reason: '' };
      for (const ago of days) await store.audit.add(ownAct(act, daysAgo(ago)));
      while ((await trail.link()) > 0);
    }
    async function verified(): Promise<object> {
      const { hash: _, ...found } = { hash: '', ...(await trail.verify()) };
      return found;
    }
    const whole = (from: number, links: number, unlinked = 0) => ({ type: 'whole', from, links, unlinked });

    it('leaves a chain that is whole from there on, with a row that tells of the cut', async () => {
      await write(50, 40, 35, 20, 10);
      assert.equal(await trail.cut(keepMs), 3);
      assert.deepEqual(await verified(), whole(4, 2, 1), 'before the row is linked');
      await trail.link();
      assert.deepEqual(await verified(), whole(4, 3));
      const [told] = await store.audit.list({}, { limit: 1 });
      assert.deepEqual(
        [told?.account, told?.via, told?.kind, told?.name],
        ['retention', 'runtime', 'Audit', '3'],
      );
      assert.match(
        told?.reason ?? '',
        /^Links 1 to 3, up to 2033-04-13T03:33:20.000Z, are older than is kept\.$/,
      );
      assert.equal(await trail.cut(keepMs), 0, 'and nothing twice');
    });

    it('counts on where everything was cut, because a link number is given once', async () => {
      await write(50, 40);
      assert.equal(await trail.cut(keepMs), 2);
      assert.deepEqual(await verified(), whole(3, 0, 1));
      await trail.link();
      assert.deepEqual(await verified(), whole(3, 1));
      const later = createAuditTrail({ store, clock: createManualClock(now + 2 * keepMs) });
      await write(1);
      assert.equal(await later.cut(keepMs), 2, 'the row of a cut grows old like any other');
      await later.link();
      assert.deepEqual(await verified(), whole(5, 1));
    });

    it('takes many in pieces, whose rows tell where one ends and the next begins', async () => {
      await store.transaction(async ({ audit }) => {
        const act = { by: 'test', verb: 'create', kind: 'Session', space: 's', name: 'n', reason: '' };
        for (let at = 0; at < 1_200; at += 1) await audit.add(ownAct(act, daysAgo(60)));
      });
      await write(1);
      assert.equal(await trail.cut(keepMs), 1_200);
      const told = await store.audit.list({ kind: 'Audit' }, { limit: 10 });
      assert.deepEqual(
        told.map((row) => row.name),
        ['1200', '1000', '500'],
      );
      assert.deepEqual(
        told.map((row) => row.before),
        [told[1]?.after, told[2]?.after, null],
      );
      assert.deepEqual(await verified(), whole(1_201, 1, 3));
    });

    it('is done once where two processes do it, and by a third that verifies meanwhile found whole', async () => {
      await write(50, 45, 40, 1);
      const other = createAuditTrail({ store, clock: createManualClock(now) });
      const [mine, others, found] = await Promise.all([trail.cut(keepMs), other.cut(keepMs), trail.verify()]);
      assert.equal(mine + others, 3);
      assert.equal(found.type, 'whole');
      assert.equal((await store.audit.list({ kind: 'Audit' }, { limit: 10 })).length, 1);
    });

    it('does not remove what somebody changed, because that is what the chain has to show', async () => {
      await write(50, 40, 1);
      await database.byHand([`UPDATE audit SET account = 'eve' WHERE link = 2`]);
      await assert.rejects(trail.cut(keepMs), { code: 'AUDIT_BROKEN' });
      assert.deepEqual((await trail.verify()).type, 'broken');
      assert.equal((await store.audit.chain(1, 10)).length, 3);
    });

    const anchor = (link: number, hash: string): string =>
      `REPLACE INTO meta (${database.quote('key')}, value) VALUES ('audit-anchor', '${JSON.stringify({ link, hash })}')`;
    for (const [what, forge, at] of [
      ['an anchor whose hash is another', () => [anchor(2, 'forged')], { link: 3, why: 'changed' }],
      [
        'an anchor that was removed',
        () => [`DELETE FROM meta WHERE value LIKE '{"link":2%'`],
        { link: 1, why: 'missing' },
      ],
      ['an anchor that can’t be read', () => [anchor(2, '').replace('{', '')], { link: 1, why: 'missing' }],
      [
        'an anchor that was moved on, with the rows before it left',
        (hash) => [anchor(3, hash)],
        { link: 3, why: 'left' },
      ],
      [
        'an anchor that was moved on, with the rows before it removed',
        (hash) => [anchor(3, hash), 'DELETE FROM audit WHERE link = 3'],
        { link: 3, why: 'untold' },
      ],
      [
        'a cut that goes beyond its anchor',
        () => ['DELETE FROM audit WHERE link = 3'],
        { link: 3, why: 'missing' },
      ],
      [
        'an anchor behind the end that was noted',
        () => [anchor(9, 'x'), 'DELETE FROM audit'],
        { link: 6, why: 'missing' },
      ],
    ] as const satisfies readonly (readonly [string, (hash: string) => readonly string[], object])[])
      it(`is told from ${what}`, async () => {
        await write(50, 40, 20, 10);
        assert.equal(await trail.cut(keepMs), 2);
        await trail.link();
        const [third] = await store.audit.chain(3, 1);
        await database.byHand(forge(third?.hash ?? ''));
        const found = await trail.verify();
        assert.deepEqual(found.type === 'broken' && found.at, at);
      });

    it('is not told from one that was made with its anchor and its row, which stays to be asked about', async () => {
      await write(50, 40, 20, 10);
      const [, second] = await store.audit.chain(1, 2);
      await database.byHand([anchor(2, second?.hash ?? ''), 'DELETE FROM audit WHERE link <= 2']);
      assert.equal((await trail.verify()).type, 'broken');
      const act = { by: 'retention', verb: 'delete', kind: 'Audit', space: null, name: '2', reason: '' };
      await store.audit.add(ownAct({ ...act, after: second?.hash ?? '' }, now));
      assert.equal((await trail.verify()).type, 'whole');
    });

    it('is whole wherever the process is killed, and the next run does what is left', async () => {
      await write(50, 40, 20);
      let deaths = 0;
      for (let step = 1; ; step += 1) {
        const child = spawn(process.execPath, [
          new URL('./cut-and-die.ts', import.meta.url).pathname,
          database.url,
          String(step),
          String(now),
          String(keepMs),
        ]);
        const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
        const left = (await store.audit.chain(1, 10)).length;
        assert.equal((await trail.verify()).type, 'whole');
        if (signal === null) {
          assert.deepEqual([code, left], [0, 1], 'the last one has nothing left to be killed at');
          break;
        }
        deaths += 1;
        assert.equal(left, 3, `all or nothing, killed at step ${step}`);
      }
      assert.ok(deaths >= 6, 'before and after each statement');
      await trail.link();
      assert.deepEqual(await verified(), whole(3, 2));
    });
  });
