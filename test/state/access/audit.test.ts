// The audit's chain, on a database that somebody edits by hand.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { createAuditTrail, type AuditEntry, type AuditTrail } from '../../../state/access/audit.ts';
import { openStore } from '../../../state/store/open.ts';
import type { Store } from '../../../state/store/store.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import { auditDatabases, type AuditDatabase } from './audit-database.ts';

const entry = (name: string): AuditEntry => ({
  account: 'ann',
  via: 'api',
  address: '127.0.0.1',
  requestId: null,
  verb: 'update',
  kind: 'Secret',
  space: 'sales',
  name,
  decision: 'allowed',
  reason: 'developer by sales-people',
  before: null,
  after: null,
});

const databases = auditDatabases();
before(databases.start);
after(databases.stop);

for (const [name, open] of databases.each)
  describe(`the audit on ${name}`, () => {
    let database: AuditDatabase;
    let store: Store;
    let trail: AuditTrail;
    beforeEach(async () => {
      database = await open();
      store = await openStore(database.url, { random: randomBytes });
      trail = createAuditTrail({ store, clock: createManualClock() });
      for (const secret of ['ONE', 'TWO', 'THREE', 'FOUR']) await trail.add(entry(secret));
    });
    afterEach(async () => {
      await store.close();
      await database.remove();
    });

    it('is whole as it was written, whoever linked which part of it', async () => {
      assert.equal(await trail.link(), 4);
      assert.equal(await trail.link(), 0);
      await trail.add(entry('FIVE'));
      const before = await trail.verify();
      assert.deepEqual({ ...before, hash: '' }, { type: 'whole', from: 1, links: 4, hash: '', unlinked: 1 });
      const other = createAuditTrail({ store, clock: createManualClock() });
      await Promise.all([other.link(), trail.link()]);
      assert.equal((await trail.verify()).type, 'whole');
    });

    for (const [what, statement, link, why] of [
      ['a row that was changed', `UPDATE audit SET account = 'eve' WHERE link = 2`, 2, 'changed'],
      ['a row that was removed', 'DELETE FROM audit WHERE link = 3', 3, 'missing'],
      ['an end that was cut off', 'DELETE FROM audit WHERE link > 2', 3, 'missing'],
      [
        'a refusal that was made an allowance',
        `UPDATE audit SET decision = 'refused' WHERE link = 4`,
        4,
        'changed',
      ],
      [
        'two rows that changed places',
        'UPDATE audit SET link = 9 WHERE link = 1; UPDATE audit SET link = 1 WHERE link = 2; UPDATE audit SET link = 2 WHERE link = 9',
        1,
        'changed',
      ],
    ] as const) {
      it(`finds ${what}, and names the link, because that is what it is for`, async () => {
        await trail.link();
        await database.byHand(statement.split('; '));
        const found = await trail.verify();
        assert.equal(found.type, 'broken');
        assert.deepEqual(found.type === 'broken' && found.at, { link, why });
      });
    }

    it('finds a chain that was made anew from some row on, by the end that was noted', async () => {
      await trail.link();
      await database.byHand([
        'DELETE FROM audit WHERE link = 4',
        `UPDATE audit SET link = NULL, hash = NULL, account = 'eve' WHERE link = 3`,
      ]);
      const head = await store.meta.get('audit-head');
      await trail.link();
      await store.meta.set('audit-head', head ?? '');
      assert.equal((await trail.verify()).type, 'broken');
    });

    it('can be cut together with its noted head, which only a head that was kept elsewhere shows', async () => {
      await trail.link();
      const whole = await trail.verify();
      const [, second] = await store.audit.chain(1, 2);
      await database.byHand(['DELETE FROM audit WHERE link > 2']);
      await store.meta.set('audit-head', JSON.stringify({ link: 2, hash: second?.hash }));
      const found = await trail.verify();
      assert.equal(found.type, 'whole');
      assert.ok(whole.type === 'whole' && found.type === 'whole');
      assert.notEqual(found.hash, whole.hash);
      assert.ok(found.links < whole.links);
    });
  });
