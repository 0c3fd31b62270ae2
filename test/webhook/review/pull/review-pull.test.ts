// A pull request is looked at, however often and in whatever order its deliveries came.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { GitError } from '../../../../reconciler/git/errors.ts';
import type { StoredView } from '../../../../webhook/review/plan-page/stored-view.ts';
import { aPlan, commit, createDeskWorld, idOf } from './desk-world.ts';

describe('an open pull request', () => {
  it('gets its plan as a comment and a check run, with whom it touches now', async () => {
    await using world = await createDeskWorld();
    assert.deepEqual(await world.look(), { type: 'done' });
    assert.match(await world.comment(), /## Raworc plan: ~1 · 2 running sessions affected/);
    assert.match(
      await world.comment(),
      /https:\/\/github\.com\/Team\/config\/blob\/a{40}\/spaces\/sales\/space\.yaml#L4/,
    );
    assert.equal((await world.check())?.conclusion, 'success');
    assert.deepEqual(world.asked, [`${commit('0')}: main..${commit('a')}`], 'the branch as it is now');
  });

  it('keeps its plan for the link in the comment', async () => {
    await using world = await createDeskWorld();
    await world.look();
    const [, hash = ''] =
      /https:\/\/raworc\.example\/plans\/([0-9a-f]{64})/.exec(await world.comment()) ?? [];
    assert.equal((await world.store.reviews.plan(hash))?.pull, 3);
  });

  it('shows the newest plan in the same comment', async () => {
    await using world = await createDeskWorld();
    await world.look();
    world.plan = aPlan({ head: commit('e'), planHash: 'd'.repeat(64), changes: [], spaces: [] });
    await world.look();
    assert.match(await world.comment(), /No changes/);
    assert.equal((await world.store.publications.get('comment/team/config#3'))?.wantedVersion, 2);
  });

  it('of a fork says that nothing is built and no secret used', async () => {
    await using world = await createDeskWorld();
    if (world.pull !== undefined)
      world.pull = { ...world.pull, head: { ...world.pull.head, repo: 'stranger/config' } };
    await world.look();
    assert.match(await world.comment(), /From a fork/);
  });

  it('that can’t be planned says why at its commit, because a missing check looks like one that is on its way', async () => {
    await using world = await createDeskWorld();
    world.plan = new GitError('REF_NOT_FOUND', 'There is no branch main.', { hint: 'Push it.' });
    assert.deepEqual(await world.look(), { type: 'done' });
    const check = await world.check();
    assert.equal(check?.conclusion, 'failure');
    assert.match(check.summary, /There is no branch main/);
  });

  it('is tried again where it may work later', async () => {
    await using world = await createDeskWorld();
    world.plan = new GitError('GIT_UNREACHABLE', 'Away.', { hint: 'Wait.', disposition: 'retry' });
    await assert.rejects(world.look(), { code: 'GIT_UNREACHABLE' });
    assert.equal(await world.check(), undefined);
  });

  it('of another branch is none of our business, and one that is gone neither', async () => {
    await using world = await createDeskWorld();
    if (world.pull !== undefined)
      world.pull = { ...world.pull, base: { ref: 'playground', commit: commit('b') } };
    await world.look();
    world.pull = undefined;
    await world.look();
    assert.deepEqual(world.asked, []);
  });
});

describe('a pull request that ended', () => {
  it('without a merge is left alone', async () => {
    await using world = await createDeskWorld();
    if (world.pull !== undefined) world.pull = { ...world.pull, state: 'closed' };
    assert.deepEqual(await world.look(), { type: 'done' });
    assert.deepEqual(world.asked, []);
  });

  it('with a merge is followed for as long as it takes', async () => {
    await using world = await createDeskWorld();
    await world.look();
    const merged = { state: 'closed', merged: true, mergeCommit: commit('f') } as const;
    if (world.pull !== undefined) world.pull = { ...world.pull, ...merged };
    assert.equal((await world.store.reviews.list('open', { limit: 10 })).length, 1);
    world.followed = { type: 'wait', until: 7 };
    assert.deepEqual(await world.look(), { type: 'wait', until: 7 });
    world.followed = { type: 'done' };
    assert.deepEqual(await world.look(), { type: 'done' });
    assert.equal(world.asked.length, 1, 'its plan was shown before');
    assert.equal(
      (await world.store.reviews.list('open', { limit: 10 })).length,
      0,
      'nobody has to look at it any more',
    );
    assert.equal((await world.store.reviews.list('merged', { limit: 10 })).length, 1);
  });

  it('before anybody looked gets its plan afterwards, from where it was merged', async () => {
    await using world = await createDeskWorld();
    const merged = { state: 'closed', merged: true, mergeCommit: commit('f') } as const;
    if (world.pull !== undefined) world.pull = { ...world.pull, ...merged };
    await world.look();
    assert.deepEqual(world.asked, [`${commit('b')}: ${commit('b')}..${commit('a')}`]);
  });
});

describe('an approval', () => {
  const approved = async (world: Awaited<ReturnType<typeof createDeskWorld>>, hash = 'r1') =>
    (await world.store.approvals.get('sales', hash))?.by;

  it('is of the plan that was shown when it came, with the commits that it named', async () => {
    await using world = await createDeskWorld({ requireReviewedPlan: true });
    await world.look();
    assert.match(await world.comment(), /approving review of this pull request is missing for `sales`/);
    world.approve('ann');
    await world.look();
    assert.deepEqual((await world.store.approvals.get('sales', 'r1'))?.pins, { bot: commit('5') });
    assert.match(await world.comment(), /Approved by ann, exactly as it stands here/);
  });

  it('stands in the plan as it is kept, which is what people read later, and not in what was shown before', async () => {
    await using world = await createDeskWorld({ requireReviewedPlan: true });
    const { reviews } = world.store;
    const shown = async (hash?: string) => {
      const name = hash ?? (await reviews.get('team/config', 3))?.planHash ?? '';
      return { name, ...((await reviews.plan(name))?.content as Pick<StoredView, 'approval'>) };
    };
    await world.look();
    const before = await shown();
    await world.look();
    assert.equal((await shown()).name, before.name, 'nothing is another yet');
    world.approve('ann');
    await world.look();
    assert.deepEqual((await shown()).approval, { by: ['ann'], missing: [] });
    assert.deepEqual((await shown(before.name)).approval, { by: [], missing: ['sales'] });
  });

  it('is not of a plan that is made anew, because the base branch or a source moved', async () => {
    await using world = await createDeskWorld({ requireReviewedPlan: true });
    await world.look();
    world.approve('ann');
    const [space] = aPlan().spaces;
    if (space === undefined) throw new Error('No space');
    world.plan = aPlan({ planHash: 'd'.repeat(64), spaces: [{ ...space, reviewHash: 'r2' }] });
    await world.look();
    await world.look();
    assert.equal(await approved(world), 'ann');
    assert.equal(await approved(world, 'r2'), undefined);
    assert.match(await world.comment(), /is missing for `sales`/);
    world.approve('ann');
    await world.look();
    assert.equal(await approved(world, 'r2'), 'ann');
  });

  it('of another commit, or from before the first plan, counts for nothing', async () => {
    await using world = await createDeskWorld({ requireReviewedPlan: true });
    world.approve('early');
    await world.look();
    await world.look();
    assert.equal(await approved(world), undefined);
    world.approve('late', commit('9'));
    await world.look();
    assert.equal(await approved(world), undefined);
  });

  it('of somebody who may not write counts for nothing, because anybody can review in public', async () => {
    await using world = await createDeskWorld({ requireReviewedPlan: true });
    await world.look();
    world.permission = 'read';
    world.approve('stranger');
    await world.look();
    assert.equal(await approved(world), undefined);
  });

  it('is taken back by a dismissal or by asking for changes', async () => {
    await using world = await createDeskWorld({ requireReviewedPlan: true });
    await world.look();
    world.approve('ann');
    await world.look();
    world.reviews = world.reviews.map((review) => Object.assign(review, { state: 'dismissed' }));
    await world.look();
    assert.equal(await approved(world), undefined);
    world.approve('ann');
    await world.look();
    assert.equal(await approved(world), 'ann');
    world.reviews.push({
      id: 99,
      author: 'ann',
      authorId: 1,
      commit: commit('a'),
      state: 'changes_requested',
      at: 99,
    });
    await world.look();
    await world.look();
    assert.equal(await approved(world), undefined);
    const rows = await world.store.audit.list({ via: 'github' }, { limit: 9 });
    const withdrawn = rows.filter(({ after }) => after === null).toReversed();
    assert.deepEqual(
      withdrawn.map(({ account, space, before, reason, requestId }) => ({
        account,
        space,
        before,
        reason,
        requestId,
      })),
      [
        {
          account: 'github',
          space: 'sales',
          before: 'r1',
          reason: `the approval of github:ann#${idOf('ann')} was dismissed`,
          requestId: 'review/1',
        },
        {
          account: 'github:ann#1',
          space: 'sales',
          before: 'r1',
          reason: 'approval taken back: changes were asked for',
          requestId: 'review/99',
        },
      ],
      'each once, however often it is looked at',
    );
  });

  it('counts only for the spaces that their role allows to change, and says so', async () => {
    await using world = await createDeskWorld({ requireReviewedPlan: true });
    const spec = { role: 'operator', subjects: [{ github: 'bob' }], spaces: ['sales'] };
    world.grants = { roles: new Map(), bindings: [{ name: 'ops', spec }] };
    await world.look();
    world.approve('ann');
    await world.look();
    assert.equal(await approved(world), undefined);
    assert.match((await world.answerTo(1)) ?? '', /ann does not count.*No role of github.*ann/);
    world.approve('bob');
    await world.look();
    assert.equal(await approved(world), 'bob');
    assert.equal(await world.answerTo(2), undefined);
    const rows = await world.store.audit.list({}, { limit: 10 });
    assert.deepEqual(
      rows.map(({ account, decision, after }) => [account, decision, after]),
      [
        [`github:bob#${idOf('bob')}`, 'allowed', 'r1'],
        [`github:ann#${idOf('ann')}`, 'refused', 'r1'],
      ],
    );
  });
});
