// Creates a session in a space, and goes there.

import { useSignal } from '@preact/signals';
import { send } from '../../api/client.ts';
import { type ApiProblem, asProblem } from '../../api/problem.ts';
import type { Session } from '../../api/shapes.ts';
import { overview } from '../../live/overview.ts';
import { ChoiceField } from '../../parts/choice-field.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { hrefOf } from '../../route.ts';

export function NewSession({ space }: { readonly space: string | null }) {
  const names = (overview.value?.spaces ?? []).map(({ name }) => name);
  const chosen = useSignal<string | null>(space);
  const problem = useSignal<ApiProblem | null>(null);
  const isBusy = useSignal(false);
  const where = chosen.value ?? names[0];

  async function create(): Promise<void> {
    isBusy.value = true;
    try {
      const session = await send<Session>('POST', 'sessions', { space: where });
      if (session !== undefined) location.hash = hrefOf({ page: 'session', id: session.id });
    } catch (thrown) {
      problem.value = asProblem(thrown);
      isBusy.value = false;
    }
  }

  return (
    <>
      <span class="field away">
        {space === null && (
          <ChoiceField
            id="new-in"
            title="New in"
            value={where}
            options={names}
            onChoose={(name) => (chosen.value = name)}
          />
        )}
        <button
          class="main"
          type="button"
          disabled={isBusy.value || where === undefined}
          onClick={() => void create()}
        >
          New session
        </button>
      </span>
      {problem.value !== null && <ProblemNote problem={problem.value} />}
    </>
  );
}
