// The contract of transactions and of the store as a whole.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { aSession, aSpace } from '../../support/rows.ts';
import type { UseStore } from './subject.ts';

export function transactionsContract(store: UseStore): void {
  describe('transactions', () => {
    it('keep all or nothing, because what was accepted has a message, a turn and a task', async () => {
      const [kept, dropped] = [aSession(), aSession()];
      await store().transaction(({ sessions }) => sessions.insert(kept));
      await assert.rejects(
        store().transaction(async ({ sessions }) => {
          await sessions.insert(dropped);
          throw new Error('stop');
        }),
        /stop/,
      );
      assert.ok(await store().sessions.get(kept.id));
      assert.equal(await store().sessions.get(dropped.id), undefined);
    });

    it('answer what the work answers, because callers need the rows they made', async () => {
      assert.equal(await store().transaction(async () => 42), 42);
    });

    it('do not mix with statements beside them, because those belong to somebody else', async () => {
      const [inside, beside] = [aSession(), aSession()];
      const failing = store().transaction(async ({ sessions }) => {
        await sessions.insert(inside);
        throw new Error('stop');
      });
      await Promise.all([assert.rejects(failing, /stop/), store().sessions.insert(beside)]);
      assert.equal(await store().sessions.get(inside.id), undefined);
      assert.ok(await store().sessions.get(beside.id), 'the statement beside is not rolled back');
    });

    it('refuse to use the store inside, because on one connection that waits for itself for ever', async () => {
      const reentered = { code: 'STORE_REENTERED' };
      await assert.rejects(
        store().transaction(() => store().spaces.list()),
        reentered,
      );
      await assert.rejects(
        store().transaction(() => store().transaction(async () => 1)),
        reentered,
      );
    });

    it('are tried again when they block each other, because that is nobody’s fault', async () => {
      const [a, b] = [aSpace(), aSpace()];
      await store().spaces.insert(a);
      await store().spaces.insert(b);
      const both = (first: string, second: string) =>
        store().transaction(async ({ spaces }) => {
          await spaces.update(first, { specDigest: first }, 2);
          await spaces.update(second, { specDigest: first }, 2);
        });
      await Promise.all(
        Array.from({ length: 30 }, (_, i) => (i % 2 === 0 ? both(a.name, b.name) : both(b.name, a.name))),
      );
      const digestOf = async (name: string) => (await store().spaces.get(name))?.specDigest;
      assert.equal(await digestOf(a.name), await digestOf(b.name), 'the last one wrote both');
    });

    it('and statements of long work all come to their end, because they give way and never wait in a circle', async () => {
      const [a, b] = [aSpace(), aSpace()];
      await store().spaces.insert(a);
      await store().spaces.insert(b);
      const touch = (name: string, now: number) => store().spaces.update(name, { specDigest: name }, now);
      const longWork = async () => {
        for (let now = 0; now < 5; now += 1) {
          await touch(a.name, now);
          await store().transaction(async ({ spaces }) => {
            await spaces.update(a.name, { specDigest: 'x' }, now);
            await spaces.update(b.name, { specDigest: 'y' }, now);
          });
          await store().spaces.list();
        }
        return 'done';
      };
      const works = Array.from({ length: 12 }, () => store().inBackground(longWork));
      await Promise.all(Array.from({ length: 20 }, (_, now) => touch(b.name, now)));
      assert.deepEqual(new Set(await Promise.all(works)), new Set(['done']));
    });

    it('say where they are kept and that they answer, because doctor asks', async () => {
      const { description } = store();
      assert.match(description.version, /^\d+\.\d+/);
      assert.doesNotMatch(description.location, /@/, 'no credentials');
      await store().ping();
    });
  });
}
