// The contract of the inbox of webhooks.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { NewDelivery } from '../../../state/store/deliveries.ts';
import type { UseStore } from './subject.ts';

const aDelivery = (delivery: string, fields: Partial<NewDelivery> = {}): NewDelivery => ({
  hook: '7',
  delivery,
  event: 'push',
  action: null,
  bodyHash: delivery.padEnd(64, '0'),
  bytes: 12,
  state: 'pending',
  hint: { type: 'push', ref: 'refs/heads/main' },
  error: null,
  receivedAt: 1000,
  endedAt: null,
  ...fields,
});

const idOf = (delivery: string) => ({ hook: '7', delivery });

export function deliveriesContract(store: UseStore): void {
  describe('deliveries', () => {
    it('are one per hook and id, because a redelivery has the id of the first', async () => {
      const { deliveries } = store();
      assert.equal(await deliveries.insert(aDelivery('one')), true);
      assert.equal(await deliveries.insert(aDelivery('one', { bytes: 99 })), false);
      assert.equal(await deliveries.insert(aDelivery('one', { hook: '8' })), true, 'another hook’s');
      assert.deepEqual(await deliveries.get(idOf('one')), { ...aDelivery('one'), keys: null, received: 1 });
      assert.equal(await deliveries.get(idOf('two')), undefined);
    });

    it('are found by body, event and time, because a replay comes under a new id', async () => {
      const { deliveries } = store();
      const bodyHash = 'b'.repeat(64);
      await deliveries.insert(aDelivery('body-2', { bodyHash, receivedAt: 20 }));
      await deliveries.insert(aDelivery('body-1', { bodyHash, receivedAt: 10 }));
      assert.equal((await deliveries.withBody('push', bodyHash, 10))?.delivery, 'body-1');
      assert.equal((await deliveries.withBody('push', bodyHash, 11))?.delivery, 'body-2');
      assert.equal(await deliveries.withBody('push', bodyHash, 21), undefined);
      assert.equal(await deliveries.withBody('ping', bodyHash, 10), undefined);
    });

    it('change only from the state that was seen, because two may end one at the same time', async () => {
      const { deliveries } = store();
      await deliveries.insert(aDelivery('ending'));
      const done = { state: 'done', keys: ['config', 'pull/2'], endedAt: 5 } as const;
      assert.equal(await deliveries.change(idOf('ending'), 'pending', done), true);
      assert.equal(await deliveries.change(idOf('ending'), 'pending', { state: 'failed' }), false);
      await deliveries.receivedAgain(idOf('ending'));
      await deliveries.receivedAgain(idOf('ending'));
      assert.deepEqual(await deliveries.get(idOf('ending')), {
        ...aDelivery('ending'),
        ...done,
        received: 3,
      });
      assert.equal(await deliveries.change(idOf('nobody'), 'pending', { state: 'failed' }), false);
    });

    it('are listed newest first and by state, because people look for the last ones that failed', async () => {
      const { deliveries } = store();
      const error = { code: 'WEBHOOK_SHAPE', message: 'No.' };
      for (const [name, receivedAt] of [
        ['refused-1', 5001],
        ['refused-2', 5002],
        ['refused-3', 5003],
      ] as const) {
        await deliveries.insert(aDelivery(name, { state: 'refused', hint: null, error, receivedAt }));
      }
      const refused = await deliveries.list({ state: 'refused', limit: 2 });
      assert.deepEqual(
        refused.map(({ delivery, error: why, hint }) => [delivery, why?.code, hint]),
        [
          ['refused-3', 'WEBHOOK_SHAPE', null],
          ['refused-2', 'WEBHOOK_SHAPE', null],
        ],
      );
      assert.equal((await deliveries.list({ limit: 1 }))[0]?.delivery, 'refused-3');
    });

    it('go when they are old and ended, because what waits has still to be done', async () => {
      const { deliveries } = store();
      await deliveries.insert(aDelivery('old-waiting', { receivedAt: 1 }));
      await deliveries.insert(aDelivery('old-done', { receivedAt: 1, state: 'done' }));
      await deliveries.insert(aDelivery('young-done', { receivedAt: 3, state: 'done' }));
      assert.equal(await deliveries.deleteEndedBefore(3), 1);
      const left = await Promise.all(
        ['old-waiting', 'old-done', 'young-done'].map((name) => deliveries.get(idOf(name))),
      );
      assert.deepEqual(
        left.map((row) => row?.delivery),
        ['old-waiting', undefined, 'young-done'],
      );
    });
  });
}
