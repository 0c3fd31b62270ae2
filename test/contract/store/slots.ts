// The contract of sessions that are made ahead.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SessionEvent } from '../../../state/model/session-event.ts';
import type { SessionRow } from '../../../state/store/sessions.ts';
import type { Store } from '../../../state/store/store.ts';
import { aSession } from '../../support/rows.ts';
import type { UseStore } from './subject.ts';

function claim(store: Store, slot: SessionRow, by: string, idempotencyKey: string | null = null) {
  const owner = {
    createdBy: by,
    agent: null,
    metadata: {},
    idempotencyKey,
    since: 7,
    createdAt: 7,
    lastActivityAt: 7,
  };
  const event: SessionEvent = {
    type: 'session.claimed',
    data: { reason: 'Claimed', message: 'It is yours.' },
  };
  return store.transaction((tables) => tables.sessions.claim(slot, owner, { events: [event], by, now: 7 }));
}

export function slotsContract(store: UseStore): void {
  describe('sessions that are made ahead', () => {
    it('are nobody’s until they are claimed, so lists and counts leave them out', async () => {
      const { sessions } = store();
      const slot = aSession({ space: 'pool', state: 'idle', warm: true });
      const other = aSession({ space: 'pool', state: 'idle' });
      await sessions.insert(slot);
      await sessions.insert(other);
      assert.deepEqual(await sessions.list({ space: 'pool' }, { limit: 9 }), [other]);
      assert.equal(await sessions.countOpen('pool'), 1);
      assert.deepEqual(await sessions.warm('pool'), [slot]);
      assert.equal((await sessions.open('pool')).length, 2, 'who looks after containers sees both');
      const claims = await Promise.all(['a', 'b', 'c'].map((by) => claim(store(), slot, by)));
      const [claimed, ...others] = claims.filter((row) => row !== undefined);
      assert.ok(claimed !== undefined && others.length === 0, 'never two get the same');
      assert.deepEqual(await sessions.get(slot.id), claimed);
      assert.equal(claimed.warm, false);
      const log = await store().events.list(slot.id, 0, 9);
      assert.deepEqual(
        log.map(({ type, by }) => [type, by]),
        [['session.claimed', claimed.createdBy]],
        'who lost has written nothing',
      );
      assert.deepEqual(await sessions.warm('pool'), []);
    });

    it('fill a slot once, because several runtimes fill the same pool', async () => {
      const { sessions } = store();
      const slot = aSession({ space: 'slots', state: 'idle', warm: true, slot: 'slots/0' });
      assert.equal(await sessions.insert(slot), true);
      const again = aSession({ space: 'slots', warm: true, slot: 'slots/0' });
      assert.equal(await sessions.insert(again), false);
      assert.ok(await claim(store(), slot, 'ada'));
      assert.equal(await sessions.insert(again), true, 'who is claimed leaves its slot');
    });

    it('are forgotten once they are closed, because there is nothing to remember of them', async () => {
      const { sessions } = store();
      const gone = aSession({ space: 'gone', state: 'closed', warm: true });
      const kept = [
        aSession({ space: 'gone', state: 'closed' }),
        aSession({ space: 'gone', state: 'idle', warm: true }),
      ];
      for (const row of [gone, ...kept]) await sessions.insert(row);
      await sessions.deleteClosedWarm('gone');
      assert.equal(await sessions.get(gone.id), undefined);
      for (const row of kept) assert.deepEqual(await sessions.get(row.id), row);
    });

    it('are not claimed under a key that made another session, because that is the one asked for', async () => {
      const { sessions } = store();
      const slot = aSession({ space: 'keys', state: 'idle', warm: true, slot: 'keys/0' });
      await sessions.insert(slot);
      await sessions.insert(aSession({ idempotencyKey: 'claimed-before' }));
      assert.equal(await claim(store(), slot, 'ada', 'claimed-before'), undefined);
      assert.deepEqual(await sessions.get(slot.id), slot);
      assert.equal((await claim(store(), slot, 'ada', 'claimed-now'))?.idempotencyKey, 'claimed-now');
    });
  });
}
