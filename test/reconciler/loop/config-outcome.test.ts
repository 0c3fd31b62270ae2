// What a reading of the config repository means for its conditions, which everybody reads who may see any space.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readingCircumstances, readingOutcome } from '../../../reconciler/loop/config-outcome.ts';
import type { Problem } from '../../../schemas/problem.ts';

const commit = '99f93e9049b2158a4b65dec758b1bfa240344ac3';
const error: Problem = {
  file: 'spaces/secret-plans/space.yaml',
  line: 8,
  column: 3,
  code: 'unknown-field',
  severity: 'error',
  message: 'Unknown field "resorces" in spec.',
};
const read = (problems: readonly Problem[], unreadable: readonly string[]) => {
  const reading = { commit, subject: 'Begin', problems, unreadable };
  return JSON.stringify([readingOutcome(reading), readingCircumstances(reading)]);
};

describe('a reading of the config repository', () => {
  it('tells no team what another one wrote, for its conditions are everybody’s', () => {
    const said = read([error, error], [error.file, 'spaces/other/space.yaml']);
    assert.doesNotMatch(said, /secret-plans|resorces/);
    assert.match(said, /has 2 errors\./);
    assert.match(said, /while 2 files can't be read/);
  });

  it('is well with warnings alone, for they keep nothing from being carried out', () => {
    assert.match(read([{ ...error, severity: 'warning' }], []), /"converged".*was read: Begin\./);
  });
});
