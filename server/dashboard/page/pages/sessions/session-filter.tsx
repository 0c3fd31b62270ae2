// Which sessions one wants to see; the address says it too, so that one can come back to them.

import { overview } from '../../live/overview.ts';
import { ChoiceField } from '../../parts/choice-field.tsx';
import { hrefOf } from '../../route.ts';
import type { Listed } from './session-list.ts';

const states = ['init', 'idle', 'busy', 'paused', 'suspended', 'error', 'closed'] as const;

export function SessionFilter({ space, state }: Listed) {
  const names = new Set((overview.value?.spaces ?? []).map(({ name }) => name));
  if (space !== null) names.add(space);
  const go = (listed: Listed): void => {
    location.hash = hrefOf({ page: 'sessions', ...listed });
  };
  return (
    <>
      <span class="field">
        <ChoiceField
          id="state"
          title="State"
          none="all"
          value={state}
          options={states}
          onChoose={(chosen) => go({ space, state: chosen })}
        />
      </span>
      <span class="field">
        <ChoiceField
          id="space"
          title="Space"
          none="all"
          value={space ?? ''}
          options={[...names]}
          onChoose={(chosen) => go({ space: chosen || null, state })}
        />
      </span>
    </>
  );
}
