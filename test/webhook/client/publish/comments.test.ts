// Comments: one for each pull request, edited in place, never doubled.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { unreachable } from '../../../../webhook/client/errors.ts';
import type { CommentPublication, ReplyPublication } from '../../../../webhook/client/publish/publication.ts';
import { setUpBench } from './bench.ts';

const marker = '<!-- plan -->';
const plan = (text: string): CommentPublication => ({
  kind: 'comment',
  repo: 'Team/Config',
  pull: 7,
  marker,
  body: `${marker}\n${text}`,
});
const reply: ReplyPublication = { kind: 'reply', repo: 'Team/Config', pull: 7, id: '55', body: 'Done.' };

const bodies = (comments: ReadonlyMap<number, { readonly body: string }>) =>
  [...comments.values()].map(({ body }) => body.replace(`${marker}\n`, ''));

describe('the comment of a plan', () => {
  it('shows the first edit at once, later ones within the minute together, and the last state always', async () => {
    await using bench = await setUpBench();
    const { publisher, publish, clock, comments } = bench;
    await publisher.want(plan('one'));
    await publish();
    await publisher.want(plan('two'));
    await publish();
    assert.deepEqual(bodies(comments), ['two'], 'the first edit follows the push');
    for (const text of ['three', 'four', 'five']) {
      await clock.advance(1000);
      await publisher.want(plan(text));
      await publish();
    }
    assert.deepEqual(bodies(comments), ['two']);
    assert.equal(await bench.nextIn(), 57_000);
    await clock.advance(57_000);
    await publish();
    assert.deepEqual(bodies(comments), ['five']);
    assert.equal(bench.calls.filter((verb) => verb === 'updateComment').length, 2);
    await clock.advance(3_600_000);
    await publisher.want(plan('six'));
    await publish();
    assert.deepEqual(bodies(comments), ['six'], 'after a quiet minute an edit is the first again');
  });

  it('is sent again where something newer was wanted while it was on its way', async () => {
    await using bench = await setUpBench();
    const { publisher, publish, comments } = bench;
    bench.during('createComment', () => publisher.want(plan('newer')));
    await publisher.want(plan('older'));
    await publish();
    assert.deepEqual(bodies(comments), ['newer']);
    assert.equal((await publisher.find(plan('')))?.state, 'published');
  });

  it('is found again when the process died between GitHub’s answer and our row', async () => {
    await using bench = await setUpBench();
    const { publisher, publish, clock, comments } = bench;
    bench.fail('createComment', 'after', unreachable('The line was cut.'));
    await publisher.want(plan('one'));
    await publish();
    assert.equal(await bench.nextIn(), 1001, 'put off, a second the first time');
    await clock.advance(2000);
    await publish();
    assert.deepEqual(bodies(comments), ['one']);
    assert.equal((await publisher.find(plan('')))?.remoteId, '101');
    assert.equal((await publisher.find(plan('')))?.error, null);
  });

  it('is made again where somebody deleted it, because it is the only place that tells the plan', async () => {
    await using bench = await setUpBench();
    const { publisher, publish, comments } = bench;
    await publisher.want(plan('one'));
    await publish();
    comments.clear();
    await publisher.want(plan('two'));
    await publish();
    assert.deepEqual(bodies(comments), ['two']);
  });

  it('costs nothing when it says the same, because every delivery makes the plan anew', async () => {
    await using bench = await setUpBench();
    const { publisher, publish, calls } = bench;
    await publisher.want(plan('one'));
    await publish();
    const before = calls.length;
    await publisher.want(plan('one'));
    assert.equal(await publish(), 0);
    assert.equal(calls.length, before);
  });

  it('is one, however its repository is spelled', async () => {
    await using bench = await setUpBench();
    const { publisher, publish, comments } = bench;
    await publisher.want(plan('one'));
    await publisher.want({ ...plan('two'), repo: 'team/config' });
    await publish();
    assert.deepEqual(bodies(comments), ['two']);
  });
});

describe('a reply', () => {
  it('is made once, whatever died in between, because people are told of each comment', async () => {
    await using bench = await setUpBench();
    const { publisher, publish, clock, comments } = bench;
    bench.fail('createComment', 'after', unreachable('The line was cut.'));
    await publisher.want(reply);
    await publish();
    await clock.advance(2000);
    await publish();
    await publisher.want({ ...reply, body: 'Done again.' });
    await publish();
    assert.equal(comments.size, 1);
    assert.match(bodies(comments)[0] ?? '', /^<!-- raworc:reply 55 -->\nDone\.$/);
  });

  it('is one for each comment that it replies to', async () => {
    await using bench = await setUpBench();
    const { publisher, publish, comments } = bench;
    await publisher.want(reply);
    await publisher.want({ ...reply, id: '5' });
    await publish();
    assert.equal(comments.size, 2);
  });
});
