import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Problem } from '../../../../schemas/problem.ts';
import { renderCheckRun } from '../../../../webhook/review/render/check-run.ts';
import { change, side, viewOf } from './view-of.ts';

const problem: Problem = {
  file: 'spaces/a.yaml',
  line: 4,
  column: 3,
  code: 'unknown-field',
  severity: 'error',
  message: 'There is no field `resorces`.',
  suggestion: 'resources',
};

describe('the check run of a review', () => {
  test('fails at the place of each error, because that is where it is mended', () => {
    const run = renderCheckRun(viewOf({ problems: [problem] }));
    assert.equal(run.conclusion, 'failure');
    assert.deepEqual(
      run.annotations.map(({ path, line, column, level }) => [path, line, column, level]),
      [['spaces/a.yaml', 4, 3, 'failure']],
    );
  });

  test('passes with warnings, because risks are for people to judge', () => {
    const run = renderCheckRun(
      viewOf({
        changes: [
          change({
            kind: 'Agent',
            name: 'a',
            before: side({ secrets: [] }),
            after: side({ secrets: ['KEY'] }, 9),
          }),
        ],
      }),
    );
    assert.equal(run.conclusion, 'success');
    assert.deepEqual(
      run.annotations.map(({ line, message }) => [line, message]),
      [[9, 'Agent/sales/a is given secrets: KEY.']],
    );
  });

  test('fails where the two sides don’t merge, though every file is well', () => {
    const run = renderCheckRun(viewOf({ conflicts: ['a.yaml'] }));
    assert.equal(run.conclusion, 'failure');
    assert.equal(run.title, '1 file does not merge');
  });
});
