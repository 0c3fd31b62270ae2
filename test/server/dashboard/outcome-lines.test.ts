// What came of a merge, as the comment says it and as the page shows it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { extentText } from '../../../server/dashboard/page/pages/reviews/extent.ts';
import { outcomeLines } from '../../../server/dashboard/page/pages/reviews/outcome-lines.ts';
import { outcomeText } from '../../../webhook/review/after-merge/outcome-text.ts';

const outcome = { waitsForPerson: false } as const;

test('each space has its line, and what was escaped for Markdown is read as it was meant', () => {
  const markdown = outcomeText([
    { ...outcome, space: 'sales', state: 'success', message: 'Revision 97a41ec runs with 3 agents.' },
    {
      ...outcome,
      space: 'ops',
      state: 'failure',
      message: 'It is held by @ann.',
      hint: '/raworc unhold ops',
    },
    { ...outcome, space: 'night', state: 'in_progress', message: 'Building.' },
  ]);
  assert.deepEqual(outcomeLines(markdown), [
    { type: 'text', text: 'Merged. 1 of 3 failed.' },
    { type: 'space', tone: 'good', space: 'sales', text: 'Revision 97a41ec runs with 3 agents.' },
    { type: 'space', tone: 'bad', space: 'ops', text: 'It is held by @ann. /raworc unhold ops' },
    { type: 'space', tone: 'busy', space: 'night', text: 'Building.' },
  ]);
});

test('the end of a log is a log, whatever stands in it', () => {
  const log = ['- ✅ `sales`: not true', '```', '<details> **bold** &#64;'];
  const message = ['The build failed.', ...log].join('\n');
  const lines = outcomeLines(outcomeText([{ ...outcome, space: 'sales', state: 'failure', message }]));
  assert.deepEqual(lines.slice(1), [
    { type: 'space', tone: 'bad', space: 'sales', text: 'The build failed.' },
    { type: 'log', text: log.join('\n') },
  ]);
});

test('a form that the page does not know is shown as text', () => {
  assert.deepEqual(outcomeLines('- something: new'), [{ type: 'text', text: '- something: new' }]);
});

const none = { created: 0, updated: 0, removed: 0, builds: [], sessions: 0 };

test('what is none is not said, but that nobody feels it is', () => {
  assert.equal(
    extentText({ ...none, created: 3, builds: ['bot', 'old'] }),
    '3 new · 2 layers to build · no session affected',
  );
  assert.equal(
    extentText({ ...none, updated: 1, removed: 1, builds: ['bot'], sessions: 1 }),
    '1 changed · 1 removed · 1 layer to build · 1 session affected',
  );
});
