import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { explainFailure } from '../../../runtime/images/layers/failure.ts';

const HINTS: readonly (readonly [why: string, line: string, hint: RegExp])[] = [
  [
    'pip says so of a package that is not there',
    'ERROR: No matching distribution found for no-such==1',
    /does not exist/,
  ],
  ['npm says so of a version that is not there', 'npm error code ETARGET', /does not exist/],
  [
    'cargo says so of a crate that is not there',
    'error: no matching package named `nope` found',
    /does not exist/,
  ],
  ['pip without a network', 'Failed to establish a new connection: [Errno -3]', /registry was not reached/],
  ['npm without a network', 'npm error code EAI_AGAIN', /registry was not reached/],
  ['a company’s certificate that is not known', 'SSL: CERTIFICATE_VERIFY_FAILED', /bundle/],
  [
    'npm with a lock file of other dependencies',
    'npm error `npm ci` can only install packages when your package.json and package-lock.json are in sync.',
    /lock file/,
  ],
  [
    'cargo with a lock file of other dependencies',
    'error: the lock file /x needs to be updated',
    /lock file/,
  ],
  ['rustc', 'error: could not compile `x` (lib) due to 1 previous error', /compile/],
  ['a library that is missing', 'gyp ERR! build error', /could not be compiled/],
  ['a program that is missing', 'sh: 1: gmake: not found', /program/],
  ['a full disk', 'OSError: [Errno 28] No space left on device', /disk is full/],
];

describe('the explanation of a failed build', () => {
  for (const [why, line, hint] of HINTS) {
    it(`says what to do: ${why}`, () => {
      assert.match(explainFailure(['==> Step', line]).hint ?? '', hint);
    });
  }

  it('gives no advice about what it does not know', () => {
    assert.equal(explainFailure(['==> Step', 'Traceback (most recent call last)']).hint, undefined);
  });

  it('names the step that ran last, and shows only what that printed', () => {
    const { step, log } = explainFailure(['==> One', 'fine', '==> Two', 'broken']);
    assert.equal(step, 'Two');
    assert.equal(log, '==> Two\nbroken');
  });

  it('keeps the end of a long log, where the reason stands', () => {
    const lines = Array.from({ length: 500 }, (_, at) => `line ${at}`);
    const { log } = explainFailure(['==> Step', ...lines]);
    assert.equal(log.split('\n').length, 30);
    assert.match(log, /line 499$/);
  });

  it('names no step where none had begun', () => {
    assert.equal(explainFailure(['no container could be made']).step, undefined);
  });
});
