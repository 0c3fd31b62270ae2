// Buttons for what may be asked of the session now. What is refused says why; closing asks first.

import { useSignal } from '@preact/signals';
import { send } from '../../api/client.ts';
import { type ApiProblem, asProblem } from '../../api/problem.ts';
import type { Session } from '../../api/shapes.ts';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { hrefOf } from '../../route.ts';
import { type Action, actions, actionsOf } from './actions.ts';

interface Bar {
  readonly session: Session;
  readonly refresh: () => Promise<void>;
}

export function ActionBar({ session, refresh }: Bar) {
  const isClosing = useSignal(false);
  const problem = useSignal<ApiProblem | null>(null);
  const fork = useSignal<string | null>(null);
  const isBusy = useSignal(false);

  async function ask(action: Action): Promise<void> {
    const { method, path } = actions[action];
    const answer = await send<Session>(method, `sessions/${encodeURIComponent(session.id)}${path}`);
    if (action === 'fork') fork.value = answer?.id ?? null;
    await refresh();
  }

  async function act(action: Action): Promise<void> {
    isBusy.value = true;
    problem.value = null;
    try {
      await ask(action);
    } catch (thrown) {
      problem.value = asProblem(thrown);
    }
    isBusy.value = false;
  }

  return (
    <>
      <div class="tools" role="group" aria-label="What may be done">
        {actionsOf(session).map((action) => (
          <button
            key={action}
            type="button"
            class={action === 'close' ? 'danger' : undefined}
            disabled={isBusy.value}
            onClick={() => (action === 'close' ? (isClosing.value = true) : void act(action))}
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
