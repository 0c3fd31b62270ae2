import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { age } from '../../cli/output/age.ts';
import { formatList } from '../../cli/output/format.ts';
import { parseEventStream } from '../../cli/client/event-stream.ts';
import { printable, renderTable } from '../../cli/output/table.ts';

interface Item {
  readonly name: string;
  readonly size: number;
}

const how = {
  none: 'none',
  name: ({ name }: Item) => name,
  columns: [
    { title: 'NAME', value: ({ name }: Item) => name },
    { title: 'SIZE', value: ({ size }: Item) => String(size), align: 'right' as const },
  ],
};
const items: readonly Item[] = [
  { name: 'a', size: 5 },
  { name: 'longer', size: 10_000 },
];

describe('output', () => {
  it('lines columns up without trailing blanks, because people read them and diff them', () => {
    assert.equal(renderTable(items, how.columns), 'NAME     SIZE\na           5\nlonger  10000\n');
  });

  it('prints the same list for programs', () => {
    assert.deepEqual(JSON.parse(formatList(items, how, 'json')), items);
    assert.equal(formatList(items, how, 'name'), 'a\nlonger\n');
    assert.equal(formatList(items, how, 'yaml'), '- name: a\n  size: 5\n- name: longer\n  size: 10000\n');
  });

  it('keeps the escape sequences that an agent printed from the terminal', () => {
    assert.equal(printable('\u001b[31mred\u0007\tline\n'), '�[31mred�\tline\n');
  });

  const now = Date.parse('2026-01-02T00:00:00Z');
  for (const [iso, shown] of [
    ['2026-01-01T23:59:18Z', '42s'],
    ['2026-01-01T23:00:00Z', '60m'],
    ['2026-01-01T12:00:00Z', '12h'],
    ['2025-12-21T00:00:00Z', '12d'],
    ['2026-01-02T00:00:10Z', '0s'],
    [null, '-'],
  ] as const) {
    it(`shows ${iso ?? 'no time'} as ${shown}, because tables have little room`, () =>
      assert.equal(age(iso, now), shown));
  }

  it('reads server-sent events that arrive in pieces, also through the middle of a character', async () => {
    const bytes = new TextEncoder().encode(': hello\n\nid: 7\nevent: agent.delta\ndata: {"text":"grüß"}\n\n');
    const pieces = ReadableStream.from([...bytes].map((byte) => Uint8Array.of(byte)));
    const events = await Array.fromAsync(parseEventStream(pieces));
    assert.deepEqual(events, [{ id: '7', event: 'agent.delta', data: { text: 'grüß' } }]);
  });
});
