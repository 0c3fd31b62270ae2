// The contract of the task table: claims, leases and order.

import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import type { Store } from '../../../state/store/store.ts';
import { type Claim, type TaskRow, taskKinds } from '../../../state/store/tasks.ts';
import { aTask } from '../../support/rows.ts';
import type { UseStore } from './subject.ts';

const leaseMs = 1000;

const claimOf = ({ id, owner, epoch }: TaskRow): Claim => ({ id, owner: owner ?? '', epoch });

async function claim(store: Store, now: number, owner = 'me', limit = 10): Promise<readonly TaskRow[]> {
  return store.tasks.claim({ kinds: ['turn'], owner, now, leaseMs, limit });
}

/** The one task that can be claimed. */
async function claimOne(store: Store, now: number, owner?: string): Promise<TaskRow> {
  const [task, ...others] = await claim(store, now, owner);
  assert.ok(task !== undefined && others.length === 0, 'exactly one task is due');
  return task;
}

export function tasksContract(store: UseStore): void {
  describe('tasks', () => {
    // Whatever is due may be claimed by the next test.
    afterEach(async () => {
      for (const kind of taskKinds) {
        for (const { key } of await store().tasks.unfinished(kind)) await store().tasks.cancel(kind, key);
      }
    });

    it('are one per kind and key, because asking twice for the same work must not do it twice', async () => {
      const { tasks } = store();
      assert.equal(await tasks.insert(aTask({ key: 'k' })), true);
      assert.equal(await tasks.insert(aTask({ key: 'k' })), false);
      assert.equal(await tasks.insert(aTask({ kind: 'build', key: 'k' })), true);
      const task = await claimOne(store(), 1);
      assert.equal(await tasks.insert(aTask({ key: 'k' })), false, 'a running one counts');
      assert.equal((await tasks.open('turn', 'k'))?.id, task.id);
      assert.equal(await tasks.complete(claimOf(task)), true);
      assert.equal(await tasks.open('turn', 'k'), undefined);
      assert.equal(await tasks.insert(aTask({ key: 'k' })), true, 'a finished one does not');
      assert.deepEqual(
        (await tasks.unfinished('turn')).map(({ key }) => key),
        ['k'],
      );
    });

    it('that could run are counted by kind with the age of the oldest, for that is how a jam shows', async () => {
      const { tasks } = store();
      assert.deepEqual(await tasks.backlog(50), []);
      for (const [key, runAt] of [
        ['held', 1],
        ['late', 20],
        ['due', 40],
        ['later', 60],
      ] as const)
        await tasks.insert(aTask({ key, runAt }));
      assert.equal((await claim(store(), 1, 'me', 1))[0]?.key, 'held');
      assert.deepEqual(await tasks.backlog(50), [{ kind: 'turn', due: 2, oldestDueAt: 20, running: 1 }]);
    });

    it('of one kind are found by what they take turns under, because who orders one looks for a queued one', async () => {
      const { tasks } = store();
      await tasks.insert(aTask({ key: 'a', serialKey: 'turn-taking' }));
      await tasks.insert(aTask({ key: 'b', serialKey: 'turn-taking', runAt: 9 }));
      await tasks.insert(aTask({ kind: 'build', key: 'c', serialKey: 'turn-taking' }));
      await tasks.insert(aTask({ key: 'd', serialKey: 'other' }));
      const [first] = await claim(store(), 1, 'me', 1);
      assert.equal(first?.key, 'a');
      const inTurn = async () =>
        (await tasks.inTurn('turn', 'turn-taking')).map(({ key, state }) => [key, state]);
      assert.deepEqual(await inTurn(), [
        ['a', 'running'],
        ['b', 'queued'],
      ]);
      await tasks.complete(claimOf(first));
      assert.deepEqual(await inTurn(), [['b', 'queued']]);
    });

    it('hand over what went in, and end when they are completed, because the row is the whole order', async () => {
      const task = aTask({ payload: { deep: ['x', null] }, serialKey: 's', runAt: 5 });
      await store().tasks.insert(task);
      assert.deepEqual(await claim(store(), 4), [], 'not before it is due');
      const claimed = await claimOne(store(), 5);
      const expected: TaskRow = {
        ...task,
        state: 'running',
        attempts: 1,
        owner: 'me',
        leaseUntil: 5 + leaseMs,
        epoch: 1,
        lastError: null,
      };
      assert.deepEqual(claimed, expected);
      assert.deepEqual(await store().tasks.get(task.id), expected, 'as it is stored');
      assert.deepEqual(await claim(store(), 6), [], 'nobody gets it meanwhile');
      assert.equal(await store().tasks.complete(claimOf(claimed)), true);
      assert.equal(await store().tasks.complete(claimOf(claimed)), false, 'only once');
      assert.equal((await store().tasks.get(task.id))?.state, 'done');
    });

    it('can be inserted by who runs them at once, as if they had been claimed, because nobody need look for them then', async () => {
      const { tasks } = store();
      const holder = { owner: 'me', leaseUntil: leaseMs };
      const task = aTask({ key: 'k', serialKey: 's', payload: { deep: [1] } });
      const running = await tasks.insertRunning(task, holder);
      assert.ok(running !== undefined);
      assert.deepEqual(await tasks.get(task.id), running, 'as it is stored');
      assert.deepEqual([running.state, running.attempts, running.owner], ['running', 1, 'me']);
      assert.deepEqual(await claim(store(), 1), [], 'nobody else gets it');
      assert.equal(await tasks.insertRunning(aTask({ key: 'k' }), holder), undefined, 'one per kind and key');
      assert.equal(
        await tasks.insertRunning(aTask({ serialKey: 's' }), holder),
        undefined,
        'one at a time of a serial key',
      );
      const taken = await claimOne(store(), leaseMs, 'heir');
      assert.equal(taken.epoch, running.epoch + 1, 'its lease ends like any other');
      assert.equal(await tasks.complete(claimOf(running)), false);
      assert.equal(await tasks.complete(claimOf(taken)), true);
    });

    it('are taken over when their lease is over, and their late holder can do nothing more, because that one may only have been slow', async () => {
      await store().tasks.insert(aTask());
      const first = await claimOne(store(), 0, 'first');
      assert.equal(await store().tasks.heartbeat(claimOf(first), 5000), true);
      assert.deepEqual(await claim(store(), 4999, 'second'), [], 'a heartbeat prolongs it');
      const second = await claimOne(store(), 5000, 'second');
      assert.equal(second.attempts, 1, 'taking over goes on under the same attempt');
      const { tasks } = store();
      assert.equal(await tasks.heartbeat(claimOf(first), 9000), false);
      assert.equal(await tasks.release(claimOf(first), 0, null, true), false);
      assert.equal(await tasks.fail(claimOf(first), 'x'), false);
      assert.equal(await tasks.complete(claimOf(first)), false);
      assert.equal(await tasks.complete(claimOf(second)), true);
    });

    it('of an owner that is known to be dead are free at once, because a restart should not wait for leases', async () => {
      await store().tasks.insert(aTask());
      await claimOne(store(), 0, 'dead');
      assert.equal(await store().tasks.releaseOwner('somebody', 1), 0);
      assert.equal(await store().tasks.releaseOwner('dead', 1), 1);
      assert.equal((await claimOne(store(), 1, 'alive')).owner, 'alive');
    });

    it('go back for later, counting the attempt or not, because waiting is no failure', async () => {
      await store().tasks.insert(aTask());
      const first = await claimOne(store(), 0);
      assert.equal(await store().tasks.release(claimOf(first), 50, 'no luck', true), true);
      assert.equal(await store().tasks.nextDue(['turn']), 50);
      assert.deepEqual(await claim(store(), 49), []);
      const second = await claimOne(store(), 50);
      assert.deepEqual([second.attempts, second.lastError], [2, 'no luck']);
      await store().tasks.release(claimOf(second), 60, null, false);
      assert.equal((await claimOne(store(), 60)).attempts, 2);
    });

    it('are woken by their key or serial key, because what they waited for has happened', async () => {
      await store().tasks.insert(aTask({ key: 'by-key', runAt: 100 }));
      await store().tasks.insert(aTask({ serialKey: 'by-serial', runAt: 100 }));
      await store().tasks.insert(aTask({ key: 'other', runAt: 100 }));
      await store().tasks.wake('by-key', 10);
      await store().tasks.wake('by-serial', 10);
      assert.equal((await claim(store(), 10)).length, 2);
    });

    it('are woken together by their keys, running or not, because the end of one turn may let several go', async () => {
      await store().tasks.insert(aTask({ key: 'held', runAt: 5 }));
      const held = await claimOne(store(), 5);
      for (const key of ['asleep', 'other']) await store().tasks.insert(aTask({ key, runAt: 100 }));
      await store().tasks.wakeAll('turn', ['held', 'asleep', 'nobody'], 10);
      await store().tasks.wakeAll('build', ['other'], 10);
      assert.deepEqual(
        (await claim(store(), 10)).map(({ key }) => key),
        ['asleep'],
      );
      await store().tasks.release(claimOf(held), 999, null, false);
      assert.deepEqual(
        (await claim(store(), 10)).map(({ key }) => key),
        ['held'],
      );
    });

    it('do not sleep through a wake while they run, because then they would wait for nothing', async () => {
      await store().tasks.insert(aTask({ serialKey: 's' }));
      const looking = await claimOne(store(), 0);
      await store().tasks.wake('s', 5);
      await store().tasks.release(claimOf(looking), 999, null, false);
      assert.equal(await store().tasks.nextDue(['turn']), 5);
      const again = await claimOne(store(), 6);
      await store().tasks.release(claimOf(again), 999, null, false);
      assert.equal(await store().tasks.nextDue(['turn']), 999, 'one wake wakes once');
    });

    it('are gone once cancelled, running or not, because nobody wants it any more', async () => {
      await store().tasks.insert(aTask({ key: 'a' }));
      const running = await claimOne(store(), 0);
      assert.equal(await store().tasks.cancel('turn', 'a'), true);
      assert.equal(await store().tasks.heartbeat(claimOf(running), 99), false);
      assert.equal(await store().tasks.cancel('turn', 'a'), false);
      assert.equal(await store().tasks.nextDue(['turn']), undefined);
    });

    it('keep their order within a serial key through failures and waits, because a session’s messages are answered in order', async () => {
      const inOrder = ['one', 'two', 'three'];
      for (const key of inOrder) await store().tasks.insert(aTask({ key, serialKey: 's' }));
      await store().tasks.insert(aTask({ key: 'free', serialKey: 'another' }));
      const first = await claim(store(), 0);
      assert.deepEqual(
        first.map(({ key }) => key),
        ['one', 'free'],
      );
      const [one] = first;
      assert.ok(one !== undefined);
      await store().tasks.release(claimOf(one), 50, null, true);
      assert.deepEqual(await claim(store(), 49), [], 'a later one does not overtake one that waits');
      await store().tasks.fail(claimOf(await claimOne(store(), 50)), 'never works');
      assert.equal((await claimOne(store(), 51)).key, 'two', 'a failed one makes room');
    });

    it('go by priority before age, because people wait for some tasks and not for others', async () => {
      await store().tasks.insert(aTask({ key: 'background' }));
      await store().tasks.insert(aTask({ key: 'person', priority: 10 }));
      assert.equal((await claim(store(), 0, 'me', 1))[0]?.key, 'person');
      assert.equal((await claim(store(), 0, 'me', 1))[0]?.key, 'background');
      await store().tasks.deleteEndedBefore(99);
      assert.equal((await store().tasks.unfinished('turn')).length, 2, 'only ended ones are deleted');
    });
  });
}
