// Who goes first where long work and short questions want the store at the same time.

import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { beforeEach, describe, it } from 'node:test';
import { type Background, createBackground } from '../../../state/store/background.ts';

describe('long work on the store', () => {
  let background: Background;
  let order: string[];
  beforeEach(() => {
    background = createBackground();
    order = [];
  });

  /** Notes when it may begin; answers what ends it. */
  async function begin(name: string, options?: { readonly holdsLock: boolean }): Promise<() => void> {
    const leave = await background.enter(options);
    order.push(name);
    return leave;
  }

  /** Long work that has begun as many statements as may be under way at once. */
  async function fillTheStore(): Promise<readonly (() => void)[]> {
    return background.run(async () => [await begin('first'), await begin('second')]);
  }

  it('has two statements under way at once, because more answers would pile up on the thread', async () => {
    const [endFirst] = await fillTheStore();
    const third = background.run(() => begin('third'));
    for (let turn = 0; turn < 3; turn += 1) await nextTurn();
    assert.deepEqual(order, ['first', 'second']);
    endFirst?.();
    await third;
    assert.deepEqual(order, ['first', 'second', 'third']);
  });

  it('lets a short question in at once, because somebody waits for its answer', async () => {
    await fillTheStore();
    const waiting = background.run(() => begin('third'));
    await begin('short');
    assert.deepEqual(order, ['first', 'second', 'short']);
    void waiting;
  });

  it('goes on where it holds a lock, because what others have begun may wait for that', async () => {
    const [endFirst] = await fillTheStore();
    const third = background.run(() => begin('third'));
    const endLocked = await background.run(() => begin('with lock', { holdsLock: true }));
    endLocked();
    endFirst?.();
    await third;
    assert.deepEqual(order, ['first', 'second', 'with lock', 'third']);
  });

  it('does not hold the thread, because an embedded database answers without ever leaving it', async () => {
    let turns = 0;
    const over = new AbortController();
    const countTurns = (async () => {
      for (; !over.signal.aborted; turns += 1) await nextTurn();
    })();
    const statements = 20;
    await background.run(async () => {
      for (let count = 0; count < statements; count += 1) {
        const leave = await begin('step');
        busyFor(6);
        leave();
      }
    });
    over.abort();
    await countTurns;
    assert.ok(turns >= statements - 1, `${turns} turns of the event loop in ${statements} long statements`);
  });

  it('is short again for what it left behind, because that belongs to whoever it was started for', async () => {
    const gate = Promise.withResolvers<void>();
    let left: Promise<unknown> = Promise.resolve();
    await background.run(async () => {
      left = gate.promise.then(() => begin('left behind'));
    });
    await fillTheStore();
    gate.resolve();
    await left;
    assert.deepEqual(order, ['first', 'second', 'left behind']);
  });

  it('ends for good where it fails, because an error must not take a place with it', async () => {
    await assert.rejects(
      background.run(async () => {
        const leave = await begin('failing');
        leave();
        throw new Error('stop');
      }),
      /stop/,
    );
    await fillTheStore();
    assert.deepEqual(order, ['failing', 'first', 'second']);
  });
});

function busyFor(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}
