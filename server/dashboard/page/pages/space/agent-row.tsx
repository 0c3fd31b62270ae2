// One agent: where it comes from, what runs of it, and how it stands.

import type { Agent } from '../../api/shapes.ts';
import type { RowPlace } from '../../parts/long-body.tsx';
import { Revision } from '../../parts/revision.tsx';
import { StandingMark } from '../../parts/standing.tsx';
import { agentStanding, tellingCondition } from './agent-standing.ts';

interface AgentRowProps {
  readonly agent: Agent;
  readonly place: RowPlace;
}

export function AgentRow({ agent, place }: AgentRowProps) {
  const { name, spec, source_commit, running_commit } = agent;
  const { repo, ref, path } = spec.source;
  const standing = agentStanding(agent);
  const told = standing === 'ready' ? undefined : tellingCondition(agent);
  // One that is ready runs what is declared: where the commits differ, what they hold for it is the same.
  const isBehind = standing !== 'ready' && running_commit !== null && source_commit !== running_commit;
  return (
    <tr {...place} class={standing === 'stalled' || standing === 'failing' ? 'trouble' : undefined}>
      <th scope="row">
        {name}
        {told !== undefined && (
          <p class="why">
            {told.message} {told.hint !== undefined && <span class="hint">{told.hint}</span>}
          </p>
        )}
      </th>
      <td data-label="State">
        <StandingMark standing={standing} />
      </td>
      <td data-label="Source">
        {repo ?? 'this repository'}
        {path !== '.' && `/${path}`}
        {ref !== undefined && <span class="quiet"> {ref}</span>}
      </td>
      <td data-label="Runs">
        <Revision commit={running_commit} />
        {isBehind && (
          <span class="quiet">
            {' → '}
            <Revision commit={source_commit} />
          </span>
        )}
      </td>
      <td data-label="Layer">
        <Revision commit={agent.running_layer} />
        {agent.running_layer !== agent.layer && agent.layer !== null && (
          <span class="quiet">
            {' → '}
            <Revision commit={agent.layer} />
          </span>
        )}
      </td>
    </tr>
  );
}
