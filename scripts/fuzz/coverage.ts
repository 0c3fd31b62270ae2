// Which lines of some files ran in this process, as V8 counts them.

import { readFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

export interface FileCoverage {
  readonly file: string;
  /** Lines that hold code, not only types or comments. */
  readonly lines: number;
  readonly covered: number;
  readonly missed: readonly number[];
}

export interface CoverageCount {
  /** Of all that ran since it began. */
  take(files: readonly string[]): Promise<readonly FileCoverage[]>;
  end(): Promise<void>;
}

const root = join(import.meta.dirname, '../..');

export async function beginCoverage(): Promise<CoverageCount> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  return {
    async take(files) {
      const { result } = await session.post('Profiler.takePreciseCoverage');
      const scripts = new Map(result.map((script) => [script.url, script.functions]));
      return files.map((file) => {
        const functions = scripts.get(pathToFileURL(join(root, file)).href) ?? [];
        return linesOf(
          file,
          functions.flatMap(({ ranges }) => ranges),
        );
      });
    },
    async end() {
      await session.post('Profiler.disable');
      session.disconnect();
    },
  };
}

interface Range {
  readonly startOffset: number;
  readonly endOffset: number;
  readonly count: number;
}

function linesOf(file: string, ranges: readonly Range[]): FileCoverage {
  // Types are replaced by blanks, so that every character stays where it was.
  const text = stripTypeScriptTypes(readFileSync(join(root, file), 'utf8'));
  // What stands outside of all functions ran when the file was loaded.
  const ran = new Uint8Array(text.length).fill(1);
  const own = ranges.filter(({ startOffset, endOffset }) => startOffset > 0 || endOffset < text.length);
  // The outer ones first: what is inside says more.
  const outerFirst = own.sort((a, b) => a.startOffset - b.startOffset || b.endOffset - a.endOffset);
  for (const { startOffset, endOffset, count } of outerFirst)
    ran.fill(count > 0 ? 1 : 0, startOffset, endOffset);
  const missed: number[] = [];
  let lines = 0;
  let offset = 0;
  let isComment = false;
  for (const [index, line] of text.split('\n').entries()) {
    const code = line.trim();
    isComment ||= code.startsWith('/*');
    if (code !== '' && !isComment && !/^(\/\/|[)\]};,\s]+$|import |\} from )/.test(code)) {
      lines += 1;
      if (ran[offset + line.indexOf(code)] === 0) missed.push(index + 1);
    }
    if (code.endsWith('*/')) isComment = false;
    offset += line.length + 1;
  }
  return { file, lines, covered: lines - missed.length, missed };
}

export function percent(files: readonly FileCoverage[]): number {
  const lines = files.reduce((sum, one) => sum + one.lines, 0);
  return lines === 0 ? 0 : (100 * files.reduce((sum, one) => sum + one.covered, 0)) / lines;
}
