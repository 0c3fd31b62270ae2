// The delete brake: which removals may go on, which wait for a person, and which never happen. Judged once per revision,
// against the inventory, so that a commit can't loosen the brake that it is judged by.

import type { Observed, ObservedAgent, ObservedSpace } from './desired.ts';

export interface Removals {
  readonly spaces: readonly ObservedSpace[];
  readonly agents: readonly ObservedAgent[];
}

/** `keep` never becomes an action; a `wait` is one whose brake says why. */
export type Verdict =
  | { readonly type: 'go' }
  | { readonly type: 'wait'; readonly why: string }
  | { readonly type: 'keep'; readonly why: string };

export interface Brake {
  space(space: ObservedSpace): Verdict;
  agent(agent: ObservedAgent): Verdict;
}

export function createBrake(removals: Removals, observed: Observed): Brake {
  const mass = massRemoval(removals, observed);
  const leaving = new Set(removals.spaces.map(({ name }) => name));

  const judge = (prune: string, danger: string | undefined): Verdict => {
    if (prune === 'never') return { type: 'keep', why: 'prune is never' };
    if (mass !== undefined) return { type: 'wait', why: mass };
    if (prune === 'confirm' && danger !== undefined) return { type: 'wait', why: danger };
    return { type: 'go' };
  };

  return {
    space: (space) =>
      judge(
        space.prune,
        space.openSessions === 0
          ? undefined
          : `it would close ${sessions(space.openSessions)} and, in the end, delete ${space.openSessions === 1 ? 'its workspace' : 'their workspaces'}`,
      ),
    agent(agent) {
      const space = observed.spaces.get(agent.space);
      if (space === undefined) return { type: 'go' };
      // An agent that leaves with its whole space waits for what the space waits for.
      if (leaving.has(agent.space)) return this.space(space);
      return judge(
        space.prune,
        agent.pinnedSessions === 0
          ? undefined
          : `${sessions(agent.pinnedSessions)} would be left without the agent that answers`,
      );
    },
  };
}

function massRemoval(removals: Removals, observed: Observed): string | undefined {
  const spaces = [...observed.spaces.values()].filter(({ removing }) => !removing).length;
  const agents = [...observed.agents.values()].filter(({ removing }) => !removing).length;
  if (spaces > 0 && removals.spaces.length === spaces) return 'this revision removes every space';
  if (removals.agents.length * 2 > agents) {
    return `this revision removes ${removals.agents.length} of ${agents} agents`;
  }
  return undefined;
}

function sessions(count: number): string {
  return count === 1 ? '1 session' : `${count} sessions`;
}
