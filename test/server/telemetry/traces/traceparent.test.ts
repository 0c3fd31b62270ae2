import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  parseTraceparent,
  showTraceparent,
  spanIdOf,
} from '../../../../server/telemetry/traces/traceparent.ts';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const spanId = 'b7ad6b7169203331';

describe('a traceparent', () => {
  const read: readonly (readonly [why: string, text: string | undefined, isSampled: boolean | undefined])[] =
    [
      ['of today', `00-${traceId}-${spanId}-01`, true],
      ['that nobody tells', `00-${traceId}-${spanId}-00`, false],
      ['whose other flags are not ours', `00-${traceId}-${spanId}-03`, true],
      ['of a later version, which may have more', `01-${traceId}-${spanId}-01-later`, true],
      ['of today with more than there may be', `00-${traceId}-${spanId}-01-more`, undefined],
      ['of a version that is none', `ff-${traceId}-${spanId}-01`, undefined],
      ['of a trace of zeros, which means none', `00-${'0'.repeat(32)}-${spanId}-01`, undefined],
      ['of a span of zeros', `00-${traceId}-${'0'.repeat(16)}-01`, undefined],
      ['in capitals, which the standard forbids', `00-${traceId.toUpperCase()}-${spanId}-01`, undefined],
      ['of words', 'hello', undefined],
      ['that is not there', undefined, undefined],
    ];
  for (const [why, text, isSampled] of read) {
    it(`${why} is ${isSampled === undefined ? 'no name of a span' : 'read'}`, () => {
      const expected = isSampled === undefined ? undefined : { traceId, spanId, isSampled };
      assert.deepEqual(parseTraceparent(text), expected);
    });
  }

  it('reads as it was written', () => {
    const name = { traceId, spanId, isSampled: true };
    assert.deepEqual(parseTraceparent(showTraceparent(name)), name);
  });

  it('of a key is the same in every process, so that a span can be gone on with', () => {
    assert.equal(spanIdOf('turn/a/1'), spanIdOf('turn/a/1'));
    assert.notEqual(spanIdOf('turn/a/1'), spanIdOf('turn/a/2'));
    assert.match(spanIdOf('x'), /^[0-9a-f]{16}$/);
  });
});
