// The agents of a space, those in trouble first.

import { useSignal } from '@preact/signals';
import type { Agent } from '../../api/shapes.ts';
import { FindField } from '../../parts/find-field.tsx';
import { LongTable } from '../../parts/long-table.tsx';
import { AgentRow } from './agent-row.tsx';
import { worstAgentsFirst } from './agent-standing.ts';

/** So few are seen at once. */
const FEW = 12;

export function AgentsSection({ agents }: { readonly agents: readonly Agent[] }) {
  const sought = useSignal('');
  const text = sought.value.trim().toLowerCase();
  const shown = worstAgentsFirst(agents.filter(({ name }) => name.includes(text)));
  return (
    <section aria-labelledby="agents">
      <h2 id="agents">
        Agents <span class="quiet">{agents.length}</span>
      </h2>
      {agents.length > FEW && <FindField id="sought-agent" sought={sought} />}
      {agents.length === 0 ? (
        <p class="quiet">No agent is declared in it.</p>
      ) : (
        <LongTable
          class="agents"
          heads={['Agent', 'State', 'Source', 'Runs', 'Layer']}
          items={shown}
          keyOf={({ name }) => name}
          row={(agent, place) => <AgentRow key={agent.name} agent={agent} place={place} />}
        />
      )}
    </section>
  );
}
