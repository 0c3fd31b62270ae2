// Reads so many inputs of one target and says how it went.

import { asyncProperty, check } from 'fast-check';
import { beginCoverage, type FileCoverage, percent } from './coverage.ts';
import type { Target } from './target.ts';
import { createWatchdog } from './watchdog.ts';

export interface FuzzOptions {
  readonly name: string;
  readonly runs: number;
  readonly seed: number;
  /** One input that takes longer is a find. */
  readonly slowestMs: number;
}

export interface Findings {
  readonly runs: number;
  readonly passed: number;
  readonly slowestMs: number;
  readonly seconds: number;
  readonly coverage: readonly FileCoverage[];
  /** What an input did that it should not, with the smallest such input; undefined where all is well. */
  readonly failure: string | undefined;
}

/** Beyond it, nothing ends the input any more but the end of the process. */
const HANGS_MS = 30_000;

export async function fuzz(target: Target, { name, runs, seed, slowestMs }: FuzzOptions): Promise<Findings> {
  const count = await beginCoverage();
  const watchdog = createWatchdog(`${name}, seed ${seed}`, HANGS_MS);
  await using open = await target.open();
  let read = 0;
  let passed = 0;
  let slowest = 0;
  const begun = performance.now();
  const result = await check(
    asyncProperty(open.inputs, async (input) => {
      watchdog.begin();
      const from = performance.now();
      const isPast = await open.read(input);
      const ms = performance.now() - from;
      read += 1;
      if (isPast) passed += 1;
      slowest = Math.max(slowest, ms);
      if (ms > slowestMs) throw new Error(`It took ${Math.round(ms)} ms.`);
    }),
    { numRuns: runs, seed, interruptAfterTimeLimit: 3_600_000 },
  );
  const seconds = (performance.now() - begun) / 1000;
  const coverage = await (open.coverage?.() ?? count.take(target.files));
  await watchdog.end();
  await count.end();
  const failure = result.failed
    ? `${String(result.errorInstance)}\n${result.counterexamplePath ?? ''}\n${JSON.stringify(result.counterexample)?.slice(0, 4000)}`
    : undefined;
  return { runs: read, passed, slowestMs: slowest, seconds, coverage, failure };
}

export function summaryOf(name: string, seed: number, found: Findings): string {
  const { runs, passed, slowestMs, seconds, coverage, failure } = found;
  return [
    `${name}: ${runs} inputs, seed ${seed}, ${((100 * passed) / runs).toFixed(1)} % past the first parser, ` +
      `${percent(coverage).toFixed(1)} % of lines, slowest ${slowestMs.toFixed(0)} ms, ${seconds.toFixed(0)} s`,
    ...coverage.map(
      (file) =>
        `  ${percent([file]).toFixed(1).padStart(5)} %  ${file.file}${file.missed.length === 0 ? '' : `  missed: ${file.missed.slice(0, 12).join(' ')}${file.missed.length > 12 ? ' …' : ''}`}`,
    ),
    ...(failure === undefined ? [] : [`  FOUND: ${failure}`]),
  ].join('\n');
}
