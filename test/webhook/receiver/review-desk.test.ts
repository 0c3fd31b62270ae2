// Orders for reviews: merged while one waits, repeated where one runs.

import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { Claim, TaskRow } from '../../../state/store/tasks.ts';
import { createReceiverWorld, type ReceiverWorld } from './receiver-world.ts';

let world: ReceiverWorld;
beforeEach(async () => {
  world = await createReceiverWorld();
});
afterEach(() => world.end());

async function begin(): Promise<TaskRow | undefined> {
  const now = world.clock.now();
  const [task] = await world.store.tasks.claim({ kinds: ['review'], owner: 'o', now, leaseMs: 1, limit: 1 });
  return task;
}

const claimOf = ({ id, epoch }: TaskRow): Claim => ({ id, owner: 'o', epoch });
const states = async () => (await world.store.tasks.unfinished('review')).map(({ state }) => state);

describe('the review desk', () => {
  it('merges orders while one waits, because that one will see what they speak of', async () => {
    for (let times = 0; times < 5; times += 1) await world.desk.ask('pull/1');
    await world.desk.ask('pull/2');
    assert.deepEqual(await states(), ['queued', 'queued']);
    assert.deepEqual(await world.takeReviews(), ['pull/1', 'pull/2']);
  });

  it('orders one more behind one that runs, because that one may have looked already', async () => {
    await world.desk.ask('pull/1');
    for (let round = 0; round < 3; round += 1) {
      const running = await begin();
      assert.ok(running);
      assert.deepEqual([running.payload, running.serialKey], [{ key: 'pull/1' }, 'pull/1']);
      await world.desk.ask('pull/1');
      await world.desk.ask('pull/1');
      assert.deepEqual((await states()).sort(), ['queued', 'running']);
      assert.equal(await begin(), undefined, 'never two at once');
      await world.store.tasks.complete(claimOf(running));
    }
    assert.deepEqual(await world.takeReviews(), ['pull/1']);
  });

  it('has one that waits to be tried again run now, because what stopped it may be over', async () => {
    await world.desk.ask('pull/1');
    const running = await begin();
    assert.ok(running);
    await world.store.tasks.release(claimOf(running), world.clock.now() + 300_000, 'GitHub was away.', true);
    assert.equal(await begin(), undefined);
    await world.desk.ask('pull/1');
    assert.deepEqual(await states(), ['queued']);
    assert.equal((await begin())?.attempts, 2);
  });

  it('takes a hundred orders at once for one, because pushes come in bursts', async () => {
    await Promise.all(Array.from({ length: 100 }, () => world.desk.ask('pull/1')));
    assert.deepEqual(await states(), ['queued']);
  });
});
