// The contract of rights that were never given, or were taken away: each says what to grant, and to whom.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runOf } from './checks.ts';
import type { UseSubject } from './subject.ts';

const forbidden = { code: 'GITHUB_FORBIDDEN', disposition: 'stop' };

export function appRightsContract(subject: UseSubject): void {
  describe('an App that lost a right', () => {
    it('is told which, and can do all the rest', async () => {
      const { github, world } = subject();
      const { repo, state, main, pull } = await subject().open();
      const { number } = await pull();
      world.withhold('checks');
      try {
        await assert.rejects(github.putCheckRun(repo, runOf(main)), {
          ...forbidden,
          hint: `Give the App’s installation the permission checks: write on ${repo}.`,
        });
        await github.createComment(repo, number, 'Hello');
        assert.equal(state.comments.length, 1);
      } finally {
        world.grant('checks');
      }
      await github.putCheckRun(repo, runOf(main));
      assert.equal(state.checks.length, 1);
    });

    it('is told where it was taken off a repository, because that is mended elsewhere', async () => {
      const { world, connect } = subject();
      const { repo, pull } = await subject().open();
      const { number } = await pull();
      world.uninstall(repo);
      await assert.rejects(connect().createComment(repo, number, 'Hello'), {
        code: 'GITHUB_NOT_FOUND',
        message: `The GitHub App is not installed on ${repo}.`,
      });
    });
  });
}

export function tokenRightsContract(subject: UseSubject): void {
  describe('a token', () => {
    it('writes no check run, whatever else it may, because GitHub lets only Apps', async () => {
      const { github, world } = subject();
      const { repo, state, main } = await subject().open();
      world.setPermission(repo, 'raworc', 'admin');
      await assert.rejects(github.putCheckRun(repo, runOf(main)), forbidden);
      assert.deepEqual(state.checks, []);
    });

    it('that may only read any more is told so', async () => {
      const { github, world } = subject();
      const { repo, main } = await subject().open();
      world.setPermission(repo, 'raworc', 'read');
      const status = { commit: main, context: 'raworc/plan', state: 'success', description: '' } as const;
      await assert.rejects(github.putCommitStatus(repo, status), {
        ...forbidden,
        hint: `Give the token one of the scopes repo on ${repo}.`,
      });
      await assert.rejects(github.hooks(repo), { code: 'GITHUB_NOT_FOUND' });
    });

    it('sees nothing of a repository that is hidden from it', async () => {
      const { github, world } = subject();
      const hidden = 'team/hidden';
      await world.createRepository(hidden, { 'README.md': 'Ours' }, { private: true });
      await world.as('ann').push(hidden, { 'more.md': 'More' }, { branch: 'more' });
      const { number } = await world.as('ann').openPull(hidden, { branch: 'more' });
      assert.equal(await github.pullRequest(hidden, number), undefined);
      await assert.rejects(github.createComment(hidden, number, 'Hello'), { code: 'GITHUB_NOT_FOUND' });
    });

    it('that was revoked is wrong, and is never shown', async () => {
      const { world, connect } = subject();
      const { repo, pull } = await subject().open();
      const { number } = await pull();
      const token = world.token('raworc');
      const github = connect({ identity: { type: 'token', token } });
      await github.createComment(repo, number, 'Hello');
      world.revoke(token);
      const error = await github.createComment(repo, number, 'Hello').catch((thrown: unknown) => thrown);
      const { code, hint } = error as { code?: string; hint?: string };
      assert.deepEqual([code, /RAWORC_GITHUB_TOKEN/.test(hint ?? '')], ['GITHUB_UNAUTHORIZED', true]);
      assert.ok(!JSON.stringify(error, Object.getOwnPropertyNames(error)).includes(token));
    });

    it('is needed to write, and not to read what everybody may', async () => {
      const { connect } = subject();
      const { repo, pull } = await subject().open();
      const { number } = await pull();
      const github = connect({ identity: { type: 'none' } });
      assert.equal((await github.pullRequest(repo, number))?.number, number);
      await assert.rejects(github.createComment(repo, number, 'Hello'), {
        code: 'GITHUB_UNAUTHORIZED',
        hint: /RAWORC_GITHUB_TOKEN/,
      });
    });
  });
}
