// Which commits of which repositories somebody may want again: what is declared and what runs, what history offers, holds, and
// what was approved.

import type { AgentSpec } from '../../schemas/kinds/agent.ts';
import type { Store } from '../../state/store/store.ts';
import { HISTORY_KEPT } from './held-snapshot.ts';
import type { NeededCommits } from './loader.ts';
import type { Snapshot } from './snapshot.ts';

/** More of a space's approvals than anybody waits for at once. */
const APPROVALS_KEPT = 50;

export async function neededSources(
  store: Pick<Store, 'spaces' | 'agents' | 'history' | 'approvals' | 'revisions'>,
  configLocation: string,
): Promise<readonly NeededCommits[]> {
  const needed = new Map<string, Set<string>>();
  const need = (location: string, commit: string | null | undefined): void => {
    const commits = needed.get(location) ?? new Set();
    needed.set(location, commits);
    if (commit !== null && commit !== undefined) commits.add(commit);
  };
  need(configLocation, (await store.revisions.latest())?.commit);
  // Space by space: all the states of thousands of agents don't fit into one answer.
  for (const { name, revision, appliedRevision, hold } of await store.spaces.list()) {
    for (const commit of [revision, appliedRevision, hold?.revision]) need(configLocation, commit);
    const approvals = await store.approvals.newest(name, APPROVALS_KEPT);
    for (const { name: agent, spec, sourceCommit, goodCommit } of await store.agents.list(name)) {
      const location = (spec as AgentSpec).source.repo ?? configLocation;
      for (const commit of [sourceCommit, goodCommit]) need(location, commit);
      for (const { pins } of approvals) need(location, pins[agent]);
    }
    for (const applied of await store.history.list(name, HISTORY_KEPT)) {
      need(configLocation, applied.revision);
      for (const { spec, commit } of (applied.snapshot as Snapshot).agents) {
        need(spec.source.repo ?? configLocation, commit);
      }
    }
  }
  return [...needed].map(([location, commits]) => ({ location, commits: [...commits] }));
}
