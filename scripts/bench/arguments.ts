// What the command line asks of the benchmark.

import { parseArgs } from 'node:util';
import { usageError } from '../../cli/errors.ts';
import { messageOf } from '../../state/model/errors.ts';
import { type Part, parts } from './parts.ts';

const outputs = ['table', 'json'] as const;
export type Output = (typeof outputs)[number];

export type Request =
  | { readonly type: 'measure'; readonly parts: readonly Part[]; readonly output: Output }
  | { readonly type: 'help' };

const widest = Math.max(...parts.map(({ name }) => name.length));
const hint = 'npm run bench -- --help says what there is.';

export const helpText = `Usage: npm run bench [-- [PART]... [-o table|json]]

Measures on SQLite and MariaDB or MySQL, side by side, and prints each figure, its goal, and whether it held.

Parts, all of them where none is named:
${parts.map(({ name, about }) => `  ${name.padEnd(widest)}  ${about}`).join('\n')}

Options:
  -o, --output FORMAT  table (the default) or json; either goes to standard output, everything else does not
  -h, --help           says this

RAWORC_TEST_MYSQL_URL names a MariaDB or MySQL server; left out, one is started for it.
Exit codes: 0 everything was measured, whether goals held or not; 1 something could not be; 2 wrong arguments.`;

/** Throws `USAGE`. */
export function readArguments(given: readonly string[]): Request {
  const { values, positionals } = parsed(given);
  if (values.help === true) return { type: 'help' };
  return {
    type: 'measure',
    parts: positionals.length === 0 ? parts : named(positionals),
    output: outputNamed(values.output ?? 'table'),
  };
}

function parsed(given: readonly string[]) {
  try {
    return parseArgs({
      args: [...given],
      allowPositionals: true,
      options: { output: { type: 'string', short: 'o' }, help: { type: 'boolean', short: 'h' } },
    });
  } catch (error) {
    throw usageError(messageOf(error), hint);
  }
}

function named(names: readonly string[]): readonly Part[] {
  const unknown = names.find((wanted) => !parts.some(({ name }) => name === wanted));
  if (unknown === undefined) return parts.filter(({ name }) => names.includes(name));
  const known = parts.map(({ name }) => name).join(', ');
  throw usageError(`There is no part ${JSON.stringify(unknown)}.`, `Parts are: ${known}.`);
}

function outputNamed(wanted: string): Output {
  const output = outputs.find((known) => known === wanted);
  if (output !== undefined) return output;
  throw usageError(
    `There is no output format ${JSON.stringify(wanted)}.`,
    `Formats are: ${outputs.join(', ')}.`,
  );
}
