// One space in a row of the overview; in trouble it says why, and what to do.

import type { SessionState, SpaceOverview } from '../../api/shapes.ts';
import { Ago } from '../../parts/ago.tsx';
import type { RowPlace } from '../../parts/long-body.tsx';
import { Revision } from '../../parts/revision.tsx';
import { StandingMark, StateMark } from '../../parts/standing.tsx';
import { hrefOf } from '../../route.ts';
import { isTroubled, problemsText } from './worst-first.ts';

interface SpaceRowProps {
  readonly space: SpaceOverview;
  readonly head: string | null;
  readonly place: RowPlace;
}

export function SpaceRow({ space, head, place }: SpaceRowProps) {
  const { name, standing, sessions, agents } = space;
  const isTrouble = isTroubled(space);
  const problems = problemsText(space.problems);
  const isBehind = space.applied_revision !== null && space.applied_revision !== space.revision;
  return (
    <tr {...place} class={isTrouble ? 'trouble' : undefined}>
      <th scope="row">
        <a href={hrefOf({ page: 'space', space: name })}>{name}</a>
        {standing !== 'ready' && (
          <p class={isTrouble ? 'why' : 'why quiet'}>
            {space.message} {space.hint !== null && <span class="hint">{space.hint}</span>}
          </p>
        )}
        {space.awaiting_confirmation !== null && (
          <p class="why">
            <a href={hrefOf({ page: 'space', space: name })}>A removal waits until somebody confirms it</a>
          </p>
        )}
        {problems !== '' && (
          <p class="why">
            <a href={hrefOf({ page: 'space', space: name })}>{problems}</a>
          </p>
        )}
      </th>
      <td data-label="State">
        <StandingMark standing={standing} />
      </td>
      <td data-label="Revision">
        <Revision commit={space.applied_revision} />
        {isBehind && (
          <span class="quiet">
            {' → '}
            <Revision commit={space.revision} />
          </span>
        )}
        {space.held_at !== null && space.held_at !== head && <span class="quiet"> held</span>}
      </td>
      <td data-label="Agents">
        {agents.total}
        {agents.troubled.length > 0 && <span class="bad-text"> ({agents.troubled.length} in trouble)</span>}
      </td>
      <td data-label="Sessions">
        <a class="plain" href={hrefOf({ page: 'sessions', space: name })}>
          <span class="unseen">Sessions of {name}: </span>
          {Object.keys(sessions).length === 0 ? <span class="quiet">none</span> : null}
          {Object.entries(sessions).map(([state, count]) => (
            <StateMark key={state} state={state as SessionState} count={count} />
          ))}
        </a>
      </td>
      <td data-label="Changed">
        <Ago time={space.changed_at} />
      </td>
    </tr>
  );
}
