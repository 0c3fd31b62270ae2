// The inventory as loading knows it: what the rows said when they were handed over, and what was written since.

import {
  agentKey,
  otherKey,
  type DesiredAgent,
  type DesiredSpace,
  type Observed,
} from '../../plan/desired.ts';
import type { Known, KnownAgent, KnownSpace, OtherInForce, SessionCounts } from '../loader.ts';
import type { SourcePosition } from '../../../state/model/plan.ts';

export interface KnownInventory {
  replace(spaces: readonly string[], known: Known): void;
  observed(sessions: SessionCounts, inForce?: readonly OtherInForce[]): Observed;
  space(name: string): KnownSpace | undefined;
  agent(key: string): KnownAgent | undefined;
  wrote(spaces: readonly DesiredSpace[], agents: readonly DesiredAgent[]): void;
}

export function createKnownInventory(): KnownInventory {
  const spaces = new Map<string, KnownSpace>();
  const agents = new Map<string, Map<string, KnownAgent>>();
  const agent = (key: string) => {
    const slash = key.indexOf('/');
    return agents.get(key.slice(0, slash))?.get(key.slice(slash + 1));
  };
  const put = (row: KnownAgent) => {
    const members = agents.get(row.space);
    if (members === undefined) agents.set(row.space, new Map([[row.name, row]]));
    else members.set(row.name, row);
  };

  return {
    space: (name) => spaces.get(name),
    agent,
    replace(names, known) {
      for (const name of names) {
        spaces.delete(name);
        agents.delete(name);
      }
      for (const row of known.spaces) spaces.set(row.name, row);
      for (const row of known.agents) put(row);
    },
    observed(sessions, inForce = []) {
      const observedAgents = new Map<string, KnownAgent & { pinnedSessions: number }>();
      for (const members of agents.values()) {
        for (const row of members.values()) {
          const key = agentKey(row);
          observedAgents.set(key, { ...row, pinnedSessions: sessions.pinned[key] ?? 0 });
        }
      }
      return {
        spaces: new Map(
          [...spaces].map(([name, row]) => [name, { ...row, openSessions: sessions.open[name] ?? 0 }]),
        ),
        agents: observedAgents,
        others: new Map(inForce.map((other) => [otherKey(other), other])),
      };
    },
    wrote(writtenSpaces, writtenAgents) {
      for (const { name, labels, spec, specDigest, position } of writtenSpaces) {
        const prune = spaces.get(name)?.prune ?? spec.prune;
        const row = { name, labels, spec, prune, specDigest, removing: false, position: placeOf(position) };
        spaces.set(name, row);
      }
      for (const written of writtenAgents) put(knownAgent(written, agent(agentKey(written))));
    },
  };
}

export function placeOf({ file, line, column }: SourcePosition): string {
  return `${file}:${line}:${column}`;
}

function knownAgent(written: DesiredAgent, before: KnownAgent | undefined): KnownAgent {
  const { space, name, labels, spec, specDigest, position, source } = written;
  return {
    space,
    name,
    labels,
    spec,
    specDigest,
    removing: false,
    position: placeOf(position),
    // A source that fails leaves in force what it last resolved to.
    sourceCommit: source.type === 'resolved' ? source.source.commit : (before?.sourceCommit ?? null),
    sourceTree: source.type === 'resolved' ? source.source.tree : (before?.sourceTree ?? null),
    failure: source.type === 'failed' ? source.failure.message : null,
  };
}
