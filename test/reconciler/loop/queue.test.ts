// The queue of keys, on a clock that stands still.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { backoffMs } from '../../../reconciler/loop/backoff.ts';
import type { Key } from '../../../reconciler/loop/keys.ts';
import { createQueue, type Queue, type Requeue } from '../../../reconciler/loop/queue.ts';
import { createFakeClock } from '../../scenarios/reconciler/fake-clock.ts';

interface Held {
  readonly key: Key;
  readonly end: (requeue?: Requeue) => Promise<void>;
}

/** A queue whose runs begin in `running` and end when a case says so. */
function held(concurrency = 10) {
  const clock = createFakeClock();
  const running: Held[] = [];
  const begun: Key[] = [];
  const queue: Queue = createQueue({
    clock,
    random: () => 0.5,
    concurrency: { config: 1, space: concurrency, session: concurrency, pool: 1, schedules: 1 },
    run: (key) =>
      new Promise((resolve) => {
        begun.push(key);
        running.push({
          key,
          end: async (requeue = { type: 'none' }) => {
            running.splice(
              running.findIndex((each) => each.key === key),
              1,
            );
            resolve(requeue);
            await turn();
          },
        });
      }),
  });
  const one = (key: Key): Held => {
    const found = running.find((each) => each.key === key);
    assert.ok(found !== undefined, `${key} runs`);
    return found;
  };
  return { clock, queue, running, begun, one };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('a key that is added twice runs once, since the key is the whole message', () => {
  const { queue, begun } = held();
  queue.add('space/a');
  queue.add('space/a');
  queue.start();
  assert.deepEqual(begun, ['space/a']);
});

test('a key never runs twice at once, and runs again when it was added meanwhile', async () => {
  const { queue, begun, one } = held();
  queue.start();
  queue.add('space/a');
  queue.add('space/a');
  queue.add('space/a');
  assert.deepEqual(begun, ['space/a']);
  await one('space/a').end();
  assert.deepEqual(begun, ['space/a', 'space/a']);
  await one('space/a').end();
  assert.equal(begun.length, 2);
});

test('people come before background, since somebody waits', async () => {
  const { queue, begun, one } = held(1);
  queue.start();
  queue.add('space/first');
  queue.add('space/background');
  queue.add('space/person', 'people');
  await one('space/first').end();
  assert.deepEqual(begun, ['space/first', 'space/person']);
});

test('adding for a person lifts what waited in the background', async () => {
  const { queue, begun, one } = held(1);
  queue.start();
  queue.add('space/first');
  queue.add('space/a');
  queue.add('space/b');
  queue.add('space/b', 'people');
  queue.add('space/b');
  await one('space/first').end();
  assert.equal(begun[1], 'space/b');
});

test('a full prefix holds up nobody of another prefix', () => {
  const { queue, begun } = held(1);
  queue.start();
  queue.add('space/a');
  queue.add('space/b');
  queue.add('config');
  assert.deepEqual(begun, ['space/a', 'config']);
});

test('what is put off runs when its time has come, at the soonest of several times', async () => {
  const { queue, begun, clock } = held();
  queue.start();
  queue.addAfter('space/a', 100);
  queue.addAfter('space/a', 50);
  queue.addAfter('space/a', 200);
  clock.advance(49);
  await turn();
  assert.deepEqual(begun, []);
  clock.advance(1);
  await turn();
  assert.deepEqual(begun, ['space/a']);
});

test('what is added now is not run again when its put-off time comes', async () => {
  const { queue, begun, clock, one } = held();
  queue.start();
  queue.addAfter('space/a', 50);
  queue.add('space/a');
  await one('space/a').end();
  clock.advance(60);
  await turn();
  assert.deepEqual(begun, ['space/a']);
});

test('failures back off per key, and one success forgets them', async () => {
  const { queue, begun, clock, one } = held();
  queue.start();
  queue.add('space/a');
  for (const pause of [1_000, 2_000, 4_000]) {
    await one('space/a').end({ type: 'backoff' });
    const before = begun.length;
    clock.advance(pause - 1);
    await turn();
    assert.equal(begun.length, before);
    clock.advance(1);
    await turn();
    assert.equal(begun.length, before + 1);
  }
  await one('space/a').end();
  queue.add('space/a');
  await one('space/a').end({ type: 'backoff' });
  clock.advance(1_000);
  await turn();
  assert.equal(begun.length, 6);
});

test('a run that is asked for is waited for, and one that began before does not count', async () => {
  const { queue, one } = held();
  queue.start();
  queue.add('config');
  let done = false;
  const waiting = queue.run('config').then(() => (done = true));
  await one('config').end();
  assert.equal(done, false);
  await one('config').end();
  await waiting;
  assert.equal(done, true);
});

test('draining lets what runs end and begins nothing new', async () => {
  const { queue, begun, one } = held(1);
  queue.start();
  queue.add('space/a');
  queue.add('space/b');
  let drained = false;
  const draining = queue.drain().then(() => (drained = true));
  await turn();
  assert.equal(drained, false);
  await one('space/a').end();
  await draining;
  queue.add('space/c');
  assert.deepEqual(begun, ['space/a']);
});

test('pauses double from one second to five minutes, a fifth more or less', () => {
  const table: readonly (readonly [failures: number, random: number, ms: number])[] = [
    [1, 0.5, 1_000],
    [1, 0, 800],
    [1, 1, 1_200],
    [2, 0.5, 2_000],
    [9, 0.5, 256_000],
    [10, 0.5, 300_000],
    [1_000, 0.5, 300_000],
  ];
  for (const [failures, random, ms] of table) assert.equal(backoffMs(failures, random), ms);
});
