// The contract of comments: found again by their marker, changed in place, reacted to.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { idOfLogin } from '../../support/github/shapes.ts';
import type { UseSubject } from './subject.ts';

const marker = '<!-- raworc:plan -->';

export function commentsContract(subject: UseSubject): void {
  describe('a comment', () => {
    it('is found by its marker and changed in place, because a pull request has one plan', async () => {
      const { github, login, world } = subject();
      const { repo, state, pull } = await subject().open();
      const { number } = await pull();
      const made = await github.createComment(repo, number, `${marker} One`);
      const url = `${world.url}/${repo}/pull/${number}#issuecomment-${made.id}`;
      const authorId = idOfLogin(login);
      assert.deepEqual(made, {
        id: made.id,
        author: login,
        authorId,
        body: `${marker} One`,
        url,
        issue: number,
      });
      assert.deepEqual(await github.findComment(repo, number, marker), made);
      const changed = { ...made, body: `${marker} Two` };
      assert.deepEqual(await github.updateComment(repo, made.id, changed.body), changed);
      assert.deepEqual(await github.comment(repo, made.id), changed);
      assert.equal(state.comments.length, 1);
    });

    it('is no other one with its marker, because anybody can copy that', async () => {
      const { github, world } = subject();
      const { repo, pull } = await subject().open();
      const [one, two] = [await pull(), await pull()];
      world.as('mallory').comment(repo, one.number, `${marker} Approved by everybody`);
      const elsewhere = await github.createComment(repo, two.number, marker);
      assert.equal(await github.findComment(repo, one.number, marker), undefined);
      assert.equal((await github.findComment(repo, two.number, marker))?.id, elsewhere.id);
    });

    it('is found after hundreds of others, because GitHub gives a hundred at once', async () => {
      const { github, world } = subject();
      const { repo, pull } = await subject().open();
      const { number } = await pull();
      for (let at = 0; at < 230; at += 1) world.as('ann').comment(repo, number, `Opinion ${at}`);
      const { id } = await github.createComment(repo, number, marker);
      world.as('ann').comment(repo, number, 'Another opinion');
      assert.equal((await github.findComment(repo, number, marker))?.id, id);
    });

    it('that somebody deleted is undefined, because then it has to be made again', async () => {
      const { github, world } = subject();
      const { repo, state, pull } = await subject().open();
      const { id } = await github.createComment(repo, (await pull()).number, marker);
      const [comment] = state.comments;
      assert.ok(comment);
      world.as('ann').deleteComment(repo, comment);
      assert.equal(await github.comment(repo, id), undefined);
      assert.equal(await github.updateComment(repo, id, 'Two'), undefined);
    });

    it('is made once where the answer is lost, because people are told of each', async () => {
      const { github, world } = subject();
      const { repo, state, pull } = await subject().open();
      const { number } = await pull();
      await github.pullRequest(repo, number);
      world.behave({ type: 'cut-off' }, { requests: 1 });
      await assert.rejects(github.createComment(repo, number, marker), { code: 'GITHUB_UNREACHABLE' });
      assert.equal(state.comments.length, 1);
      assert.equal((await github.findComment(repo, number, marker))?.id, state.comments[0]?.id);
    });

    it('is refused where it is too long or has nowhere to stand, because no repetition mends that', async () => {
      const { github } = subject();
      const { repo, pull } = await subject().open();
      const { number } = await pull();
      const tooLong = 'x'.repeat(65_537);
      await assert.rejects(github.createComment(repo, number, tooLong), {
        code: 'GITHUB_REFUSED',
        message: /too long/,
      });
      await assert.rejects(github.createComment(repo, 999, marker), { code: 'GITHUB_NOT_FOUND' });
    });

    it('has each reaction once, because a command is acknowledged again after a crash', async () => {
      const { github, world } = subject();
      const { repo, pull } = await subject().open();
      const command = world.as('ann').comment(repo, (await pull()).number, '/raworc plan');
      await github.react(repo, command.id, 'eyes');
      await github.react(repo, command.id, 'eyes');
      await github.react(repo, command.id, '+1');
      assert.deepEqual(command.reactions, ['eyes', '+1']);
    });
  });
}
