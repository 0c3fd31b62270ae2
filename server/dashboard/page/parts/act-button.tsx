// A button that does something at once, and says what came of it beside itself.

import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { ProblemNote } from './problem-note.tsx';
import { useAttempt } from './use-attempt.ts';

export interface ActButtonProps {
  readonly children: ComponentChildren;
  /** Throws `ApiProblem`s. */
  readonly act: () => Promise<unknown>;
  /** A sentence for when it worked. */
  readonly done: string;
}

export function ActButton({ children, act, done }: ActButtonProps) {
  const { isBusy, problem, attempt } = useAttempt();
  const said = useSignal('');
  async function press(): Promise<void> {
    said.value = '';
    await act();
    said.value = done;
  }
  return (
    <>
      <span class="act">
        <button type="button" disabled={isBusy.value} onClick={() => void attempt(press)}>
          {children}
        </button>
        <span class="quiet" role="status">
          {said.value}
        </span>
      </span>
      {problem.value !== null && <ProblemNote problem={problem.value} />}
    </>
  );
}
