// The pure difference of desired and observed, as a value: what the CLI prints, a pull request shows and the loop
// carries out.

import type { Plan, ResourceAction } from '../../state/model/plan.ts';
import { agentKey, type Desired, type Observed } from './desired.ts';
import { agentDifference, spaceDifference } from './diff.ts';
import { spaceEffects, type SpaceChange } from './effects.ts';
import { compareActions } from './order.ts';
import { otherActions } from './other-actions.ts';
import { pair } from './pair.ts';
import { judgeRemovals } from './removals.ts';
import { agentAction, removalAction, spaceAction } from './resource-actions.ts';
import { reviewHashes, type Sha256 } from './review-hash.ts';

export function plan(desired: Desired, observed: Observed, sha256: Sha256): Plan {
  const spaces = pair(desired.spaces, observed.spaces, ({ name }) => name);
  const agents = pair(desired.agents, observed.agents, agentKey);
  const actions: ResourceAction[] = [];
  const changes = new Map<string, SpaceChange>();
  const changeOf = (name: string): SpaceChange => {
    let change = changes.get(name);
    if (change === undefined) {
      change = { layers: [], image: false, rolls: false, removed: false, created: false };
      changes.set(name, change);
    }
    return change;
  };
  const open = (space: string) => observed.spaces.get(space)?.openSessions ?? 0;

  for (const { desired: space, observed: before } of spaces.pairs) {
    const difference = before === undefined ? undefined : spaceDifference(space, before);
    if (before !== undefined && difference === undefined) continue;
    if (before === undefined) Object.assign(changeOf(space.name), { created: true, image: true });
    if (difference?.reachesSessions === true) changeOf(space.name).rolls = true;
    actions.push(
      spaceAction(space, before, difference, difference?.reachesSessions === true ? open(space.name) : 0),
    );
  }

  for (const { desired: agent, observed: before } of agents.pairs) {
    const difference = before === undefined ? undefined : agentDifference(agent, before);
    if (before !== undefined && difference === undefined) continue;
    const reaches = before === undefined || difference?.reachesSessions === true;
    const change = changeOf(agent.space);
    if (reaches) change.rolls = true;
    if (agent.source.type === 'resolved' && (before === undefined || difference?.sourceChanged === true)) {
      change.layers.push({ agent: agent.name, tree: agent.source.source.tree });
      change.image = true;
    }
    actions.push(agentAction(agent, before, difference, reaches ? open(agent.space) : 0));
  }

  for (const removal of judgeRemovals(desired, observed, spaces.leftovers, agents.leftovers)) {
    if (removal.verdict.type === 'keep') continue;
    const action = removalAction(removal, open);
    if (removal.kind === 'Space') changeOf(action.space).removed = true;
    else Object.assign(changeOf(action.space), { image: true, rolls: true });
    actions.push(action);
  }

  actions.push(...otherActions(desired, observed));

  const specs = new Map(desired.spaces.map(({ name, spec }) => [name, spec]));
  const effects = [...changes].flatMap(([space, change]) =>
    spaceEffects(space, change, specs.get(space) ?? observed.spaces.get(space)?.spec, open(space)),
  );
  return {
    revision: desired.revision,
    actions: [...actions, ...effects].sort(compareActions),
    reviewHashes: reviewHashes(actions, sha256),
  };
}
