// What routing knows of the agents of a space, kept in memory and made again when their rows change.

import type { AgentSpec } from '../../../schemas/kinds/agent.ts';
import type { Manifest } from '../../../schemas/manifest/manifest.ts';
import type { AgentRow } from '../../../state/store/agents.ts';
import type { StoreTables } from '../../../state/store/store.ts';
import { createRank, type AgentProfile, type Rank } from './lexical.ts';

export interface SpaceAgents {
  readonly profiles: readonly AgentProfile[];
  readonly names: readonly string[];
  readonly rank: Rank;
}

export interface AgentsOfSpaces {
  /** As they are now: the same object as long as no row changed. */
  read(tables: Pick<StoreTables, 'agents'>, space: string): Promise<SpaceAgents>;
  /** As they were read last. */
  last(space: string): SpaceAgents | undefined;
}

const MOST_SPACES = 100;

export function createAgentsOfSpaces(): AgentsOfSpaces {
  const kept = new Map<string, { readonly stamp: string; readonly agents: SpaceAgents }>();

  return {
    last: (space) => kept.get(space)?.agents,
    async read({ agents }, space) {
      const stamp = await agents.stamp(space);
      const known = kept.get(space);
      // Put at the end: what was used least recently goes first.
      kept.delete(space);
      const current = known?.stamp === stamp ? known : { stamp, agents: agentsOf(await agents.list(space)) };
      kept.set(space, current);
      for (const oldest of kept.keys()) {
        if (kept.size <= MOST_SPACES) break;
        kept.delete(oldest);
      }
      return current.agents;
    },
  };
}

/** Agents that are going answer who names them, and nobody else as long as there are others. */
function agentsOf(rows: readonly AgentRow[]): SpaceAgents {
  const staying = rows.filter(({ removing }) => !removing);
  const profiles = (staying.length === 0 ? rows : staying).map(profileOfRow);
  let rank: Rank | undefined;
  return {
    profiles,
    names: profiles.map(({ name }) => name),
    // Made when it is first needed: most messages of most spaces never ask.
    rank: (content) => (rank ??= createRank(profiles))(content),
  };
}

function profileOfRow({ name, spec, manifest, goodManifest }: AgentRow): AgentProfile {
  return profileOf(name, spec as AgentSpec, (goodManifest ?? manifest) as Manifest | null);
}

/** The declaration says it better than the manifest, where it says something. */
export function profileOf(
  name: string,
  { purpose }: Pick<AgentSpec, 'purpose'>,
  manifest: Pick<Manifest, 'purpose' | 'description' | 'capabilities'> | null,
): AgentProfile {
  return {
    name,
    purpose: (purpose ?? '') === '' ? (manifest?.purpose ?? '') : purpose,
    description: manifest?.description ?? '',
    capabilities: manifest?.capabilities ?? [],
  };
}
