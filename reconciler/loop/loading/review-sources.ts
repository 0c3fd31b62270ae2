// What the agents' sources resolve to on both sides of a pull request. Only those that differ are asked for, all of them
// at once: what a plan says then depends on nobody whom it does not speak of, and the same ref is the same commit on
// both sides.

import type { Declaration, DeclaredAgent } from '../../../schemas/declaration.ts';
import type { Problem } from '../../../schemas/problem.ts';
import { parseLocation } from '../../git/location.ts';
import type { Waiting } from '../../git/repositories.ts';
import { agentKey, type Desired, type SourceState } from '../../plan/desired.ts';
import type { ReviewedState } from '../../plan/review.ts';
import type { ConfigTree } from './config-sources.ts';
import { desiredState, sourceProblems } from './desired-state.ts';

export interface Side {
  readonly declaration: Declaration;
  readonly tree: ConfigTree;
}

type States = ReadonlyMap<DeclaredAgent, SourceState>;

export interface ResolveSources {
  /** Of agents whose source is a folder of the config repository. */
  within(tree: ConfigTree, agents: readonly DeclaredAgent[]): Promise<States>;
  /** Of agents whose source is in a repository of its own. */
  elsewhere(agents: readonly DeclaredAgent[], waiting: Waiting): Promise<States>;
}

export interface ResolvedSides {
  readonly before: ReviewedState;
  readonly after: ReviewedState;
  /** Sources of the newer side that can't be used. */
  readonly problems: readonly Problem[];
  /** Agents of the newer side that were not asked for, since nothing about them changes; and are known to the base. */
  readonly unchanged: readonly DeclaredAgent[];
}

export async function resolveSides(
  [older, newer]: readonly [Side, Side],
  { sources, fork }: { readonly sources: ResolveSources; readonly fork: boolean },
  waiting: Waiting,
): Promise<ResolvedSides> {
  const [changedBefore, changedAfter] = [
    changedElsewhere(older.declaration, newer.declaration),
    changedElsewhere(newer.declaration, older.declaration),
  ];
  const strange = fork ? namedByHeadAlone(changedAfter, older.declaration) : new Set<DeclaredAgent>();
  const asked = [...changedAfter.filter((agent) => !strange.has(agent)), ...changedBefore];
  const elsewhere = await sources.elsewhere(asked, waiting);
  const stateOf = async ({ declaration, tree }: Side) => {
    const within = await sources.within(tree, declaration.agents.filter(isWithin));
    const find = (agent: DeclaredAgent) => within.get(agent) ?? elsewhere.get(agent) ?? notAsked;
    return { declaration, desired: desiredState(tree.commit, declaration, find) };
  };
  const [before, after] = [await stateOf(older), await stateOf(newer)];
  return {
    before,
    after,
    problems: [...sourceProblems(withoutUnasked(after.desired)), ...[...strange].map(leftAlone)],
    unchanged: newer.declaration.agents.filter(
      (agent) => !isWithin(agent) && !elsewhere.has(agent) && !strange.has(agent),
    ),
  };
}

const isWithin = ({ spec }: DeclaredAgent) => spec.source.repo === undefined;

function changedElsewhere({ agents }: Declaration, other: Declaration): readonly DeclaredAgent[] {
  const digests = new Map(other.agents.map((agent) => [agentKey(agent), agent.digest]));
  return agents.filter((agent) => !isWithin(agent) && digests.get(agentKey(agent)) !== agent.digest);
}

function namedByHeadAlone(agents: readonly DeclaredAgent[], base: Declaration): ReadonlySet<DeclaredAgent> {
  const named = new Set(base.agents.map(locationOf));
  return new Set(agents.filter((agent) => !named.has(locationOf(agent))));
}

function locationOf({ spec }: DeclaredAgent): string | undefined {
  const location = spec.source.repo === undefined ? undefined : parseLocation(spec.source.repo);
  return location?.type === 'invalid' ? undefined : location?.canonical;
}

function leftAlone({ space, name, position, spec }: DeclaredAgent): Problem {
  return {
    ...position,
    code: 'unusable-source',
    severity: 'warning',
    message: `The repository ${spec.source.repo} is not looked at before the merge, for only a fork names it.`,
    resource: `Agent/${space}/${name}`,
  };
}

function withoutUnasked(desired: Desired): Desired {
  return { ...desired, agents: desired.agents.filter(({ source }) => source !== notAsked) };
}

/** The same on both sides, so that no difference comes of it. */
const notAsked: SourceState = {
  type: 'failed',
  failure: { reason: 'SourceFailed', message: 'The source was not asked for.', retry: false },
};
