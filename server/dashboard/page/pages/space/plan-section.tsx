// What Git's head would change in this space, and whom that touches. Making a plan costs something, so a space that runs as
// declared gets one only when somebody asks.

import { useSignal } from '@preact/signals';
import { get } from '../../api/client.ts';
import type { Action, PlanResult, Space } from '../../api/shapes.ts';
import { useLoaded } from '../../live/use-loaded.ts';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { actionsOf, actionTitle } from './plan-of-space.ts';

export interface PlanSectionProps {
  readonly space: Space;
  readonly isPending: boolean;
  /** Differs when the plan may. */
  readonly changes: string;
}

export function PlanSection({ space, isPending, changes }: PlanSectionProps) {
  const isWanted = useSignal(false);
  return (
    <section aria-labelledby="plan">
      <h2 id="plan">Plan</h2>
      {isPending || isWanted.value ? (
        <Planned name={space.name} changes={changes} />
      ) : (
        <p class="quiet">
          It runs as declared.{' '}
          <button type="button" onClick={() => (isWanted.value = true)}>
            Plan it anyway
          </button>
        </p>
      )}
    </section>
  );
}

function Planned({ name, changes }: { readonly name: string; readonly changes: string }) {
  const { value, problem } = useLoaded('plan', (signal) => get<PlanResult>('plan', signal), changes);
  if (problem.value !== null) return <ProblemNote problem={problem.value} />;
  if (value.value === null) return <p class="quiet">Planning…</p>;
  const actions = actionsOf(value.value, name);
  if (actions.length === 0) return <p class="quiet">Nothing would change.</p>;
  return (
    <ol class="plan">
      {actions.map((action) => (
        <Step key={`${action.type}/${action.kind ?? ''}/${action.name}`} action={action} />
      ))}
    </ol>
  );
}

export function Step({ action }: { readonly action: Action }) {
  const { reason, sessions, position, brake, widens } = action;
  return (
    <li>
      <strong>{actionTitle(action)}</strong> <span class="quiet">{reason}</span>
      {sessions > 0 && `, touches ${sessions} ${sessions === 1 ? 'session' : 'sessions'}`}
      {position !== undefined && (
        <code class="quiet">
          {' '}
          {position.file}:{position.line}:{position.column}
        </code>
      )}
      {brake !== undefined && <p class="bad-text">It waits, because {brake}.</p>}
      {widens !== undefined && <p class="bad-text">{widens}</p>}
    </li>
  );
}
