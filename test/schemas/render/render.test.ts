import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Problem } from '../../../schemas/problem.ts';
import { renderForGitHub } from '../../../schemas/render/github.ts';
import { renderAsJson } from '../../../schemas/render/json.ts';
import { countProblems, renderForTerminal } from '../../../schemas/render/terminal.ts';

const PROBLEM: Problem = {
  file: 'spaces/sales.yaml',
  line: 12,
  column: 5,
  endColumn: 12,
  code: 'unknown-field',
  severity: 'error',
  message: 'Unknown field "purpsoe" in spec.',
  expected: 'one of source, purpose',
  suggestion: 'purpose',
  excerpt: '    purpsoe: Helps',
};
const WARNING: Problem = { ...PROBLEM, severity: 'warning', code: 'suspicious-value' };

test('a terminal shows the place, the line, what is wrong in it, what was expected and what was meant', () => {
  assert.equal(
    renderForTerminal([PROBLEM], { color: false }),
    `spaces/sales.yaml:12:5 error Unknown field "purpsoe" in spec. [unknown-field]
  12 |     purpsoe: Helps
     |     ^^^^^^^
  expected: one of source, purpose
  did you mean purpose?
`,
  );
});

test('no problems are no text at all', () => {
  assert.equal(renderForTerminal([], { color: true }), '');
  assert.equal(countProblems([]), '');
});

test('colour is only there when asked for', () => {
  const escape = String.fromCharCode(27);
  assert.ok(renderForTerminal([PROBLEM], { color: true }).includes(`${escape}[31merror`));
  assert.ok(renderForTerminal([WARNING], { color: true }).includes(`${escape}[33mwarning`));
  assert.ok(!renderForTerminal([PROBLEM], { color: false }).includes(escape));
});

test('a caret stands under its column also behind a tab, which is shown as spaces', () => {
  const shown = renderForTerminal([{ ...PROBLEM, excerpt: '\tb: 1', column: 2, endColumn: 3 }], {
    color: false,
  });
  assert.match(shown, /\n {2}12 \| {3}b: 1\n {5}\| {3}\^\n/);
});

test('text from a file or a file name cannot steer the terminal', () => {
  const hostile = {
    ...PROBLEM,
    file: 'a\u001b]0;x\u0007.yaml',
    excerpt: 'x\u001b[2J\u202ey',
    message: 'say "\u001b[31m".',
  };
  const shown = renderForTerminal([hostile], { color: false });
  for (const character of ['\u001b', '\u0007', '\u202e']) assert.ok(!shown.includes(character));
});

test('a place behind the end of a shortened line has no caret, which would point at nothing', () => {
  const shown = renderForTerminal([{ ...PROBLEM, column: 5000, endColumn: 5001 }], { color: false });
  assert.ok(!shown.includes('^'));
});

const COUNTS: readonly (readonly [readonly Problem[], string])[] = [
  [[PROBLEM], '1 error'],
  [[PROBLEM, PROBLEM, WARNING], '2 errors, 1 warning'],
  [[WARNING, WARNING], '2 warnings'],
];

for (const [problems, text] of COUNTS) {
  test(`${text} is how the end of a run says it`, () => assert.equal(countProblems(problems), text));
}

test('JSON carries every field, and says in one word whether it is valid', () => {
  assert.deepEqual(JSON.parse(renderAsJson([PROBLEM, WARNING])), {
    valid: false,
    errors: 1,
    warnings: 1,
    problems: [PROBLEM, WARNING],
  });
  assert.equal(JSON.parse(renderAsJson([WARNING])).valid, true);
});

test('a workflow command puts the problem at its line of the pull request', () => {
  assert.equal(
    renderForGitHub([PROBLEM]),
    '::error file=spaces/sales.yaml,line=12,endLine=12,col=5,endColumn=12,title=unknown-field::' +
      'Unknown field "purpsoe" in spec. Expected: one of source, purpose. Did you mean purpose?\n',
  );
});

test('a hostile name or message cannot end a workflow command and begin another', () => {
  const shown = renderForGitHub([{ ...PROBLEM, file: 'a,b:c\n::set-env', message: '100%\n::error::x' }]);
  assert.equal(shown.split('\n').length, 2, 'one line and its end');
  assert.match(shown, /file=a%2Cb%3Ac%0A%3A%3Aset-env,/);
  assert.match(shown, /100%25%0A/);
});
