// A removal that waits until somebody confirms it.

import { useSignal } from '@preact/signals';
import { get, send } from '../../api/client.ts';
import type { Condition, PlanResult, Space } from '../../api/shapes.ts';
import { useLoaded } from '../../live/use-loaded.ts';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { openSessions, type Sessions } from './blast-radius.ts';
import { actionsOf } from './plan-of-space.ts';
import { Step } from './plan-section.tsx';

interface RemovalProps {
  readonly space: Space;
  readonly sessions: Sessions;
  readonly onDone: () => void;
}

/** What it says is said here, with what can be done about it. */
export const isAboutRemoval = ({ type, reason }: Condition): boolean =>
  type === 'PruneSuspended' && reason === 'AwaitingConfirmation';

export function RemovalNote(props: RemovalProps) {
  const isAsked = useSignal(false);
  const hash = props.space.awaiting_confirmation;
  if (hash === null) return null;
  const why = props.space.conditions.find(isAboutRemoval)?.message;
  return (
    <div class="note bad">
      <p>
        A removal waits until somebody confirms it. <span class="quiet">Plan</span>{' '}
        <code title={hash}>{hash.slice(0, 12)}</code>
      </p>
      {why !== undefined && <p>{why}</p>}
      <button class="danger" type="button" onClick={() => (isAsked.value = true)}>
        Look at it and confirm…
      </button>
      {isAsked.value && <ConfirmRemoval {...props} hash={hash} onClose={() => (isAsked.value = false)} />}
    </div>
  );
}

interface ConfirmRemovalProps extends RemovalProps {
  readonly hash: string;
  readonly onClose: () => void;
}

function ConfirmRemoval({ space, sessions, hash, onDone, onClose }: ConfirmRemovalProps) {
  const { value, problem } = useLoaded(hash, (signal) => get<PlanResult>('plan', signal));
  const removals =
    value.value === null ? [] : actionsOf(value.value, space.name).filter(({ type }) => type === 'remove');
  const open = openSessions(sessions);
  return (
    <ConfirmDialog
      title={`Confirm the removal in ${space.name}`}
      verb="Remove"
      isDanger
      act={async () => {
        await send('POST', `spaces/${encodeURIComponent(space.name)}/confirm`, { plan: hash });
        onDone();
      }}
      onClose={onClose}
    >
      {problem.value !== null && <ProblemNote problem={problem.value} />}
      <ul class="plan">
        {removals.map((action) => (
          <Step key={`${action.kind ?? ''}/${action.name}`} action={action} />
        ))}
      </ul>
      <p>
        {open === 0
          ? 'No session is open in it.'
          : `${open} ${open === 1 ? 'session is' : 'sessions are'} open in it.`}{' '}
        <span class="quiet">Plan {hash.slice(0, 12)}</span>
      </p>
    </ConfirmDialog>
  );
}
