import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { HookDelivery } from '../../../../webhook/client/github.ts';
import { missed } from '../../../../webhook/client/hooks/missed.ts';

const now = 1_000_000_000;
const delivery = (some: Partial<HookDelivery>): HookDelivery => ({
  id: '1',
  guid: 'a',
  event: 'push',
  action: null,
  status: 502,
  redelivery: false,
  at: now - 1000,
  ...some,
});
const guids = (...deliveries: readonly HookDelivery[]) => missed(deliveries, now).map(({ guid }) => guid);

describe('a delivery was missed', () => {
  test('where nothing answered, or a server that was broken', () => {
    assert.deepEqual(guids(delivery({ guid: 'a', status: 0 }), delivery({ guid: 'b', status: 503 })), [
      'a',
      'b',
    ]);
  });

  test('where our secret was wrong for a while, because it may be right by now', () => {
    assert.deepEqual(guids(delivery({ status: 401 })), ['a']);
  });

  test('not where a later attempt brought it over', () => {
    assert.deepEqual(guids(delivery({ id: '2', status: 202, redelivery: true }), delivery({})), []);
  });

  test('not where it was refused for what it is, because it would be again', () => {
    assert.deepEqual(guids(delivery({ status: 400 }), delivery({ guid: 'b', status: 413 })), []);
  });

  test('not where GitHub keeps it no more', () => {
    assert.deepEqual(guids(delivery({ at: now - 4 * 24 * 3_600_000 })), []);
  });

  test('once however often it failed, by its newest attempt, in the order in which things happened', () => {
    const found = missed(
      [
        delivery({ id: '4', guid: 'b', at: now - 1 }),
        delivery({ id: '3', guid: 'a', at: now - 2, redelivery: true }),
        delivery({ id: '1', guid: 'a', at: now - 5 }),
      ],
      now,
    );
    assert.deepEqual(
      found.map(({ id }) => id),
      ['3', '4'],
    );
  });
});
