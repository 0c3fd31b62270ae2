// What goes because nobody needs it is told in few rows, and before it goes.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { createTellRemovals, type Removal, type TellRemovals } from '../../../state/access/removals.ts';
import { openStore } from '../../../state/store/open.ts';
import type { Store } from '../../../state/store/store.ts';
import { createManualClock } from '../../support/manual-clock.ts';

const volume = (name: string): Removal => ({ kind: 'volume', name });

describe('what the runtime removes by itself', () => {
  let store: Store;
  let tell: TellRemovals;
  beforeEach(async () => {
    store = await openStore('sqlite::memory:', { random: randomBytes });
    tell = createTellRemovals({ store, clock: createManualClock() });
  });
  afterEach(() => store.close());
  const told = async () => (await store.audit.list({}, { limit: 9 })).map(({ reason }) => reason);

  it('is one row with counts and names, and none where nothing goes', async () => {
    await tell([]);
    assert.deepEqual(await told(), []);
    await tell([volume('a'), volume('b'), { kind: 'image', name: 'c:1' }]);
    assert.deepEqual(await told(), ['2 volumes, 1 image: a, b, c:1, which nobody needs any more.']);
    const [row] = await store.audit.list({ kind: 'Garbage', via: 'runtime' }, { limit: 9 });
    assert.deepEqual([row?.account, row?.verb, row?.space], ['retention', 'delete', null]);
  });

  it('names only some of thousands, because the audit is read by people', async () => {
    await tell(Array.from({ length: 5_000 }, (_, at) => volume(`volume-${at}`)));
    const [reason = ''] = await told();
    assert.match(reason, /^5000 volumes: volume-0, .*, volume-19 and 4980 more, which/);
    assert.ok(reason.length < 500);
  });

  it('is not told with every look where it is still in use, and is again once it was gone in between', async () => {
    await tell([volume('busy'), volume('a')]);
    await tell([volume('busy'), volume('b')]);
    assert.equal((await told())[0], '1 volume: b, which nobody needs any more.');
    await tell([volume('busy')]);
    assert.equal((await told()).length, 2);
    await tell([]);
    await tell([volume('busy')]);
    assert.equal((await told()).length, 3);
  });
});
