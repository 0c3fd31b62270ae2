// The decisions of publishing: names, markers, times, and a check run said in a line.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CheckRun } from '../../../../webhook/client/github.ts';
import { dueAt } from '../../../../webhook/client/publish/due.ts';
import { replyMarker, withMarker } from '../../../../webhook/client/publish/marker.ts';
import { publicationKey } from '../../../../webhook/client/publish/publication-key.ts';
import { statusOfCheck } from '../../../../webhook/client/publish/status-of-check.ts';

const run: CheckRun = {
  name: 'raworc/plan',
  commit: 'c0ffee',
  status: 'completed',
  title: 'Fine',
  summary: '',
  annotations: [],
};

describe('the key of a publication', () => {
  const pull = (branch: string) =>
    publicationKey({ kind: 'pull', repo: 'Team/Config', branch, base: 'main', title: '', body: '' });

  it('names the thing and not its content, because one row stands for it', () => {
    assert.equal(pull('raworc/bump'), 'pull/team/config/raworc/bump');
    assert.equal(publicationKey({ kind: 'check', repo: 'a/b', run }), 'check/a/b@c0ffee/raworc/plan');
  });

  it('is bounded and still tells long names apart, because a branch may have 255 characters', () => {
    const [one, other] = [pull(`${'x'.repeat(250)}1`), pull(`${'x'.repeat(250)}2`)];
    assert.notEqual(one, other);
    assert.equal(one?.length, 200);
    assert.match(one ?? '', /~[0-9a-f]{32}$/);
  });
});

describe('the time of a publication', () => {
  it('is now for all but the edits of a comment, because those notify nobody and come often', () => {
    assert.equal(dueAt({ kind: 'comment', editedAt: null }), 0);
    assert.equal(dueAt({ kind: 'comment', editedAt: 5000 }), 65_000);
    assert.equal(dueAt({ kind: 'check', editedAt: 5000 }), 0);
  });
});

describe('a marker', () => {
  it('can not be ended by what it holds, because the rest of it would be shown', () => {
    assert.equal(replyMarker('5--><b>'), '<!-- raworc:reply 5___b_ -->');
  });
  it('is added where it is missing', () => {
    assert.equal(withMarker('text', '<!-- a -->'), '<!-- a -->\ntext');
    assert.equal(withMarker('text <!-- a -->', '<!-- a -->'), 'text <!-- a -->');
  });
});

describe('a check run as a commit status', () => {
  for (const [fields, state] of [
    [{ status: 'queued' }, 'pending'],
    [{ status: 'in_progress' }, 'pending'],
    [{ conclusion: 'success' }, 'success'],
    [{ conclusion: 'neutral' }, 'success'],
    [{ conclusion: 'failure' }, 'failure'],
    [{ conclusion: 'action_required' }, 'failure'],
    [{ conclusion: 'cancelled' }, 'error'],
  ] as const) {
    it(`is ${state} for ${JSON.stringify(fields)}, because branch protection reads it`, () => {
      assert.equal(statusOfCheck({ ...run, ...fields }).state, state);
    });
  }
  it('has room for 140 characters', () => {
    assert.equal(statusOfCheck({ ...run, title: 'x'.repeat(200) }).description.length, 140);
  });
});
