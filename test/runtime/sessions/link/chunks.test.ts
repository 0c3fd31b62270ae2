// What is longer than a line is cut and joined again, byte for byte.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytesOf, createJoiner } from '../../../../runtime/sessions/link/chunks.ts';
import { isLinkError } from '../../../../runtime/sessions/link/errors.ts';
import { MAX_LINE_BYTES, MAX_WHOLE_BYTES } from '../../../../runtime/sessions/link/frames.ts';

const linesOf = (bytes: Buffer): string[] => bytes.toString('utf8').trimEnd().split('\n');

test('what fits a line is a line, so that the usual message costs nothing', () => {
  const lines = linesOf(bytesOf('a', { id: 'a', text: 'hello' }));
  assert.deepEqual(lines, ['{"id":"a","text":"hello"}']);
});

for (const length of [MAX_LINE_BYTES - 22, MAX_LINE_BYTES - 21, MAX_LINE_BYTES, 3_000_000]) {
  test(`a command of ${length} characters is joined to what it was, each line within the limit`, () => {
    const command = { id: 'a', text: 'x'.repeat(length - 3) + 'ä😀'.slice(0, 3) };
    const lines = linesOf(bytesOf('a', command));
    assert.ok(lines.every((line) => line.length < MAX_LINE_BYTES));
    const join = createJoiner();
    const wholes = lines.length === 1 ? lines : lines.map((line) => join(JSON.parse(line)));
    assert.deepEqual(JSON.parse(wholes.at(-1) ?? ''), command);
    assert.ok(wholes.slice(0, -1).every((whole) => whole === undefined));
  });
}

test('two series that come interleaved are kept apart, for answers come between the parts of a reply', () => {
  const join = createJoiner();
  const of = (name: string) => linesOf(bytesOf(name, { id: name, text: name.repeat(400_000) }));
  const [a, b] = [of('a'), of('b')];
  const wholes = a.flatMap((line, at) => [join(JSON.parse(line)), join(JSON.parse(b[at] ?? ''))]);
  assert.deepEqual(
    wholes.flatMap((whole) => (whole === undefined ? [] : [(JSON.parse(whole) as { id: string }).id])),
    ['a', 'b'],
  );
});

test('a part out of order is an error and no wrong whole', () => {
  const join = createJoiner();
  const lines = linesOf(bytesOf('a', { text: 'x'.repeat(600_000) }));
  join(JSON.parse(lines[0] ?? ''));
  assert.throws(() => join(JSON.parse(lines[2] ?? '')), /out of order/);
  assert.throws(() => createJoiner()(JSON.parse(lines[1] ?? '')), /out of order/);
});

test('what is larger than the supervisor takes is refused here, with a code', () => {
  assert.throws(
    () => bytesOf('a', { text: 'x'.repeat(MAX_WHOLE_BYTES) }),
    (thrown) => isLinkError(thrown, 'COMMAND_TOO_LARGE'),
  );
});
