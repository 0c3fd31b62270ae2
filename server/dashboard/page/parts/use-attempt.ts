// Something that is tried because somebody asked for it: whether it is under way, and what went wrong.

import { type Signal, useSignal } from '@preact/signals';
import { type ApiProblem, asProblem } from '../api/problem.ts';

export interface Attempt {
  readonly isBusy: Signal<boolean>;
  /** Of the last try; null while one is under way, and where it worked. */
  readonly problem: Signal<ApiProblem | null>;
  attempt(work: () => Promise<unknown>): Promise<void>;
}

export function useAttempt(): Attempt {
  const isBusy = useSignal(false);
  const problem = useSignal<ApiProblem | null>(null);
  return {
    isBusy,
    problem,
    async attempt(work) {
      isBusy.value = true;
      problem.value = null;
      try {
        await work();
      } catch (thrown) {
        problem.value = asProblem(thrown);
      }
      isBusy.value = false;
    },
  };
}
