// The loader in the thread that it is called in. In production that is a worker thread (thread.ts).

import { createHash } from 'node:crypto';

import type { DeclaredAgent } from '../../../schemas/declaration.ts';
import type { AgentSource } from '../../../schemas/kinds/agent.ts';
import type { CommitId } from '../../../state/model/ids.ts';
import type { Action, ResourceAction } from '../../../state/model/plan.ts';
import type { Repositories, Repository, Resolved, Waiting } from '../../git/repositories.ts';
import type { VerifyCommit } from '../../git/signatures/verify-commit.ts';
import { createInTurn } from '../../git/writing/local/in-turn.ts';
import { agentKey, type Desired, type DesiredAgent, type SourceState } from '../../plan/desired.ts';
import { judgeRemovals } from '../../plan/removals.ts';
import { pair } from '../../plan/pair.ts';
import { plan } from '../../plan/plan.ts';
import { summary } from '../../plan/render.ts';
import type { Bump, ConfigSource, Loader, Pins, SessionCounts } from '../loader.ts';
import { changedOthers, changesOf, cut, type Changes } from './change-parts.ts';
import { resolveConfigSources, type ConfigTree } from './config-sources.ts';
import { createDeclarations, type Declarations } from './declarations.ts';
import { desiredState, problemsInSources, sourceProblems } from './desired-state.ts';
import { editConfig } from './editing/edit-config.ts';
import { createKnownInventory } from './known.ts';
import { createManifests } from './manifests.ts';
import { retainSources } from './retain-sources.ts';
import { reviewCommits } from './review.ts';
import type { ResolveSources } from './review-sources.ts';
import { createRemoteSources, type PinOf } from './remote-sources.ts';
import { createRoutingJudge, routingProblems, type TestedTree } from './routing-tests.ts';
import { readWorkingTree } from './working-tree.ts';

export interface LocalLoaderDeps {
  readonly repositories: Repositories;
  /** Left out, commits of the config repository need no signature. */
  readonly verifyCommit?: VerifyCommit;
  /** How long a review waits for agents' repositories, which anybody may have named. Milliseconds; default two minutes. */
  readonly reviewSourcesMs?: number;
}

