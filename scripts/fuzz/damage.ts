// Right inputs made wrong: a field of a value dropped, doubled or of another type; bytes of a text changed.

import {
  anything,
  array,
  type Arbitrary,
  constant,
  constantFrom,
  integer,
  nat,
  oneof,
  option,
  record,
  string,
} from 'fast-check';

/** What some program, some day, took for something else. */
export const oddText = constantFrom(
  '',
  ' ',
  '\0',
  '..',
  '../../etc/passwd',
  '/',
  '__proto__',
  'constructor',
  'toString',
  '${HOME}',
  '-1',
  '1e999',
  'null',
  '\u202e\u0430dmin',
  '\ud800',
  'a'.repeat(300),
  '%s%n',
  '😀',
);

export const oddValue: Arbitrary<unknown> = oneof(
  { maxDepth: 2 },
  oddText,
  constantFrom(null, true, false, 0, -1, 1.5, 2 ** 53, Number.MAX_VALUE),
  string(),
  array(oddText, { maxLength: 3 }),
  constant({}),
  anything({ maxDepth: 2, withNullPrototype: false, withBigInt: false, withDate: false }).map(jsonOf),
);

function jsonOf(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value) ?? 'null') as unknown;
}

/** Half of the time as it is; else one to three fields, wherever they are, become something else or are gone. */
export function damagedValue<Value>(right: Arbitrary<Value>): Arbitrary<unknown> {
  const change = record({ where: nat(), what: option(oddValue, { freq: 4, nil: undefined }) });
  return oneof(
    right,
    record({ value: right, changes: array(change, { minLength: 1, maxLength: 3 }) }).map(
      ({ value, changes }) =>
        changes.reduce<unknown>((now, { where, what }) => replaced(now, where, what), value),
    ),
  );
}

function replaced(value: unknown, where: number, what: unknown): unknown {
  const copy = structuredClone(value);
  const places: { readonly holder: Record<string, unknown>; readonly name: string }[] = [];
  collect(copy);
  const place = places[where % Math.max(1, places.length)];
  if (place === undefined) return what;
  if (what === undefined) delete place.holder[place.name];
  else place.holder[place.name] = what;
  return copy;

  function collect(inner: unknown): void {
    if (typeof inner !== 'object' || inner === null) return;
    for (const name of Object.keys(inner)) {
      places.push({ holder: inner as Record<string, unknown>, name });
      collect((inner as Record<string, unknown>)[name]);
    }
  }
}

const edit = record({
  at: nat(),
  drop: integer({ min: 0, max: 8 }),
  put: oneof(
    constantFrom('{', '}', '[', ']', '"', ':', ',', '\n', '\t', '&a ', '*a', '---\n', '\\u0000'),
    oddText,
  ),
});

/** Mostly as it is; else cut, stretched or scratched in some places. */
export function damagedText(right: Arbitrary<string>): Arbitrary<string> {
  return oneof(
    { arbitrary: right, weight: 3 },
    {
      arbitrary: record({ text: right, edits: array(edit, { minLength: 1, maxLength: 3 }) }).map(
        ({ text, edits }) =>
          edits.reduce((now, { at, drop, put }) => {
            const place = at % (now.length + 1);
            return now.slice(0, place) + put + now.slice(place + drop);
          }, text),
      ),
      weight: 1,
    },
  );
}
