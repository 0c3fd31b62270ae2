// What has to be written for a reading, cut into parts of whole spaces that each unpack in a few milliseconds.

import {
  agentKey,
  otherKey,
  type Desired,
  type DesiredOther,
  type DesiredAgent,
  type DesiredSpace,
} from '../../plan/desired.ts';
import type { KnownAgent, OtherInForce, Part } from '../loader.ts';
import { placeOf, type KnownInventory } from './known.ts';

const AGENTS_PER_PART = 200;

export interface Changes {
  readonly spaces: readonly DesiredSpace[];
  readonly agents: readonly DesiredAgent[];
}

/** Everything of which the row would not say the same any more. */
export function changesOf(desired: Desired, known: KnownInventory): Changes {
  return {
    spaces: desired.spaces.filter((space) => {
      const row = known.space(space.name);
      return (
        row === undefined ||
        row.removing ||
        row.specDigest !== space.specDigest ||
        row.position !== placeOf(space.position)
      );
    }),
    agents: desired.agents.filter((agent) => agentChanged(agent, known.agent(agentKey(agent)))),
  };
}

function agentChanged(agent: DesiredAgent, row: KnownAgent | undefined): boolean {
  if (row === undefined || row.removing || row.specDigest !== agent.specDigest) return true;
  if (row.position !== placeOf(agent.position)) return true;
  const { source } = agent;
  if (source.type === 'failed') return row.failure !== source.failure.message;
  return row.failure !== null || row.sourceTree !== source.source.tree;
}

/** Likewise of what is carried out without making anything. */
export function changedOthers(
  { others }: Desired,
  inForce: readonly OtherInForce[],
): readonly DesiredOther[] {
  const rows = new Map(inForce.map((other) => [otherKey(other), other]));
  return others.filter((other) => {
    const row = rows.get(otherKey(other));
    if (row === undefined || row.failed || row.specDigest !== other.specDigest) return true;
    return row.position !== placeOf(other.position);
  });
}

export function* cut({ spaces, agents }: Changes): Iterable<Part> {
  const bySpace = new Map<string, { spaces: DesiredSpace[]; agents: DesiredAgent[] }>();
  const of = (name: string) => {
    let own = bySpace.get(name);
    if (own === undefined) bySpace.set(name, (own = { spaces: [], agents: [] }));
    return own;
  };
  for (const space of spaces) of(space.name).spaces.push(space);
  for (const agent of agents) of(agent.space).agents.push(agent);

  let part: { spaces: DesiredSpace[]; agents: DesiredAgent[] } = { spaces: [], agents: [] };
  for (const own of bySpace.values()) {
    part.spaces.push(...own.spaces);
    part.agents.push(...own.agents);
    if (part.agents.length < AGENTS_PER_PART && part.spaces.length < AGENTS_PER_PART) continue;
    yield part;
    part = { spaces: [], agents: [] };
  }
  if (part.spaces.length + part.agents.length > 0) yield part;
}
