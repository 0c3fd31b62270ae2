// What agents report of their usage, which may be anything.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { usageOf } from '../../../state/model/usage.ts';

test('what is understood is kept, and the rest dropped', () => {
  const said = {
    input_tokens: 12,
    output_tokens: 3.4,
    cost: 0.002,
    currency: 'USD',
    model: 'm',
    secret: 'x',
  };
  assert.deepEqual(usageOf(said), {
    input_tokens: 12,
    output_tokens: 3,
    cost: 0.002,
    currency: 'USD',
    model: 'm',
  });
  assert.deepEqual(usageOf({ input_tokens: 1, output_tokens: -1, currency: 'dollars' }), { input_tokens: 1 });
  assert.equal(usageOf({ model: 'm'.repeat(999) })?.model?.length, 128);
});

test('what is nothing of that kind is no usage', () => {
  for (const said of [undefined, null, 'many', 7, [], {}, { input_tokens: '12' }, { cost: Infinity }]) {
    assert.equal(usageOf(said), null);
  }
});
