// More spaces than the network pool has subnets for, on a real engine.

import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { waitForState } from '../../../cli/client/wait.ts';
import type { ConditionView } from '../../../server/api/shapes/condition.ts';
import type { SessionView } from '../../../server/api/shapes/session.ts';
import type { SpaceView } from '../../../server/api/shapes/space.ts';
import { space } from '../../support/runtime/agents.ts';
import { openRealRuntime, type RealRuntime } from '../../support/runtime/real-runtime.ts';

/** Of its own, for other tests on the same engine must not take from it. */
const poolOfTwo = `10.${randomInt(220, 250)}.${randomInt(256)}.0/28/29`;

describe('a network pool with fewer subnets than there are spaces', () => {
  let runtime: RealRuntime;
  before(async () => {
    runtime = await openRealRuntime({ networkPool: poolOfTwo });
  });
  after(() => runtime[Symbol.asyncDispose]());

  const spaces = () => runtime.client.all<SpaceView>('spaces');
  const condition = ({ conditions }: SpaceView, type: string): ConditionView | undefined =>
    conditions.find((each) => each.type === type);
  const isReady = (view: SpaceView) => condition(view, 'Ready')?.status === 'True';

  /** Looks again whenever the server tells of a space. */
  async function untilAllAreReady(change: () => Promise<unknown>): Promise<void> {
    const over = new AbortController();
    const told = runtime.client.stream('GET', 'progress', { signal: over.signal })[Symbol.asyncIterator]();
    let next = told.next();
    await change();
    while (!(await spaces()).every(isReady)) {
      await next;
      next = told.next();
    }
    next.catch(() => {}); // nobody waits for it any more
    over.abort();
  }

  it('stops the one that is too many with a code and a hint, while the others run', async () => {
    const { result } = await runtime.apply({
      ...space('one', 'prune: auto'),
      ...space('two', 'prune: auto'),
      ...space('three', 'prune: auto'),
    });
    assert.equal(result, 'stuck');
    const views = await spaces();
    const running = views.filter(isReady);
    assert.equal(running.length, 2);
    const stalled = condition(views.find((view) => !isReady(view)) as SpaceView, 'Stalled');
    assert.equal(stalled?.reason, 'NetworkPoolEmpty');
    assert.match(stalled.message, /^All 2 subnets of the network pool 10\..+ are taken\.$/);
    assert.match(stalled.hint ?? '', /RAWORC_NETWORK_POOL/);
    for (const { name } of running) {
      const { id } = await runtime.client.post<SessionView>('sessions', { space: name });
      await waitForState(runtime.client, id, 'idle', 60);
    }
  });

  it('lets it go on as soon as another space goes, sessions and all, for its subnet is free then', async () => {
    const leaving = (await spaces()).find(isReady) as SpaceView;
    await untilAllAreReady(() => runtime.apply({ [`spaces/${leaving.name}/space.yaml`]: null }));
    const left = await spaces();
    assert.deepEqual(
      left.map(({ name }) => name),
      ['one', 'three', 'two'].filter((name) => name !== leaving.name),
    );
  });

  it('gives back the subnet of a space that needs no network any more', async () => {
    await runtime.apply(space('four', 'prune: auto'));
    assert.equal((await spaces()).filter((view) => !isReady(view)).length, 1, 'the pool is empty again');
    const first = (await spaces()).find(({ name, sessions }) => name !== 'four' && sessions === 0);
    assert.ok(first, 'one that no session holds to its network');
    await untilAllAreReady(() => runtime.apply(space(first.name, 'network: { egress: none }')));
  });
});
