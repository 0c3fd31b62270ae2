// Roles, bindings and secrets: read with their places, related to each other, and said to be without effect.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Declaration } from '../../../schemas/declaration.ts';
import { createLoader } from '../../../schemas/load/loader.ts';
import { binding, role, secret, space } from './documents.ts';

function load(tree: Readonly<Record<string, string>>): Declaration {
  const files = Object.entries(tree).map(([path, blob]) => ({ path, blob }));
  return createLoader().load(files, (blob) => blob);
}

const errors = ({ problems }: Declaration) =>
  problems
    .filter(({ severity }) => severity === 'error')
    .map(({ code, file, line, column }) => `${code} ${file}:${line}:${column}`);

test('a role, its binding and a secret are declared beside spaces, each with its place', () => {
  const declaration = load({
    'spaces/a.yaml': `${space('a')}---\n${secret('KEY', 'a')}`,
    'access.yaml': `${role('talker', '[get, talk]')}---\n${binding('talkers', { role: 'talker', space: 'a' })}`,
  });
  assert.deepEqual(errors(declaration), []);
  assert.deepEqual(declaration.roles[0]?.spec.rules, [
    { kinds: ['Session'], verbs: ['get', 'talk'], names: ['*'] },
  ]);
  assert.deepEqual(declaration.roleBindings[0]?.spec.subjects, [{ account: 'alice' }]);
  assert.deepEqual(declaration.secrets[0]?.position, { file: 'spaces/a.yaml', line: 5, column: 1 });
});

test('a binding to a role or a space that is not there is held back, for something else may get that name', () => {
  const declaration = load({
    'spaces/a.yaml': space('sales'),
    'access.yaml': binding('x', { role: 'opertor', space: 'saels' }),
  });
  assert.deepEqual(errors(declaration), ['unknown-role access.yaml:5:9', 'unknown-space access.yaml:7:12']);
  assert.deepEqual(
    declaration.problems.flatMap(({ suggestion }) => suggestion ?? []),
    ['operator', 'sales'],
  );
  assert.deepEqual(declaration.roleBindings, []);
});

test('a binding to a role whose own file is broken goes on with that role’s last good version', () => {
  const declaration = load({
    'spaces/a.yaml': space('a'),
    'access.yaml': role('talker', '[gett]'),
    'who.yaml': binding('x', { role: 'talker', space: 'a' }),
  });
  assert.deepEqual(errors(declaration), ['not-allowed access.yaml:5:39']);
  assert.equal(declaration.roleBindings.length, 1);
});

test('nobody can declare a built-in role, because its name would mean two things', () => {
  assert.deepEqual(errors(load({ 'access.yaml': role('admin') })), ['not-allowed access.yaml:3:19']);
});

test('a secret of a space that is not there belongs to nobody', () => {
  assert.deepEqual(errors(load({ 'spaces/x.yaml': secret('KEY', 'gone') })), [
    'unknown-space spaces/x.yaml:3:31',
  ]);
});

test('a role and a space may have the same name, because they are asked for by kind', () => {
  assert.deepEqual(errors(load({ 'spaces/x.yaml': `${space('a')}---\n${role('a')}` })), []);
});
