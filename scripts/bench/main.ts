// `npm run bench`: measures, on both databases side by side, and prints one table of figures and goals.

import { exitCodeOf } from '../../cli/errors.ts';
import { exitCodes } from '../../cli/exit-codes.ts';
import { RaworcError } from '../../state/model/errors.ts';
import { helpText, readArguments, type Request } from './arguments.ts';
import { figuresJson, figureTable } from './figure.ts';
import { runParts } from './run-parts.ts';

const say = (line: string) => console.error(line);

/** Answers the exit status. */
async function carryOut(request: Request): Promise<number> {
  if (request.type === 'help') {
    console.log(helpText);
    return exitCodes.ok;
  }
  const { figures, isComplete } = await runParts(request.parts, say);
  if (request.output === 'json') process.stdout.write(figuresJson(figures));
  else if (figures.length > 0) process.stdout.write(figureTable(figures));
  return isComplete ? exitCodes.ok : exitCodes.failed;
}

async function main(): Promise<number> {
  try {
    return await carryOut(readArguments(process.argv.slice(2)));
  } catch (error) {
    if (!(error instanceof RaworcError)) throw error;
    say(`bench: ${error.code}: ${error.message}`);
    if (error.hint !== undefined) say(`hint: ${error.hint}`);
    return exitCodeOf(error);
  }
}

const status = await main();
// A part that was given up may still be at it; what it started ends with this process, once the table is out.
process.stdout.write('', () => process.exit(status));
