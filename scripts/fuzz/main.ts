// `npm run fuzz -- [target…] [--runs N] [--seed S]`: inputs that are nearly right, or not at all, for everything that reads what
// others wrote. Exit status 1 where one was read badly, or too few came past the first parser.

import { parseArgs } from 'node:util';
import { fuzz, summaryOf } from './fuzz.ts';
import { type TargetName, targets } from './targets.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { runs: { type: 'string', default: '100000' }, seed: { type: 'string', default: '1' } },
});
const [runs, seed] = [Number(values.runs), Number(values.seed)];
const isKnown = (name: string): name is TargetName => Object.hasOwn(targets, name);
const unknown = positionals.filter((name) => !isKnown(name));
if (unknown.length > 0 || !Number.isSafeInteger(runs) || runs < 1 || !Number.isSafeInteger(seed)) {
  console.error(`Usage: npm run fuzz -- [${Object.keys(targets).join(' | ')}]… [--runs N] [--seed S]`);
  process.exit(2);
}
const wanted = positionals.filter(isKnown);
for (const name of wanted.length === 0 ? (Object.keys(targets) as TargetName[]) : wanted) {
  const found = await fuzz(targets[name], { name, runs, seed, slowestMs: 2_000 });
  console.log(summaryOf(name, seed, found));
  if (found.failure !== undefined || found.passed < found.runs * 0.3) process.exitCode = 1;
}
