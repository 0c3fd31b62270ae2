// Keeps the lines of a build: in batches, since a build can print thousands a second, and never out of order.

import type { Clock } from '../../state/model/clock.ts';
import type { Store } from '../../state/store/store.ts';

const MOST_WAIT_MS = 250;
const MOST_LINES = 200;
/** What one build may print before the rest is dropped. */
const MOST_KEPT = 50_000;
const LONGEST_LINE = 4_000;

export interface BuildLog {
  add(line: string): void;
  /** The last lines, for a condition. */
  end(): string;
  /** Resolves when all is written. */
  close(): Promise<void>;
}

export interface BuildLogDeps {
  readonly store: Pick<Store, 'builds'>;
  readonly clock: Clock;
  /** Told once per batch, with its newest line. */
  readonly written: (newest: string) => void;
}

export function createBuildLog({ store, clock, written }: BuildLogDeps, space: string, id: string): BuildLog {
  const tail: string[] = [];
  let pending: string[] = [];
  let count = 0;
  let writing: Promise<void> = Promise.resolve();
  let timer: AbortController | undefined;

  function flush(): void {
    timer?.abort();
    timer = undefined;
    if (pending.length === 0) return;
    const lines = pending;
    pending = [];
    writing = append(writing, lines);
    // Whoever closes the log hears of a failure; until then it must not count as unhandled.
    writing.catch(() => undefined);
  }

  async function append(before: Promise<void>, lines: readonly string[]): Promise<void> {
    await before;
    await store.builds.appendLog(space, id, lines);
    written(lines.at(-1) ?? '');
  }

  function flushSoon(): void {
    if (timer !== undefined) return;
    timer = new AbortController();
    clock.wait(MOST_WAIT_MS, { signal: timer.signal }).then(flush, () => undefined);
  }

  return {
    add(line) {
      count += 1;
      if (count > MOST_KEPT) return;
      const text = count === MOST_KEPT ? '… the log goes on; the rest is not kept' : cut(line);
      pending.push(text);
      tail.push(text);
      if (tail.length > 20) tail.shift();
      if (pending.length >= MOST_LINES) flush();
      else flushSoon();
    },
    end: () => tail.join('\n'),
    async close() {
      flush();
      await writing;
    },
  };
}

function cut(line: string): string {
  return line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE)}…` : line;
}
