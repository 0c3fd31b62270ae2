// The contract of the small tables: facts, network slots, secrets and builds.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { aBuild } from '../../support/rows.ts';
import type { TimePlace } from '../../../state/store/time-place.ts';
import type { UseStore } from './subject.ts';

export function keptContract(store: UseStore): void {
  describe('facts about the installation', () => {
    it('are set once by whoever comes first, because two starts must agree on the installation’s id', async () => {
      const { meta } = store();
      const ids = await Promise.all(['a', 'b', 'c'].map((id) => meta.setOnce('installation-id', id)));
      assert.equal(new Set(ids).size, 1);
      assert.equal(await meta.get('installation-id'), ids[0]);
      await meta.set('applied-revision', 'one');
      await meta.set('applied-revision', 'two');
      assert.equal(await meta.get('applied-revision'), 'two');
      assert.equal(await meta.get('engine-marker'), undefined);
    });
  });

  describe('network slots', () => {
    it('never give a subnet to two spaces, because their networks would overlap', async () => {
      const { networkSlots } = store();
      assert.equal(await networkSlots.take({ space: 'a', subnet: '10.0.0.0/24' }), true);
      assert.equal(await networkSlots.take({ space: 'b', subnet: '10.0.0.0/24' }), false);
      assert.equal(await networkSlots.take({ space: 'a', subnet: '10.0.1.0/24' }), false);
      assert.deepEqual(await networkSlots.get('a'), { space: 'a', subnet: '10.0.0.0/24' });
      await networkSlots.release('a');
      assert.equal(await networkSlots.take({ space: 'b', subnet: '10.0.0.0/24' }), true);
      assert.deepEqual(await networkSlots.list(), [{ space: 'b', subnet: '10.0.0.0/24' }]);
    });
  });

  describe('secrets', () => {
    const secret = (space: string, name: string) => ({
      space,
      name,
      keyId: 'key',
      nonce: Uint8Array.from({ length: 12 }, (_, i) => i),
      ciphertext: Uint8Array.from({ length: 256 }, (_, i) => i),
      updatedAt: 1,
      updatedBy: 'admin',
      declaredAt: null,
      declaredDigest: null,
    });

    it('keep every byte, because a ciphertext with one changed does not open', async () => {
      await store().secrets.put(secret('a', 'TOKEN'));
      assert.deepEqual(await store().secrets.get('a', 'TOKEN'), secret('a', 'TOKEN'));
      await store().secrets.put({ ...secret('a', 'TOKEN'), updatedAt: 2 });
      assert.equal((await store().secrets.get('a', 'TOKEN'))?.updatedAt, 2);
      assert.equal(await store().secrets.putOnce({ ...secret('a', 'TOKEN'), updatedAt: 3 }), false);
      assert.equal((await store().secrets.get('a', 'TOKEN'))?.updatedAt, 2, 'the one that is there stays');
    });

    it('say which of them Git declares, because those are nobody’s to set by hand', async () => {
      const { secrets } = store();
      const declared = { declaredAt: 'secrets.yaml:1:1', declaredDigest: 'digest' };
      await secrets.put(secret('g', 'BY_HAND'));
      await secrets.put({ ...secret('g', 'BY_GIT'), ...declared });
      await secrets.moved('g', 'BY_GIT', 'moved.yaml:2:1');
      const found = (await secrets.declared()).filter(({ space }) => space === 'g');
      assert.deepEqual(found, [{ space: 'g', name: 'BY_GIT', ...declared, declaredAt: 'moved.yaml:2:1' }]);
      assert.equal((await secrets.get('g', 'BY_GIT'))?.declaredDigest, 'digest');
    });

    it('get another key only while they are what they were, because somebody may set one meanwhile', async () => {
      const { secrets } = store();
      const before = secret('k', 'TOKEN');
      await secrets.put(before);
      await secrets.put(secret('k', 'OTHER'));
      const again = { ...before, keyId: 'newer', nonce: Uint8Array.from({ length: 12 }, () => 7) };
      assert.equal(await secrets.rewrap(again, before), true);
      assert.equal(await secrets.rewrap({ ...again, keyId: 'newest' }, before), false);
      assert.deepEqual(await secrets.get('k', 'TOKEN'), again);
      const use = (await secrets.keyUse()).filter(({ space }) => space === 'k');
      assert.deepEqual(
        use.toSorted((a, b) => (a.keyId < b.keyId ? -1 : 1)),
        [
          { space: 'k', keyId: 'key', count: 1 },
          { space: 'k', keyId: 'newer', count: 1 },
        ],
      );
    });

    it('go with their space and with nobody else’s, because names repeat between spaces', async () => {
      await store().secrets.put(secret('b', 'ONE'));
      await store().secrets.put(secret('b', 'one'));
      await store().secrets.put(secret('c', 'ONE'));
      assert.deepEqual(
        (await store().secrets.list('b')).map(({ name }) => name),
        ['ONE', 'one'],
        'names differ in case on every database',
      );
      assert.equal(await store().secrets.delete('b', 'ONE'), true);
      assert.equal(await store().secrets.delete('b', 'ONE'), false);
      await store().secrets.deleteSpace('b');
      assert.deepEqual(await store().secrets.list('b'), []);
      assert.equal((await store().secrets.list('c')).length, 1);
    });
  });

  describe('builds', () => {
    it('are replaced by the next attempt and patched on the way, because one id is built until it works', async () => {
      const build = aBuild({ space: 'once' });
      await store().builds.put(build);
      assert.equal(await store().builds.update('once', build.id, { state: 'building', startedAt: 2 }), true);
      const error = { code: 'BUILD_FAILED', message: 'It failed.', logEnd: 'last line' };
      assert.equal(
        await store().builds.update('once', build.id, { state: 'failed', error, endedAt: 3 }),
        true,
      );
      assert.deepEqual(await store().builds.get('once', build.id), {
        ...build,
        state: 'failed',
        startedAt: 2,
        error,
        endedAt: 3,
      });
      await store().builds.put({ ...build, attempt: 2 });
      assert.deepEqual(await store().builds.get('once', build.id), { ...build, attempt: 2 });
      assert.equal(await store().builds.update('once', 'nobody', { state: 'failed' }), false);
    });

    it('are listed newest first by pages, because people look for the last one', async () => {
      const builds = [10, 20, 20, 30].map((queuedAt, i) => aBuild({ space: 'list', id: `b${i}`, queuedAt }));
      for (const build of builds) await store().builds.put(build);
      const ids = async (after?: TimePlace) =>
        (await store().builds.list('list', { limit: 2, ...(after === undefined ? {} : { after }) })).map(
          ({ id }) => id,
        );
      assert.deepEqual(await ids(), ['b3', 'b2']);
      assert.deepEqual(await ids({ at: 20, key: 'b2' }), ['b1', 'b0']);
      assert.deepEqual(await ids({ at: 10, key: 'b0' }), []);
      assert.deepEqual(await ids({ at: 25, key: 'gone' }), ['b2', 'b1'], 'also after one that is gone');
    });

    it('number their log lines on and on, because followers ask for what comes after the last they saw', async () => {
      const { builds } = store();
      const build = aBuild({ space: 'log', endedAt: 5 });
      await builds.put(build);
      await builds.appendLog('log', build.id, ['one', 'two']);
      await builds.appendLog(
        'log',
        build.id,
        Array.from({ length: 450 }, (_, i) => `line ${i}`),
      );
      assert.deepEqual(await builds.log('log', build.id, 1, 2), [
        { line: 2, text: 'two' },
        { line: 3, text: 'line 0' },
      ]);
      assert.equal((await builds.log('log', build.id, 0, 1000)).length, 452);
      assert.equal(await builds.deleteBefore(6), 1);
      assert.deepEqual(await builds.log('log', build.id, 0, 10), [], 'the log goes with its build');
    });
  });
}
