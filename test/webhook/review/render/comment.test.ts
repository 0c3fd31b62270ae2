import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { marker, renderComment } from '../../../../webhook/review/render/comment.ts';
import { change, side, viewOf } from './view-of.ts';

/** Folded parts and fences that are opened are closed: a comment that breaks off would swallow what follows. */
function assertWhole(markdown: string): void {
  assert.equal(markdown.match(/<details>/g)?.length ?? 0, markdown.match(/<\/details>/g)?.length ?? 0);
  const fences = markdown.split('\n').filter((line) => /^`{3,}/.test(line));
  assert.equal(fences.length % 2, 0, 'each fence is closed');
}

const manyAgents = (count: number) =>
  Array.from({ length: count }, (_, index) =>
    change({
      kind: 'Agent',
      name: `agent-${index}`,
      before: side({ purpose: 'x'.repeat(80), env: { A: '1' } }, index + 1),
      after: side({ purpose: 'y'.repeat(80), env: { A: '2' } }, index + 1),
    }),
  );

describe('the comment of a review', () => {
  test('begins with the verdict, because that is what most people read', () => {
    const text = renderComment(
      viewOf({
        changes: [
          change({ kind: 'Agent', name: 'a', after: side({}) }),
          change({ kind: 'Space', name: 'old', before: side({}), sessions: 4 }),
        ],
        spaces: [
          { name: 'sales', created: 1, updated: 0, removed: 0, builds: ['a'], sessions: 0 },
          { name: 'old', created: 0, updated: 0, removed: 1, builds: [], sessions: 4 },
        ],
      }),
      { installation: 'i1' },
    );
    assert.ok(text.startsWith(`${marker('i1')}\n\n## Raworc plan: +1 -1 ↻1 · 4 running sessions affected`));
  });

  test('of 500 agents fits, is whole, and has the risks before everything that may be left out', () => {
    const changes = [
      ...manyAgents(500),
      change({ kind: 'Space', name: 'gone', before: side({}), sessions: 2 }),
    ];
    const text = renderComment(viewOf({ changes }), { installation: 'i1' });
    assert.ok(text.length < 65_536, `${text.length} characters`);
    assert.ok(text.indexOf('Space/gone') < text.indexOf('<details>'));
    assert.match(text, /left out here: \[the whole plan\]\(https:\/\/raworc\.example\/plans\//);
    assert.ok(text.trimEnd().endsWith('</sub>'), 'the footer is there');
    assertWhole(text);
  });

  test('with more risks than fit still says how many there are', () => {
    const changes = Array.from({ length: 2_000 }, (_, index) =>
      change({ kind: 'Agent', name: `agent-${index}-${'n'.repeat(40)}`, before: side({}) }),
    );
    const text = renderComment(viewOf({ changes }), { installation: 'i1' });
    assert.ok(text.length < 65_536);
    assert.match(text, /Needs attention[\s\S]*more entries are left out/);
    assertWhole(text);
  });

  test('shows a broken file where it is broken, and says that it can’t be applied', () => {
    const text = renderComment(
      viewOf({
        problems: [
          {
            file: 'spaces/a.yaml',
            line: 4,
            column: 3,
            code: 'unknown-field',
            severity: 'error',
            message: 'There is no field `resorces`.',
            suggestion: 'resources',
          },
        ],
      }),
      { installation: 'i1' },
    );
    assert.match(text, /^<!--.*\n\n## ❌/);
    assert.match(text, /`spaces\/a\.yaml:4:3`.*Did you mean resources/);
  });

  test('never holds a value that could be a secret', () => {
    const changes = [
      change({
        kind: 'Agent',
        name: 'a',
        before: side({ env: { DB_PASSWORD: 'hunter2' } }),
        after: side({ env: { DB_PASSWORD: 'correct-horse' } }),
      }),
      change({
        kind: 'Secret',
        name: 'S',
        before: side({ sealed: 'AAAA' }),
        after: side({ sealed: 'BBBB' }),
      }),
    ];
    const text = renderComment(viewOf({ changes }), { installation: 'i1' });
    assert.doesNotMatch(text, /hunter2|correct-horse|AAAA|BBBB/);
    assert.match(text, /digest d7/);
    assert.match(text, /resealed/);
  });

  test('is the same for the same review, so that an unchanged plan is no edit', () => {
    const render = () => renderComment(viewOf({ changes: manyAgents(3) }), { installation: 'i1' });
    assert.equal(render(), render());
  });
});
