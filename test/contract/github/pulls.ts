// The contract of pull requests: read as they are now, opened once for a branch, and their reviews.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { UseSubject } from './subject.ts';

export function pullsContract(subject: UseSubject): void {
  describe('a pull request', () => {
    it('is shown as it is now, because deliveries come late and in any order', async () => {
      const { github, world } = subject();
      const { repo, main, pull } = await subject().open();
      const { number, branch, head } = await pull();
      const opened = {
        number,
        state: 'open',
        draft: false,
        title: 'Change',
        author: 'ann',
        base: { ref: 'main', commit: main },
        head: { ref: branch, commit: head, repo },
        mergeCommit: null,
        merged: false,
        url: `${world.url}/${repo}/pull/${number}`,
      };
      assert.deepEqual(await github.pullRequest(repo, number), opened);
      const commit = await world.as('ann').push(repo, { 'more.md': 'More' }, { branch });
      await world.as('ann').changePull(repo, number, { title: 'More', draft: true });
      const changed = { ...opened, title: 'More', draft: true, head: { ...opened.head, commit } };
      assert.deepEqual(await github.pullRequest(repo, number), changed);
      const mergeCommit = await world.as('bob').merge(repo, number);
      const merged = { ...changed, state: 'closed', merged: true, mergeCommit };
      assert.deepEqual(await github.pullRequest(repo, number), merged);
      assert.equal(await github.pullRequest(repo, 999), undefined);
    });

    it('of a fork names it, because nothing of a fork is trusted', async () => {
      const { github, world } = subject();
      const { repo } = await subject().open();
      const fork = await world.fork(repo, 'eve');
      await world.as('eve').push(fork.name, { 'evil.md': 'Evil' }, { branch: 'evil' });
      const { number, headCommit } = await world
        .as('eve')
        .openPull(repo, { branch: 'evil', from: fork.name });
      const pull = await github.pullRequest(repo, number);
      assert.deepEqual(pull?.head, { ref: 'evil', commit: headCommit, repo: fork.name });
      assert.deepEqual(
        (await github.openPullRequests(repo, { head: 'eve:evil' })).map((one) => one.number),
        [number],
      );
    });

    it('is listed while it is open, the newest first, by its branch or its base', async () => {
      const { github, world } = subject();
      const { repo, state, main, pull } = await subject().open();
      const [one, two, three] = [await pull(), await pull(), await pull()];
      await state.git.branch('release', main as never);
      await world.as('ann').changePull(repo, one.number, { base: 'release' });
      world.as('ann').close(repo, three.number);
      const numbers = async (filter?: { readonly head?: string; readonly base?: string }) =>
        (await github.openPullRequests(repo, filter)).map(({ number }) => number);
      assert.deepEqual(await numbers(), [two.number, one.number]);
      assert.deepEqual(await numbers({ head: `team:${two.branch}` }), [two.number]);
      assert.deepEqual(await numbers({ base: 'release' }), [one.number]);
      assert.deepEqual(await numbers({ head: `team:${three.branch}` }), []);
    });

    it('is opened, changed and closed by us', async () => {
      const { github, login, world } = subject();
      const { repo, main } = await subject().open();
      const commit = await world.as('ann').push(repo, { 'bump.md': 'Bump' }, { branch: 'raworc/bump' });
      const wish = { title: 'Bump', body: 'To the newest.', head: 'raworc/bump', base: 'main' };
      const made = await github.createPullRequest(repo, wish);
      assert.equal(made.author, login);
      assert.deepEqual(made.head, { ref: 'raworc/bump', commit, repo });
      assert.deepEqual(made.base, { ref: 'main', commit: main });
      await github.updatePullRequest(repo, made.number, { title: 'Bump again', body: 'To one newer still.' });
      assert.equal((await github.pullRequest(repo, made.number))?.title, 'Bump again');
      assert.equal(world.repo(repo).pulls[0]?.body, 'To one newer still.');
      await github.updatePullRequest(repo, made.number, { state: 'closed' });
      assert.equal((await github.pullRequest(repo, made.number))?.state, 'closed');
    });

    it('is refused twice for a branch, and where there is nothing to merge, because both would stay so', async () => {
      const { github } = subject();
      const { repo, pull } = await subject().open();
      const { branch } = await pull();
      const wish = { title: 'Again', body: '', head: branch, base: 'main' };
      const refusal = { code: 'GITHUB_REFUSED' };
      await assert.rejects(github.createPullRequest(repo, wish), { ...refusal, message: /already exists/ });
      await assert.rejects(github.createPullRequest(repo, { ...wish, head: 'main' }), {
        ...refusal,
        message: /No commits between/,
      });
      await assert.rejects(github.createPullRequest(repo, { ...wish, head: 'nowhere' }), refusal);
    });

    it('is closed with its branch, because a branch may be deleted while its plan is made', async () => {
      const { github, world } = subject();
      const { repo, pull } = await subject().open();
      const { number, branch } = await pull();
      await world.as('ann').deleteBranch(repo, branch);
      const { state, merged, mergeCommit } = (await github.pullRequest(repo, number)) ?? {};
      assert.deepEqual({ state, merged, mergeCommit }, { state: 'closed', merged: false, mergeCommit: null });
    });
  });

  describe('a review', () => {
    it('is of the commit that was looked at, because an approval is for that and nothing newer', async () => {
      const { github, world } = subject();
      const { repo, pull } = await subject().open();
      const { number, branch, head } = await pull();
      world.as('bob').requestChanges(repo, number);
      const newer = await world.as('ann').push(repo, { 'mended.md': 'Mended' }, { branch });
      world.as('bob').approve(repo, number);
      world.as('cy').approve(repo, number);
      world.as('ann').dismiss(repo, number, 'cy');
      const reviews = await github.reviews(repo, number);
      assert.deepEqual(
        reviews.map(({ author, state, commit }) => [author, state, commit]),
        [
          ['bob', 'changes_requested', head],
          ['bob', 'approved', newer],
          ['cy', 'dismissed', newer],
        ],
      );
      assert.ok(reviews.every(({ at }) => Math.abs(at - Date.now()) < 60_000));
    });

    it('is never left out, however many there are, because the last one decides', async () => {
      const { github, world } = subject();
      const { repo, pull } = await subject().open();
      const { number } = await pull();
      for (let at = 0; at < 210; at += 1) world.as(`reviewer-${at}`).approve(repo, number);
      const reviews = await github.reviews(repo, number);
      assert.deepEqual(
        reviews.map(({ author }) => author),
        Array.from({ length: 210 }, (_, at) => `reviewer-${at}`),
      );
    });
  });

  describe('where two histories part', () => {
    it('is what Git says, because the plan begins there', async () => {
      const { github, world } = subject();
      const { repo, main, pull } = await subject().open();
      const { head } = await pull();
      const newer = await world.as('bob').push(repo, { 'other.md': 'Other' });
      assert.equal(await github.mergeBase(repo, newer, head), main);
      assert.equal(await github.mergeBase(repo, 'main', head), main);
      assert.equal(await github.mergeBase(repo, 'c0ffee'.padEnd(40, '0'), head), undefined);
    });
  });
}
