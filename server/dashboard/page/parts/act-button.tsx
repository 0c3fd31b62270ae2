// A button that does something at once, and says what came of it beside itself.

import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { type ApiProblem, asProblem } from '../api/problem.ts';
import { ProblemNote } from './problem-note.tsx';

export interface ActButtonProps {
  readonly children: ComponentChildren;
  /** Throws `ApiProblem`s. */
  readonly act: () => Promise<unknown>;
  /** A sentence for when it worked. */
  readonly done: string;
}

export function ActButton({ children, act, done }: ActButtonProps) {
  const isBusy = useSignal(false);
  const said = useSignal('');
  const problem = useSignal<ApiProblem | null>(null);
  async function attempt(): Promise<void> {
    isBusy.value = true;
    said.value = '';
    problem.value = null;
    try {
      await act();
      said.value = done;
    } catch (thrown) {
      problem.value = asProblem(thrown);
    }
    isBusy.value = false;
  }
  return (
    <>
      <button type="button" disabled={isBusy.value} onClick={() => void attempt()}>
        {children}
      </button>
      <span class="quiet" role="status">
        {said.value}
      </span>
      {problem.value !== null && <ProblemNote problem={problem.value} />}
    </>
  );
}
