// GitHub that is away, refuses or is slow, and a runtime that is away itself: nothing is lost, and the newest is shown.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { agent, space } from '../../scenarios/reconciler/declared.ts';
import type { Mood } from '../../support/github/moods.ts';
import { config, createReviewedWorld, type ReviewedWorld } from './reviewed-world.ts';

describe('GitHub in trouble', () => {
  let world: ReviewedWorld;
  before(async () => {
    world = await createReviewedWorld({ files: { ...space('sales'), ...agent('sales', 'bot') } });
    world.github.setPermission(config, 'bob', 'write');
  });
  after(() => world[Symbol.asyncDispose]());

  const shows = (pull: number, head: string) =>
    world.see(`the plan of ${head}`, () => world.plan(pull)?.body.includes(head.slice(0, 12)) || undefined);

  const troubles: readonly (readonly [why: string, branch: string, mood: Mood])[] = [
    ['away', 'away', { type: 'away' }],
    ['broken', 'broken', { type: 'broken', status: 502 }],
    ['overrun by others', 'overrun', { type: 'overrun', seconds: 1 }],
  ];
  for (const [why, branch, mood] of troubles) {
    it(`shows the newest plan once it is no longer ${why}, whatever was pushed meanwhile`, async () => {
      const bob = world.github.as('bob');
      await bob.push(config, agent('sales', 'bot', `${branch} 1`), { branch });
      const { number } = await bob.openPull(config, { branch });
      await world.see('a comment', () => world.plan(number));
      world.github.behave(mood);
      await bob.push(config, agent('sales', 'bot', `${branch} 2`), { branch });
      const newest = await bob.push(config, agent('sales', 'bot', `${branch} 3`), { branch });
      await world.github.quiet();
      const { awaiting } = await world.client
        .get<{ config: { awaiting_review: object } }>('status')
        .then((status) => ({ awaiting: status.config.awaiting_review }));
      assert.deepEqual(awaiting, {}, 'the runtime answers as ever');
      world.github.behave({ type: 'well' });
      await shows(number, newest);
      const own = world.github.repo(config).comments.filter(({ issue }) => issue === number);
      assert.equal(own.length, 1, 'and never in two comments');
    });
  }

  it('asks for what was delivered while it was away itself', async () => {
    const bob = world.github.as('bob');
    await world.stop();
    const head = await bob.push(config, agent('sales', 'bot', 'missed'), { branch: 'missed' });
    const { number } = await bob.openPull(config, { branch: 'missed' });
    await world.github.quiet();
    const [hook] = world.github.repo(config).hooks;
    assert.equal(hook?.deliveries.at(-1)?.status, 0, 'nobody took it');
    await world.start();
    await shows(number, head);
  });
});
