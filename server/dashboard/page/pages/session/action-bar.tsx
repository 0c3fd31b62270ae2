// Buttons for what may be asked of the session now. What is refused says why; closing asks first.

import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { send } from '../../api/client.ts';
import type { Session } from '../../api/shapes.ts';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { useAttempt } from '../../parts/use-attempt.ts';
import { hrefOf } from '../../route.ts';
import { type Action, actions, actionsOf } from './actions.ts';

interface Bar {
  readonly session: Session;
  readonly refresh: () => Promise<void>;
}

export function ActionBar({ session, refresh }: Bar) {
  const isClosing = useSignal(false);
  const { isBusy, problem, attempt } = useAttempt();
  const fork = useSignal<string | null>(null);
  const bar = useRef<HTMLDivElement>(null);

  async function ask(action: Action): Promise<void> {
    const { method, path } = actions[action];
    const answer = await send<Session>(method, `sessions/${encodeURIComponent(session.id)}${path}`);
    if (action === 'fork') fork.value = answer?.id ?? null;
    await refresh();
  }

  async function press(action: Action): Promise<void> {
    await attempt(() => ask(action));
    // The button is gone where its state is; whoever has no mouse goes on from here.
    requestAnimationFrame(() => {
      if (document.activeElement === document.body) bar.current?.focus();
    });
  }

  return (
    <>
      <div class="tools" role="group" aria-label="What may be done" tabIndex={-1} ref={bar}>
        {actionsOf(session).map((action) => (
          <button
            key={action}
            type="button"
            class={action === 'close' ? 'danger' : undefined}
            disabled={isBusy.value}
            onClick={() => (action === 'close' ? (isClosing.value = true) : void press(action))}
          >
            {actions[action].label}
          </button>
        ))}
      </div>
      {fork.value !== null && (
        <p class="note" role="status">
          Forked: <a href={hrefOf({ page: 'session', id: fork.value })}>{fork.value}</a>
        </p>
      )}
      {problem.value !== null && <ProblemNote problem={problem.value} />}
      {isClosing.value && (
        <ConfirmDialog
          title="Close this session?"
          verb="Close it"
          isDanger
          act={() => ask('close')}
          onClose={() => (isClosing.value = false)}
        >
          <p>Its container and its workspace go, with every file in it. What was said stays.</p>
        </ConfirmDialog>
      )}
    </>
  );
}
