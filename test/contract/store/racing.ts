// What must hold when several processes work on one database.

import assert from 'node:assert/strict';
import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import { describe, it } from 'node:test';
import type { Store } from '../../../state/store/store.ts';
import { aTask } from '../../support/rows.ts';
import type { OpenSubject } from './subject.ts';

const serialKeys = Array.from({ length: 8 }, (_, i) => `session-${i}`);
const perKey = 25;

export function racingContract(open: OpenSubject): void {
  describe('several processes', () => {
    it('never run a task twice nor two of a serial key at once, because then a message would be answered twice', async () => {
      const subject = await open();
      assert.ok(subject.again !== undefined, 'this database can be shared');
      const stores = [subject.store, ...(await Promise.all([1, 2, 3].map(subject.again)))];
      const running = new Set<string>();
      const started: string[] = [];
      let finished = 0;

      async function worker(store: Store, owner: string): Promise<void> {
        while (finished < serialKeys.length * perKey) {
          const tasks = await store.tasks.claim({
            kinds: ['turn'],
            owner,
            now: 1,
            leaseMs: 1_000_000,
            limit: 3,
          });
          for (const { serialKey, key } of tasks) {
            assert.ok(!running.has(serialKey ?? ''), `two of ${serialKey} run at once`);
            running.add(serialKey ?? '');
            started.push(key);
          }
          await turnOfTheLoop();
          for (const { id, epoch, serialKey } of tasks) {
            running.delete(serialKey ?? '');
            assert.equal(await store.tasks.complete({ id, owner, epoch }), true);
            finished += 1;
          }
        }
      }
      async function producer(store: Store, serialKey: string): Promise<void> {
        for (let i = 0; i < perKey; i += 1) {
          await store.tasks.insert(aTask({ key: `${serialKey}/${String(i).padStart(3, '0')}`, serialKey }));
        }
      }

      try {
        await Promise.all([
          ...stores.map((store, i) => worker(store, `process-${i}`)),
          ...serialKeys.map((key, i) => producer(stores[i % stores.length] ?? subject.store, key)),
        ]);
        assert.equal(new Set(started).size, serialKeys.length * perKey, 'each exactly once');
        assert.equal(started.length, serialKeys.length * perKey);
        for (const key of serialKeys) {
          const order = started.filter((task) => task.startsWith(`${key}/`));
          assert.deepEqual(order, order.toSorted(), `in order within ${key}`);
        }
      } finally {
        await Promise.all(stores.slice(1).map((store) => store.close()));
        await subject.close();
      }
    });

    it('may start at once on an empty database, because that is what a rolling deployment does', async () => {
      const subject = await open();
      try {
        assert.ok(subject.again !== undefined);
        const stores = await Promise.all([1, 2, 3, 4].map(subject.again));
        const ids = await Promise.all(
          stores.map((store, i) => store.meta.setOnce('installation-id', `id-${i}`)),
        );
        assert.equal(new Set(ids).size, 1);
        await Promise.all(stores.map((store) => store.close()));
      } finally {
        await subject.close();
      }
    });
  });
}
