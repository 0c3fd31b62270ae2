// What `npm run bench` says about its arguments, and what it prints.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readArguments } from '../../../scripts/bench/arguments.ts';
import { type Figure, figuresJson, figureTable, isHeld } from '../../../scripts/bench/figure.ts';
import { parts } from '../../../scripts/bench/parts.ts';
import { RaworcError } from '../../../state/model/errors.ts';

function refusal(given: readonly string[]): { readonly message: string; readonly hint: string } {
  try {
    readArguments(given);
  } catch (error) {
    assert.ok(error instanceof RaworcError);
    assert.equal(error.code, 'USAGE');
    return { message: error.message, hint: error.hint ?? '' };
  }
  throw new Error('It was taken.');
}

describe('the arguments of the benchmark', () => {
  it('mean every part where none is named, so that one command shows all figures', () => {
    assert.deepEqual(readArguments([]), { type: 'measure', parts, output: 'table' });
  });

  it('name parts in any order, so that one figure need not wait for the others', () => {
    const asked = readArguments(['reconciling', 'loading', '-o', 'json']);
    assert.ok(asked.type === 'measure');
    assert.deepEqual(
      asked.parts.map(({ name }) => name),
      ['loading', 'reconciling'],
    );
    assert.equal(asked.output, 'json');
  });

  it('may ask for help beside anything else, for that is what somebody lost types', () => {
    assert.deepEqual(readArguments(['loading', '--help']), { type: 'help' });
  });

  it('are refused where a part is not there, with those that are', () => {
    const { message, hint } = refusal(['loding']);
    assert.match(message, /"loding"/);
    for (const { name } of parts) assert.match(hint, new RegExp(name));
  });

  it('are refused where a format or a flag is not there, before anything is started', () => {
    assert.match(refusal(['-o', 'xml']).hint, /table, json/);
    assert.match(refusal(['--fast']).hint, /--help/);
  });
});

describe('the figures of the benchmark', () => {
  const held: Figure = { what: 'cold', database: 'SQLite', result: 5.994, unit: 's', goal: 6 };
  const missed: Figure = { what: 'warm', database: 'MariaDB', result: 61, unit: 'ms', goal: 50 };
  const beside: Figure = { what: 'bare', result: 1.25, unit: '×' };

  it('stand in one table beside their goals, a missed one in capitals that nobody overlooks', () => {
    const [, first, second, third] = figureTable([held, missed, beside]).split('\n');
    assert.match(first ?? '', /^cold +SQLite +5\.99 s +≤ 6\.00 s +yes$/);
    assert.match(second ?? '', /^warm +MariaDB +61\.0 ms +≤ 50\.0 ms +NO$/);
    assert.match(third ?? '', /^bare +1\.25 ×$/);
  });

  it('do not hold where nothing could be counted: an empty measurement must not pass', () => {
    assert.equal(isHeld({ ...held, result: Number.NaN }), false);
  });

  it('are numbers for programs, unrounded and with the verdict', () => {
    const [first, second] = JSON.parse(
      figuresJson([
        { part: 'loading', ...held },
        { part: 'loading', ...beside },
      ]),
    ) as [object, object];
    assert.deepEqual(first, { part: 'loading', ...held, held: true });
    assert.equal('held' in second, false);
  });
});
