// An edit by a program in a file of people: what they wrote beside it has to stay.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findInFile, newFile, newPath, putInFile, removeFromFile } from '../../../schemas/edit/edit-file.ts';

const written = `# Everything about sales.
apiVersion: raworc.dev/v1
kind: Space
metadata: { name: sales } # short on purpose
spec:
  description: "Sells" # quoted
  # More is not needed.
  resources: { cpus: 2, memory: 1Gi }
---
# The one that answers.
apiVersion: raworc.dev/v1
kind: Agent
metadata:
  name: bot
  space: sales
spec:
  source: { repo: o/bot,   ref: main }
`;
const sales = { kind: 'Space', name: 'sales' };
const bot = { kind: 'Agent', name: 'bot', space: 'sales' };

test('only what differs changes, in its place', () => {
  const spec = { description: 'Sells', resources: { cpus: 4, memory: '1Gi' } };
  const edited = putInFile(written, { ...sales, spec });
  assert.equal(edited, written.replace('cpus: 2', 'cpus: 4'));
});

test('the other documents stay byte for byte, odd blanks and all', () => {
  const edited = putInFile(written, { ...sales, spec: { description: 'Changed' } });
  assert.ok(edited.endsWith(written.slice(written.indexOf('---'))));
  assert.match(edited, /^# Everything about sales\./);
  assert.match(edited, /description: "Changed" # quoted/);
  assert.doesNotMatch(edited, /resources/);
});

test('a second document is edited as well as the first', () => {
  const spec = { source: { repo: 'o/bot', ref: 'main', commit: 'a'.repeat(40) } };
  const edited = putInFile(written, { ...bot, spec });
  assert.ok(edited.startsWith(written.slice(0, written.indexOf('---'))));
  assert.match(edited, /---\n# The one that answers\.\n/);
  assert.match(edited, new RegExp(`commit: ${'a'.repeat(40)}`));
  assert.deepEqual(findInFile(edited, bot)?.spec, spec);
});

test('writing what is there already changes nothing', () => {
  for (const name of [sales, bot]) {
    const found = findInFile(written, name);
    assert.ok(found);
    assert.deepEqual(findInFile(putInFile(written, found), name), found);
  }
  const plain = newFile({ ...sales, spec: { description: 'x' } });
  assert.equal(putInFile(plain, { ...sales, spec: { description: 'x' } }), plain);
});

test('a resource that is not there comes last', () => {
  const edited = putInFile(written, {
    kind: 'Agent',
    name: 'clerk',
    space: 'sales',
    spec: { source: { path: 'x' } },
  });
  assert.ok(edited.startsWith(written));
  assert.equal(
    findInFile(edited, { kind: 'Agent', name: 'clerk', space: 'sales' })?.spec?.['source'] !== undefined,
    true,
  );
});

test('labels come and go', () => {
  const labelled = putInFile(written, { ...sales, labels: { team: 'a' }, spec: {} });
  assert.deepEqual(findInFile(labelled, sales)?.labels, { team: 'a' });
  assert.equal(findInFile(putInFile(labelled, sales), sales)?.labels, undefined);
});

test('wide indentation stays as it is, and so do lists that are flush', () => {
  const wide = `apiVersion: raworc.dev/v1
kind: Agent
metadata:
    name: bot
    space: sales
spec:
    source:
        path: x
`;
  const edited = putInFile(wide, { ...bot, spec: { source: { path: 'y' } } });
  assert.equal(edited, wide.replace('path: x', 'path: y'));
  const flush = `apiVersion: raworc.dev/v1
kind: Agent
metadata:
  name: bot
  space: sales
spec:
  secrets:
  - TOKEN
  source:
    path: x
`;
  const spec = { secrets: ['TOKEN', 'OTHER'], source: { path: 'x' } };
  assert.equal(putInFile(flush, { ...bot, spec }), flush.replace('- TOKEN\n', '- TOKEN\n  - OTHER\n'));
});

test('what is removed goes alone, and a file that held nothing else goes too', () => {
  const left = removeFromFile(written, sales);
  assert.equal(left, written.slice(written.indexOf('# The one')));
  assert.equal(removeFromFile(written, bot), written.slice(0, written.indexOf('---')));
  assert.equal(removeFromFile(left ?? '', bot), null);
  assert.equal(removeFromFile('# nothing but a comment\n', bot), null);
});

test('text that YAML would take for something else is written so that it is read back', () => {
  const description = 'yes: no # "x"\n- 1\n\ttab';
  const text = newFile({ ...sales, labels: { on: 'true', version: '1.10' }, spec: { description } });
  const found = findInFile(text, sales);
  assert.equal(found?.spec?.['description'], description);
  assert.deepEqual(found.labels, { on: 'true', version: '1.10' });
});

test('each kind has a place of its own', () => {
  assert.equal(newPath(sales), 'spaces/sales/space.yaml');
  assert.equal(newPath(bot), 'spaces/sales/agents/bot.yaml');
  assert.equal(newPath({ kind: 'Role', name: 'reader' }), 'roles/reader.yaml');
});
