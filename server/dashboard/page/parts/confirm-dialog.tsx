// Asks before something is done that others will feel: what it is, whom it touches, and then yes or no.

import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { ProblemNote } from './problem-note.tsx';
import { useAttempt } from './use-attempt.ts';

export interface ConfirmDialogProps {
  readonly title: string;
  /** The word on the button that does it. */
  readonly verb: string;
  readonly isDanger?: boolean;
  readonly children: ComponentChildren;
  /** Throws `ApiProblem`s, which are shown; the dialog closes after success. */
  readonly act: () => Promise<unknown>;
  readonly onClose: () => void;
}

export function ConfirmDialog({ title, verb, isDanger, children, act, onClose }: ConfirmDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const { isBusy, problem, attempt } = useAttempt();

  useEffect(() => dialog.current?.showModal(), []);

  const submit = (event: Event): void => {
    event.preventDefault();
    void attempt(async () => {
      await act();
      dialog.current?.close();
    });
  };

  return (
    <dialog ref={dialog} aria-labelledby={titleId} onClose={onClose}>
      <form onSubmit={submit}>
        <h2 id={titleId}>{title}</h2>
        {children}
        {problem.value !== null && <ProblemNote problem={problem.value} />}
        <div class="choices">
          <button type="button" onClick={() => dialog.current?.close()}>
            Cancel
          </button>
          <button class={isDanger ? 'danger' : 'main'} type="submit" disabled={isBusy.value}>
            {verb}
          </button>
        </div>
      </form>
    </dialog>
  );
}
