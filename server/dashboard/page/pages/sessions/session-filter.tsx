// Which sessions one wants to see; the address says it too, so that one can come back to them.

import { overview } from '../../live/overview.ts';
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
        <label class="quiet" for="state">
          State
        </label>
        <select
          id="state"
          value={state}
          onChange={(event) => go({ space, state: event.currentTarget.value })}
        >
          <option value="">all</option>
          {states.map((each) => (
            <option key={each}>{each}</option>
          ))}
        </select>
      </span>
      <span class="field">
        <label class="quiet" for="space">
          Space
        </label>
        <select
          id="space"
          value={space ?? ''}
          onChange={(event) => go({ space: event.currentTarget.value || null, state })}
        >
          <option value="">all</option>
          {[...names].map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </span>
    </>
  );
}
