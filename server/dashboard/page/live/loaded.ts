// One thing of the API that a page shows: loaded, and loaded again when it may have changed. What was there stays until the
// newer is.

import { type Signal, signal } from '@preact/signals';
import { type ApiProblem, asProblem } from '../api/problem.ts';

export interface Loaded<T> {
  readonly value: Signal<T | null>;
  /** Why the last attempt failed. */
  readonly problem: Signal<ApiProblem | null>;
  /** While it is under way, once more after it. */
  reload(): void;
  stop(): void;
}

export function createLoaded<T>(load: (signal: AbortSignal) => Promise<T>): Loaded<T> {
  const value = signal<T | null>(null);
  const problem = signal<ApiProblem | null>(null);
  const leaving = new AbortController();
  let isLoading = false;
  let isWanted = false;

  async function work(): Promise<void> {
    isLoading = true;
    while (isWanted && !leaving.signal.aborted) {
      isWanted = false;
      try {
        value.value = await load(leaving.signal);
        problem.value = null;
      } catch (thrown) {
        if (!leaving.signal.aborted) problem.value = asProblem(thrown);
      }
    }
    isLoading = false;
  }

  return {
    value,
    problem,
    reload() {
      isWanted = true;
      if (!isLoading) void work();
    },
    stop: () => leaving.abort(),
  };
}
