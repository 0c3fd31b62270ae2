// What GitHub does not take: put off as long as it takes, or said to have failed, and never lost.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { GitHubError, rateLimited, unreachable } from '../../../../webhook/client/errors.ts';
import type { CommentPublication } from '../../../../webhook/client/publish/publication.ts';
import { setUpBench } from './bench.ts';

const plan = (text: string): CommentPublication => ({
  kind: 'comment',
  repo: 'team/config',
  pull: 7,
  marker: '<!-- plan -->',
  body: text,
});
const forbidden = () =>
  new GitHubError('GITHUB_FORBIDDEN', 'GitHub answered 403.', { hint: 'Give the token issues: write.' });

describe('publishing through an outage', () => {
  it('goes on for as long as GitHub is away, because an hour is no reason to lose a plan', async () => {
    await using bench = await setUpBench();
    const { publisher, publish, clock, comments } = bench;
    bench.fail('findComment', 'before', ...Array.from({ length: 25 }, () => unreachable('It is down.')));
    await publisher.want(plan('one'));
    const start = clock.now();
    for (let runs = 0; runs < 26; runs += 1) {
      await publish();
      await clock.advance((await bench.nextIn()) ?? 0);
    }
    assert.equal(comments.size, 1);
    assert.ok(clock.now() - start > 60 * 60_000, 'with pauses that grow to minutes');
    assert.equal((await publisher.find(plan('')))?.state, 'published');
  });

  it('waits for the time that GitHub named, because asking earlier makes it worse', async () => {
    await using bench = await setUpBench();
    const { publisher, publish, clock, comments } = bench;
    bench.fail('findComment', 'before', rateLimited(900_000));
    await publisher.want(plan('one'));
    await publish();
    assert.equal(await bench.nextIn(), 900_000);
    assert.equal((await publisher.find(plan('')))?.error?.code, 'GITHUB_RATE_LIMITED');
    await clock.advance(900_000);
    await publish();
    assert.equal(comments.size, 1);
  });

  it('shows the newest when GitHub is back, because nobody needs what came before', async () => {
    await using bench = await setUpBench();
    const { publisher, publish, clock, comments } = bench;
    bench.fail('findComment', 'before', rateLimited(60_000));
    await publisher.want(plan('one'));
    await publish();
    await publisher.want(plan('two'));
    assert.equal(await publish(), 0, 'a new wish does not ask before the time');
    await clock.advance(60_000);
    await publish();
    assert.deepEqual(
      [...comments.values()].map(({ body }) => body),
      ['<!-- plan -->\ntwo'],
    );
  });
});

describe('what GitHub refuses', () => {
  it('says why in its row and once in the log, and is tried again when it is wanted again', async () => {
    await using bench = await setUpBench();
    const { publisher, publish, comments, warnings } = bench;
    bench.fail('createComment', 'before', forbidden());
    await publisher.want(plan('one'));
    await publish();
    const row = await publisher.find(plan(''));
    assert.equal(row?.state, 'failed');
    assert.deepEqual(
      { ...row.error, at: 0 },
      {
        code: 'GITHUB_FORBIDDEN',
        message: 'GitHub answered 403.',
        hint: 'Give the token issues: write.',
        at: 0,
      },
    );
    assert.equal(warnings.length, 1);
    assert.equal(await bench.nextIn(), undefined, 'nobody tries what a person has to change');
    await publisher.want(plan('one'));
    await publish();
    assert.equal(comments.size, 1);
    assert.equal((await publisher.find(plan('')))?.error, null);
  });

  it('does not stop what was wanted meanwhile, because that may be taken', async () => {
    await using bench = await setUpBench();
    const { publisher, publish, comments } = bench;
    bench.fail('createComment', 'after', new GitHubError('GITHUB_REFUSED', 'The body is too long.'));
    bench.during('createComment', async () => {
      await publisher.want(plan('shorter'));
    });
    await publisher.want(plan('long'));
    await publish();
    assert.deepEqual(
      [...comments.values()].map(({ body }) => body),
      ['<!-- plan -->\nshorter'],
    );
  });

  it('is believed of errors that nobody named only after many attempts, because most of them pass', async () => {
    await using bench = await setUpBench();
    const { publisher, publish, clock } = bench;
    bench.fail('findComment', 'before', ...Array.from({ length: 20 }, () => new TypeError('Odd.')));
    await publisher.want(plan('one'));
    for (let runs = 0; runs < 10; runs += 1) {
      assert.equal((await publisher.find(plan('')))?.state, 'wanted');
      await publish();
      await clock.advance((await bench.nextIn()) ?? 0);
    }
    assert.equal((await publisher.find(plan('')))?.state, 'failed');
  });
});

describe('the sweep', () => {
  it('orders again what lost its task, and forgets what nobody wanted for a month', async () => {
    await using bench = await setUpBench();
    const { publisher, publish, clock, store, comments } = bench;
    await publisher.want(plan('one'));
    await store.tasks.cancel('publish', (await publisher.find(plan('')))?.key ?? '');
    assert.equal(await publish(), 0);
    assert.equal(await publisher.sweep(), 0);
    await publish();
    assert.equal(comments.size, 1);
    await clock.advance(31 * 24 * 60 * 60_000);
    assert.equal(await publisher.sweep(), 1);
    await publisher.want(plan('two'));
    await publish();
    assert.equal(comments.size, 1, 'what stands on GitHub is found again');
  });
});

describe('a wish inside a transaction', () => {
  it('comes and goes with it, because a plan and its comment are one decision', async () => {
    await using bench = await setUpBench();
    const { publisher, publish, store, comments } = bench;
    const stopped = store.transaction(async (tables) => {
      await publisher.want(plan('one'), tables);
      throw new Error('It was rolled back.');
    });
    await assert.rejects(stopped, /rolled back/);
    assert.equal(await publish(), 0);
    await store.transaction((tables) => publisher.want(plan('two'), tables));
    await publish();
    assert.equal(comments.size, 1);
  });
});
