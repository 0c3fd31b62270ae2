// The contract of trouble: GitHub away, broken, slow, or out of patience with us.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { UseSubject } from './subject.ts';

export function troubleContract(subject: UseSubject): void {
  describe('in trouble', () => {
    const unreachable = { code: 'GITHUB_UNREACHABLE', disposition: 'retry' };

    it('a read outlasts what passes, because most does', async () => {
      const { github, world } = subject();
      const { repo, pull } = await subject().open();
      const { number } = await pull();
      await github.pullRequest(repo, number);
      for (const mood of [{ type: 'away' }, { type: 'broken', status: 502 }] as const) {
        world.behave(mood, { requests: 1 });
        assert.equal((await github.pullRequest(repo, number))?.number, number);
      }
    });

    it('a write that is not known to have failed is not repeated, and works when GitHub is back', async () => {
      const { github, world } = subject();
      const { repo, state, pull } = await subject().open();
      const { number } = await pull();
      await github.pullRequest(repo, number);
      for (const mood of [{ type: 'away' }, { type: 'broken', status: 503 }] as const) {
        world.behave(mood);
        await assert.rejects(github.createComment(repo, number, 'Hello'), unreachable);
      }
      world.behave({ type: 'well' });
      await github.createComment(repo, number, 'Hello');
      assert.equal(state.comments.length, 1);
    });

    it('waits no longer than it may for an answer that is slow', async () => {
      const { world, connect } = subject();
      const { repo, pull } = await subject().open();
      const { number } = await pull();
      const impatient = connect({ patienceMs: 100 });
      world.slow(60_000);
      try {
        await assert.rejects(impatient.pullRequest(repo, number), {
          ...unreachable,
          message: /longer than 0\.1 s/,
        });
        const reason = new Error('The task was cancelled.');
        const asking = connect().pullRequest(repo, number, { signal: AbortSignal.abort(reason) });
        await assert.rejects(asking, reason);
      } finally {
        world.slow(0);
      }
    });

    it('leaves GitHub alone for as long as it asks, where too much came at once', async () => {
      const { world, connect } = subject();
      const { repo, pull } = await subject().open();
      const { number } = await pull();
      const github = connect();
      await github.pullRequest(repo, number);
      world.behave({ type: 'overrun', seconds: 300 });
      const limited = { code: 'GITHUB_RATE_LIMITED', disposition: 'retry' };
      await assert.rejects(github.createComment(repo, number, 'Hello'), {
        ...limited,
        retryAfterMs: 300_000,
      });
      world.behave({ type: 'well' });
      const asked = world.requests.length;
      await assert.rejects(github.pullRequest(repo, number), limited);
      assert.equal(world.requests.length, asked);
    });

    it('leaves GitHub alone until the hour ends, where its requests are used up', async () => {
      const { world, connect } = subject();
      const { repo, pull } = await subject().open();
      const { number } = await pull();
      const github = connect();
      await github.pullRequest(repo, number);
      const now = Math.floor(Date.now() / 1000);
      world.limit(2, now + 1_800);
      try {
        await github.pullRequest(repo, number);
        const quota = { resource: 'core', limit: 5_000, remaining: 1, resetAt: (now + 1_800) * 1000 };
        const shown = github.quotas().find(({ identity }) => identity !== 'app');
        assert.deepEqual(shown, { identity: shown?.identity, ...quota });
        await github.pullRequest(repo, number);
        const error = await github.pullRequest(repo, number).catch((thrown: unknown) => thrown);
        const { code, retryAfterMs = 0 } = error as { code?: string; retryAfterMs?: number };
        assert.equal(code, 'GITHUB_RATE_LIMITED');
        assert.ok(retryAfterMs > 1_700_000 && retryAfterMs < 1_802_000, `${retryAfterMs} ms`);
      } finally {
        world.limit(5_000, now + 3_600);
      }
    });
  });
}
