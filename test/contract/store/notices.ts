// The contract of notices.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { NoticeRow } from '../../../state/store/notices.ts';
import type { UseStore } from './subject.ts';

const aNotice = (fields: Partial<NoticeRow> = {}): NoticeRow => ({
  space: 'sales',
  kind: 'BuildFailed',
  subject: 'bot',
  state: 'failed:c1',
  version: 1,
  at: 100,
  ...fields,
});

export function noticesContract(store: UseStore): void {
  describe('notices', () => {
    it('are told by one of those who see the same change at once', async () => {
      const { notices } = store();
      const row = aNotice({ space: 'race' });
      const inserted = await Promise.all([notices.insert(row), notices.insert(row)]);
      assert.equal(inserted.filter(Boolean).length, 1);
      const moved = await Promise.all([
        notices.change(row, 'failed:c2', 200),
        notices.change(row, 'failed:c2', 201),
      ]);
      assert.equal(moved.filter(Boolean).length, 1);
      const [now] = await notices.list('race');
      assert.deepEqual([now?.state, now?.version], ['failed:c2', 2]);
    });

    it('are there for each agent and kind by itself, and go with their space', async () => {
      const { notices } = store();
      const rows = [
        aNotice({ space: 'goes' }),
        aNotice({ space: 'goes', subject: 'other' }),
        aNotice({ space: 'goes', kind: 'SpaceStalled', subject: '' }),
      ];
      for (const row of rows) assert.equal(await notices.insert(row), true);
      await notices.insert(aNotice({ space: 'stays' }));
      assert.deepEqual(await notices.list('goes'), rows);
      await notices.deleteSpace('goes');
      assert.deepEqual(await notices.list('goes'), []);
      assert.equal((await notices.list('stays')).length, 1);
    });
  });
}
