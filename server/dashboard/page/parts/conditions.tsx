// What a resource's status says besides that all is well.

import type { Condition } from '../api/shapes.ts';
import { Ago } from './ago.tsx';

/** Those that mean work or trouble. */
const alarming: ReadonlySet<string> = new Set([
  'Stalled',
  'Drifted',
  'PruneSuspended',
  'ReviewRequired',
  'SecretsMissing',
]);

/** That it is not ready says nothing where another one gives the same reason. */
export function toldOf(conditions: readonly Condition[]): readonly Condition[] {
  const amiss = conditions.filter(({ type, status }) => (status === 'True') !== (type === 'Ready'));
  const isSaid = ({ message }: Condition): boolean =>
    amiss.some((other) => other.type !== 'Ready' && other.message === message);
  return amiss.filter((each) => each.type !== 'Ready' || !isSaid(each));
}

export function Conditions({ conditions }: { readonly conditions: readonly Condition[] }) {
  const told = toldOf(conditions);
  return (
    <>
      {told.map(({ type, reason, message, hint, changed_at }) => (
        <div key={type} class={alarming.has(type) ? 'note warn' : 'note'}>
          <p>
            <strong>{type === 'Ready' ? 'Not ready' : type}</strong> {message}{' '}
            <span class="quiet">
              {reason}, <Ago time={changed_at} />
            </span>
          </p>
          {hint !== undefined && <p class="hint">{hint}</p>}
        </div>
      ))}
    </>
  );
}
