// Each target for a short while, so that it can be run at any time for long; and a target that misbehaves, so that one is found.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { string } from 'fast-check';
import { fuzz, summaryOf } from '../../../scripts/fuzz/fuzz.ts';
import { openTarget } from '../../../scripts/fuzz/target.ts';
import { targets, type TargetName } from '../../../scripts/fuzz/targets.ts';

const seed = 20_260_101;
const names = Object.keys(targets) as TargetName[];

for (const name of names) {
  test(`${name}: 2,000 inputs are read without harm, and a third of them is nearly right`, async () => {
    const found = await fuzz(targets[name], { name, runs: 2_000, seed, slowestMs: 5_000 });
    const summary = summaryOf(name, seed, found);
    process.stdout.write(`${summary}\n`);
    assert.equal(found.failure, undefined, summary);
    assert.ok(found.passed >= found.runs * 0.3, summary);
    assert.ok(found.coverage.reduce((sum, { covered }) => sum + covered, 0) > 0, summary);
  });
}

test('what misbehaves is found, with the smallest input that shows it', async () => {
  const broken = {
    files: [],
    open: async () =>
      openTarget({
        inputs: string(),
        read(text) {
          if (text.length > 3) throw new Error('too long for me');
          return true;
        },
      }),
  };
  const { failure } = await fuzz(broken, { name: 'broken', runs: 200, seed, slowestMs: 5_000 });
  assert.match(failure ?? '', /too long for me[^]*\["....?"\]/);
});