/** A commit with everything that it means. */
interface Loaded extends TestedTree {
  readonly repository: Repository;
  readonly resolved: Resolved;
  readonly desired: Desired;
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

export function createLocalLoader(deps: LocalLoaderDeps): Loader {
  const { repositories, verifyCommit, reviewSourcesMs = 120_000 } = deps;
  const known = createKnownInventory();
  const manifests = createManifests();
  const remote = createRemoteSources(repositories, manifests);
  const testRouting = createRoutingJudge();
  const declarations = new Map<string, Declarations>();
  const reviewed = new Map<string, Declarations>();
  let newest: { readonly serial: number; readonly changes: Changes } | undefined;
  let serials = 0;
  // The listing of a config repository is moved from commit to commit in place. Reviews have their own: whatever strangers
  // propose, what is followed does not wait for it.
  const [inTurn, inReview] = [createInTurn(), createInTurn()];

  function below(kept: Map<string, Declarations>, path: string): Declarations {
    let own = kept.get(path);
    if (own === undefined) kept.set(path, (own = createDeclarations(path)));
    return own;
  }

  async function loadNow(config: ConfigSource, pin: PinOf, waiting: Waiting): Promise<Loaded> {
    const repository = repositories.open(config.location);
    const listing = await repository.refs(waiting);
    const request = config.ref === undefined ? {} : { ref: config.ref };
    const resolved = await repository.resolve(request, listing, waiting);
    await repository.fetch(resolved.commit, waiting);
    await verifyCommit?.(resolved.commit, await repository.commitObject(resolved.commit, waiting));
    const { declaration, index } = await below(declarations, config.path).at(
      repository,
      resolved.commit,
      waiting,
    );
    const tree: ConfigTree = {
      repository: repository.location,
      commit: resolved.commit,
      index,
      readMany: (oids) => repository.readMany(oids, waiting),
    };
    const sources = await resolveAll(declaration.agents, pin, waiting, tree);
    const desired = desiredState(resolved.commit, declaration, (agent) => sources.get(agent) ?? unresolved);
    return { repository, resolved, desired, declaration, tree, sourceOf: (agent) => sources.get(agent) };
  }

  async function resolveAll(
    agents: readonly DeclaredAgent[],
    pin: PinOf,
    waiting: Waiting,
    tree: ConfigTree,
  ): Promise<ReadonlyMap<DeclaredAgent, SourceState>> {
    const inConfig = agents.filter(({ spec }) => spec.source.repo === undefined);
    const elsewhere = agents.filter(({ spec }) => spec.source.repo !== undefined);
    const [own, others] = await Promise.all([
      resolveConfigSources(tree, inConfig, manifests),
      remote.resolve(elsewhere, pin, waiting),
    ]);
    return new Map([...byAgent(inConfig, own), ...byAgent(elsewhere, others)]);
  }

  function pinOf(agent: DeclaredAgent, pins: Pins | undefined): CommitId | undefined {
    const key = agentKey(agent);
    const given = agent.spec.source.commit ?? pins?.[key];
    if (given !== undefined) return given as CommitId;
    if (pins === undefined && agent.spec.source.update === 'auto') return undefined;
    const before = known.agent(key);
    const stays = before !== undefined && isSameSource(before.spec.source, agent.spec.source);
    return stays ? ((before.sourceCommit ?? undefined) as CommitId | undefined) : undefined;
  }

  function keptOf(desired: Desired, sessions: SessionCounts): readonly string[] {
    const observed = known.observed(sessions);
    const spaces = pair(desired.spaces, observed.spaces, ({ name }) => name).leftovers;
    const agents = pair(desired.agents, observed.agents, agentKey).leftovers;
    return judgeRemovals(desired, observed, spaces, agents)
      .filter(({ verdict }) => verdict.type === 'keep')
      .map(({ subject }) => ('space' in subject ? `Agent/${agentKey(subject)}` : `Space/${subject.name}`));
  }

  return {
    know(spaces, rows) {
      known.replace(spaces, rows);
      return Promise.resolve();
    },

    async read(config, sessions, { pins, inForce = [], ...waiting } = {}) {
      const pin: PinOf = (agent) => pinOf(agent, pins);
      const { repository, resolved, desired, declaration, misrouted } = await inTurn(async () => {
        const loaded = await loadNow(config, pin, waiting);
        return { ...loaded, misrouted: await testRouting(loaded) };
      });
      const { problems, unreadable } = declaration;
      const info = await repository.info(resolved.commit, waiting);
      const made = plan(desired, known.observed(sessions, inForce), sha256);
      const removals = made.actions.filter(isRemoval);
      newest = { serial: (serials += 1), changes: changesOf(desired, known) };
      return {
        serial: newest.serial,
        commit: resolved.commit,
        ref: resolved.name ?? resolved.commit,
        subject: info.subject,
        author: info.author,
        people: {
          author: { name: info.author, email: info.email },
          committer: { name: info.committer, email: info.committerEmail },
        },
        committedAt: info.at,
        problems,
        sourceProblems: [...problemsInSources(desired), ...misrouted],
        unreadable,
        others: changedOthers(desired, inForce),
        otherRemovals: removals.filter(({ kind }) => kind !== 'Space' && kind !== 'Agent'),
        removals: removals.filter(({ kind }) => kind === 'Space' || kind === 'Agent'),
        kept: keptOf(desired, sessions),
        reviewHashes: made.reviewHashes,
        summary: summary(made),
        bumps: desired.agents.flatMap((agent) => bumpOf(agent, pins !== undefined)),
        retrySources: desired.agents.some(({ source }) => source.type === 'failed' && source.failure.retry),
      };
    },

    async *parts(serial) {
      if (newest?.serial === serial) yield* cut(newest.changes);
    },

    acknowledge(serial) {
      if (newest?.serial === serial) {
        known.wrote(newest.changes.spaces, newest.changes.agents);
        newest = undefined;
      }
      return Promise.resolve();
    },

    async plan(config, sessions, files, { inForce = [], ...waiting } = {}) {
      const pin: PinOf = (agent) => pinOf(agent, undefined);
      const planned = async (loaded: TestedTree & { readonly desired: Desired }) => ({
        plan: plan(loaded.desired, known.observed(sessions, inForce), sha256),
        problems: [
          ...loaded.declaration.problems,
          ...sourceProblems(loaded.desired),
          ...(await routingProblems(loaded)),
        ],
      });
      if (files === undefined) return inTurn(async () => planned(await loadNow(config, pin, waiting)));
      const tree = await readWorkingTree(config, files, {
        declarations: below(declarations, config.path),
        resolve: (agents, tree) => resolveAll(agents, pin, waiting, tree),
      });
      return planned(tree);
    },

    review(asked, waiting = {}) {
      const { config, pinned } = asked;
      const pin = (agent: DeclaredAgent) => pinOf(agent, pinned ? {} : undefined);
      const sources: ResolveSources = {
        within: async (tree, agents) => byAgent(agents, await resolveConfigSources(tree, agents, manifests)),
        async elsewhere(agents, waiting) {
          const patience = AbortSignal.timeout(reviewSourcesMs);
          return byAgent(agents, await remote.resolve(agents, pin, { ...waiting, patience }));
        },
      };
      const repository = repositories.open(config.location);
      const declarations = below(reviewed, config.path);
      return reviewCommits(asked, { repository, declarations, inTurn: inReview, sources }, waiting);
    },

    retainSources: (needed, options) => retainSources(repositories, needed, options),
    edit(asked, waiting = {}) {
      const { config } = asked;
      const repository = repositories.open(config.location);
      return inTurn(() =>
        editConfig(asked, { repository, declarations: below(declarations, config.path) }, waiting),
      );
    },

    close: () => Promise.resolve(),
  };
}

/** `proposes`: no source follows its ref by itself. */
function bumpOf({ space, name, spec, source, position }: DesiredAgent, proposes: boolean): Bump[] {
  if (source.type === 'failed' || source.newest === undefined) return [];
  const { repository, commit: from } = source.source;
  const isPinned = !proposes && spec.source.update === 'auto';
  if (isPinned || source.newest === from) return [];
  return [{ space, agent: name, repository, from, to: source.newest, position }];
}

function isRemoval(action: Action): action is ResourceAction {
  return action.type === 'remove';
}

function byAgent(
  agents: readonly DeclaredAgent[],
  states: readonly SourceState[],
): ReadonlyMap<DeclaredAgent, SourceState> {
  return new Map(agents.map((agent, at) => [agent, states[at] ?? unresolved]));
}

function isSameSource(one: AgentSource, other: AgentSource): boolean {
  return (['repo', 'ref', 'semver', 'path'] as const).every((field) => one[field] === other[field]);
}

const unresolved: SourceState = {
  type: 'failed',
  failure: { reason: 'SourceFailed', message: 'The source was not resolved.', retry: true },
};
