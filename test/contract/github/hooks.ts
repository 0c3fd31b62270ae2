// The contract of webhooks: made once, tried out, and asked again for what they could not deliver.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { listen } from './listener.ts';
import type { UseSubject } from './subject.ts';

export function hooksContract(subject: UseSubject): void {
  describe('a hook', () => {
    it('is made once and then made as it is wished, because an update may bring new events', async () => {
      await using listener = await listen();
      const { url, secret } = listener;
      const { github } = subject();
      const { repo, state } = await subject().open();
      assert.deepEqual(await github.hooks(repo), []);
      const made = await github.putHook(repo, { url, secret, events: ['push'] });
      assert.deepEqual(made, { id: made.id, active: true, url, events: ['push'] });
      const events = ['push', 'pull_request'];
      const again = await github.putHook(repo, { url, secret, events });
      assert.deepEqual(again, { ...made, events });
      assert.deepEqual(await github.hooks(repo), [again]);
      assert.equal(state.hooks[0]?.config.secret, secret);
    });

    it('of somebody else is left as it is', async () => {
      await using listener = await listen();
      await using other = await listen();
      const { github } = subject();
      const { repo } = await subject().open();
      const theirs = await github.putHook(repo, { ...other, events: ['push'] });
      await github.putHook(repo, { ...listener, events: ['pull_request'] });
      const hooks = await github.hooks(repo);
      assert.equal(hooks.length, 2);
      assert.deepEqual(hooks[0], theirs);
    });

    it('delivers what people do, signed with its secret', async () => {
      await using listener = await listen();
      const { github, world } = subject();
      const { repo, main } = await subject().open();
      const hook = await github.putHook(repo, { ...listener, events: ['push'] });
      await github.pingHook(repo, hook.id);
      await world.quiet();
      const after = await world.as('ann').push(repo, { 'README.md': 'Changed' });
      await world.quiet();
      const events = listener.heard.map(({ headers }) => headers['x-github-event']);
      assert.deepEqual(events, ['ping', 'ping', 'push']);
      assert.ok(listener.heard.every(({ isSigned }) => isSigned));
      const push = listener.heard.at(-1);
      assert.equal(push?.headers['x-github-hook-id'], String(hook.id));
      assert.match(push.headers['user-agent'] ?? '', /^GitHub-Hookshot\//);
      const { ref, before, after: tip, commits } = push.body;
      assert.deepEqual([ref, before, tip], ['refs/heads/main', main, after]);
      const [commit] = commits as readonly { readonly id: string; readonly modified: readonly string[] }[];
      assert.deepEqual([commit?.id, commit?.modified], [after, ['README.md']]);
    });

    it('remembers what it could not deliver, and delivers it again under the same name', async () => {
      await using listener = await listen();
      const { github, world } = subject();
      const { repo } = await subject().open();
      const { id } = await github.putHook(repo, { ...listener, events: ['push'] });
      await world.quiet();
      listener.answer(503);
      await world.as('ann').push(repo, { 'README.md': 'Missed' });
      await world.quiet();
      const [missed, ping] = await github.deliveries(repo, id, 10);
      assert.deepEqual([ping?.event, ping?.status], ['ping', 202]);
      assert.deepEqual([missed?.event, missed?.status, missed?.redelivery], ['push', 503, false]);
      assert.ok(!Number.isSafeInteger(Number(missed?.id)), 'as large as GitHub’s');
      listener.answer(202);
      await github.redeliver(repo, id, missed?.id ?? '');
      await world.quiet();
      const [arrived] = await github.deliveries(repo, id, 10);
      const { guid, event, status, redelivery } = arrived ?? {};
      assert.deepEqual([guid, event, status, redelivery], [missed?.guid, 'push', 202, true]);
      const named = listener.heard.filter(({ headers }) => headers['x-github-delivery'] === guid);
      assert.deepEqual(named[0]?.body, named[1]?.body);
    });

    it('tells of a delivery that nobody answered, because then we were away', async () => {
      const listener = await listen();
      const { github, world } = subject();
      const { repo } = await subject().open();
      const { id } = await github.putHook(repo, { ...listener, events: ['push'] });
      await world.quiet();
      await listener[Symbol.asyncDispose]();
      await world.as('ann').push(repo, { 'README.md': 'Missed' });
      await world.quiet();
      const [missed] = await github.deliveries(repo, id, 1);
      assert.deepEqual([missed?.event, missed?.status], ['push', 0]);
    });

    it('lists as many deliveries as are wanted, newest first, because GitHub gives a hundred at once', async () => {
      await using listener = await listen();
      const { github, world } = subject();
      const { repo, state } = await subject().open();
      const { id } = await github.putHook(repo, { ...listener, events: ['issue_comment'] });
      for (let at = 0; at < 150; at += 1) world.as('ann').comment(repo, 1, `Opinion ${at}`);
      await world.quiet();
      const all = state.hooks[0]?.deliveries.map((each) => each.id).toReversed() ?? [];
      const listed = async (limit: number) =>
        (await github.deliveries(repo, id, limit)).map((each) => each.id);
      assert.deepEqual(await listed(1_000), all);
      assert.deepEqual(await listed(120), all.slice(0, 120));
      assert.deepEqual(await listed(5), all.slice(0, 5));
    });

    it('that is not there can be neither tried nor read', async () => {
      const { github } = subject();
      const { repo } = await subject().open();
      const absent = { code: 'GITHUB_NOT_FOUND' };
      await assert.rejects(github.pingHook(repo, 1), absent);
      await assert.rejects(github.deliveries(repo, 1, 10), absent);
      await assert.rejects(github.redeliver(repo, 1, '9007199254740993'), absent);
    });
  });
}
