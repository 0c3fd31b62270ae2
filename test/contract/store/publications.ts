// The contract of the publications: what is wanted, what stands, and the race between the two.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { NewPublication, PublicationError } from '../../../state/store/publications.ts';
import type { UseStore } from './subject.ts';

const aPublication = (key: string, wanted: unknown = { body: 'one' }): NewPublication => ({
  key,
  repo: 'Team/Config',
  kind: 'comment',
  wanted,
});

const stands = { remoteId: '7', remoteUrl: 'https://example.com/7', editedAt: null, publishedAt: 5 };
const refused: PublicationError = { code: 'GITHUB_FORBIDDEN', message: 'No.', hint: 'Ask.', at: 4 };

export function publicationsContract(store: UseStore): void {
  describe('publications', () => {
    it('begin as a wish, because the row is written before GitHub hears of it', async () => {
      const { publications } = store();
      assert.equal(await publications.get('new'), undefined);
      assert.equal(await publications.insert(aPublication('new'), 3), true);
      assert.deepEqual(await publications.get('new'), {
        ...aPublication('new'),
        wantedVersion: 1,
        publishedVersion: 0,
        remoteId: null,
        remoteUrl: null,
        editedAt: null,
        publishedAt: null,
        state: 'wanted',
        error: null,
        createdAt: 3,
        wantedAt: 3,
      });
      assert.equal(await publications.insert(aPublication('new', {}), 4), false, 'one row for each thing');
      assert.deepEqual((await publications.get('new'))?.wanted, { body: 'one' });
    });

    it('take contents of any length, because a check run may have thousands of annotations', async () => {
      const { publications } = store();
      const long = { body: 'ü'.repeat(400_000) };
      await publications.insert(aPublication('long', long), 1);
      assert.deepEqual((await publications.get('long'))?.wanted, long);
      const longer = { body: 'x'.repeat(900_000) };
      await publications.replace('long', longer, 2);
      assert.deepEqual((await publications.get('long'))?.wanted, longer);
      await publications.replace('long', { body: 'short' }, 3);
      assert.deepEqual((await publications.get('long'))?.wanted, { body: 'short' });
    });

    it('are settled by what was sent, and not by what was wanted meanwhile, or the last state would never be shown', async () => {
      const { publications } = store();
      await publications.insert(aPublication('race'), 1);
      assert.equal(await publications.replace('race', { body: 'two' }, 2), true);
      const behind = await publications.published('race', 1, stands);
      assert.equal(behind?.state, 'wanted');
      assert.equal(behind.wantedVersion, 2);
      assert.equal(behind.publishedVersion, 1);
      const settled = await publications.published('race', 2, { ...stands, editedAt: 6 });
      assert.equal(settled?.state, 'published');
      assert.equal(settled.editedAt, 6);
      assert.equal(await publications.replace('nobody', {}, 2), false);
      assert.equal(await publications.published('nobody', 1, stands), undefined);
    });

    it('count every replacement, because two who want different things at once must not share a version', async () => {
      const { publications, transaction } = store();
      await publications.insert(aPublication('both'), 1);
      await Promise.all(
        ['a', 'b', 'c', 'd'].map((body) =>
          transaction((tables) => tables.publications.replace('both', { body }, 2)),
        ),
      );
      assert.equal((await publications.get('both'))?.wantedVersion, 5);
    });

    it('keep the reason of a failure until they are published, because people look for it', async () => {
      const { publications } = store();
      await publications.insert(aPublication('failing'), 1);
      assert.equal(await publications.failed('failing', 1, refused, false), false);
      assert.equal((await publications.get('failing'))?.state, 'wanted', 'it will be tried again');
      assert.equal(await publications.failed('failing', 1, refused, true), true);
      const failed = await publications.list({ state: 'failed', limit: 10 });
      assert.deepEqual(
        failed.map(({ key, error }) => ({ key, error })),
        [{ key: 'failing', error: refused }],
      );
      await publications.replace('failing', { body: 'two' }, 2);
      assert.equal(await publications.failed('failing', 1, refused, true), false, 'that was an older wish');
      assert.equal((await publications.get('failing'))?.state, 'wanted');
      assert.equal((await publications.published('failing', 2, stands))?.error, null);
    });

    it('go when nobody wanted them for long and nothing is left to send, because rows would pile up', async () => {
      const { publications } = store();
      for (const key of ['old', 'old-failed', 'old-waiting', 'young']) {
        await publications.insert(aPublication(key, 'x'.repeat(300_000)), key === 'young' ? 50 : 10);
      }
      await publications.published('old', 1, stands);
      await publications.published('young', 1, stands);
      await publications.failed('old-failed', 1, refused, true);
      await publications.deleteSettledBefore(20);
      const left = await Promise.all(
        ['old', 'old-failed', 'old-waiting', 'young'].map((key) => publications.get(key)),
      );
      assert.deepEqual(
        left.map((row) => row?.key),
        [undefined, undefined, 'old-waiting', 'young'],
      );
      assert.equal(await publications.insert(aPublication('old', 'y'.repeat(300_000)), 60), true);
      assert.equal((await publications.get('old'))?.wanted, 'y'.repeat(300_000), 'its long text went too');
    });
  });
}
