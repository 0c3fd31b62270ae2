// Resolves the sources of agents that live in repositories of their own: one listing of refs per distinct repository, and
// a transfer only where the commit is new.

import type { DeclaredAgent } from '../../../schemas/declaration.ts';
import type { Problem } from '../../../schemas/problem.ts';
import { RaworcError } from '../../../state/model/errors.ts';
import type { CommitId } from '../../../state/model/ids.ts';
import { GitError } from '../../git/errors.ts';
import type { RefListing, Repositories, Repository, Waiting } from '../../git/repositories.ts';
import type { SourceState } from '../../plan/desired.ts';
import { eachLimited } from '../each-limited.ts';
import { MANIFEST_FILES, type Manifests } from './manifests.ts';
import { failureOf, inRepository, manifestMissing } from './source-failure.ts';

/** How many repositories are asked at once. */
const AT_ONCE = 8;

export type PinOf = (agent: DeclaredAgent) => CommitId | undefined;

export interface RemoteSources {
  /**
   * The states of the agents' sources, in the agents' order. `pinOf` names the commit of those that don't follow their ref.
   * Never throws but for the signal. What is not resolved when `patience` is over has failed.
   */
  resolve(
    agents: readonly DeclaredAgent[],
    pinOf: PinOf,
    waiting?: Waiting & { readonly patience?: AbortSignal },
  ): Promise<readonly SourceState[]>;
}

export function createRemoteSources(repositories: Repositories, manifests: Manifests): RemoteSources {
  /** What a commit's folder holds never changes, so it is looked at once. */
  const seen = new Map<string, SourceState>();

  async function folder(
    agent: DeclaredAgent,
    repository: Repository,
    commit: CommitId,
    waiting: Waiting,
  ): Promise<SourceState> {
    const { path } = agent.spec.source;
    const key = `${repository.location} ${commit} ${path} ${agent.name}`;
    const known = seen.get(key);
    if (known !== undefined) return known;
    const state = await look(agent, repository, commit, waiting);
    seen.set(key, state);
    return state;
  }

  async function look(
    agent: DeclaredAgent,
    repository: Repository,
    commit: CommitId,
    waiting: Waiting,
  ): Promise<SourceState> {
    const { path } = agent.spec.source;
    await repository.fetch(commit, waiting);
    const tree = await repository.treeId(commit, path, waiting);
    for (const manifest of MANIFEST_FILES) {
      const file = path === '.' ? manifest : `${path}/${manifest}`;
      const bytes = await fileIfThere(repository, commit, file, waiting);
      if (bytes === undefined) continue;
      const read = manifests.parse({ oid: `${tree} ${file}`, file, agent: agent.name }, () => bytes);
      const placed = (problems: readonly Problem[] = []) =>
        inRepository(problems, { location: repository.location, commit });
      if (read.type === 'invalid')
        return { type: 'failed', failure: { ...read.failure, problems: placed(read.failure.problems) } };
      return {
        type: 'resolved',
        source: { repository: repository.location, commit, tree, inConfig: false, manifest: read.manifest },
        warnings: placed(read.warnings),
      };
    }
    return { type: 'failed', failure: manifestMissing(`${repository.location} at ${commit.slice(0, 7)}`) };
  }

  async function one(agent: DeclaredAgent, asked: Asked, waiting: Waiting): Promise<SourceState> {
    const { ref, semver } = agent.spec.source;
    const request = { ...(ref === undefined ? {} : { ref }), ...(semver === undefined ? {} : { semver }) };
    const { commit } = await asked.repository.resolve(request, asked.listing, waiting);
    return folder(agent, asked.repository, commit, waiting);
  }

  /** Needs nobody to be reachable once its commit is here. */
  async function pinned(
    agent: DeclaredAgent,
    { repository, listing, pin }: Omit<Asked, 'listing'> & { listing?: RefListing; pin: CommitId },
    waiting: Waiting,
  ): Promise<SourceState> {
    const state = await folder(agent, repository, pin, waiting);
    if (state.type === 'failed' || listing === undefined) return state;
    const newest = await newestOf(agent, { repository, listing }, waiting);
    return newest === undefined ? state : { ...state, newest };
  }

  /** A ref that is gone or leads to something broken is no failure of a source that does not follow it. */
  async function newestOf(agent: DeclaredAgent, asked: Asked, waiting: Waiting): Promise<string | undefined> {
    try {
      const state = await one(agent, asked, waiting);
      return state.type === 'resolved' ? state.source.commit : undefined;
    } catch (thrown) {
      waiting.signal?.throwIfAborted();
      if (thrown instanceof RaworcError) return undefined;
      throw thrown;
    }
  }

  return {
    async resolve(agents, pinOf, { signal, patience } = {}) {
      const signals = [signal, patience].filter((each) => each !== undefined);
      const waiting: Waiting = signals.length === 0 ? {} : { signal: AbortSignal.any(signals) };
      const states = new Map<DeclaredAgent, SourceState>();
      const fail = (agent: DeclaredAgent, thrown: unknown) => {
        signal?.throwIfAborted();
        const why = patience?.aborted === true ? tooSlow(agent) : thrown;
        states.set(agent, { type: 'failed', failure: failureOf(why) });
      };
      const groups = new Map<Repository, DeclaredAgent[]>();
      for (const agent of agents) {
        try {
          const repository = repositories.open(agent.spec.source.repo ?? '');
          const group = groups.get(repository);
          if (group === undefined) groups.set(repository, [agent]);
          else group.push(agent);
        } catch (thrown) {
          fail(agent, thrown);
        }
      }
      await eachLimited([...groups], AT_ONCE, async ([repository, group]) => {
        let listing: RefListing | undefined;
        let unreachable: unknown;
        try {
          listing = await repository.refs(waiting);
        } catch (thrown) {
          unreachable = thrown;
        }
        for (const agent of group) {
          try {
            const pin = pinOf(agent);
            if (pin !== undefined) {
              const asked = { repository, pin, ...(listing === undefined ? {} : { listing }) };
              states.set(agent, await pinned(agent, asked, waiting));
            } else if (listing === undefined) fail(agent, unreachable);
            else states.set(agent, await one(agent, { repository, listing }, waiting));
          } catch (thrown) {
            fail(agent, thrown);
          }
        }
      });
      return agents.map((agent) => states.get(agent) ?? unresolved(agent));
    },
  };
}

interface Asked {
  readonly repository: Repository;
  readonly listing: RefListing;
}

async function fileIfThere(
  repository: Repository,
  commit: CommitId,
  file: string,
  waiting: Waiting,
): Promise<Uint8Array | undefined> {
  try {
    return await repository.readFile(commit, file, waiting);
  } catch (error) {
    if (!(error instanceof RaworcError) || error.code !== 'PATH_NOT_FOUND') throw error;
    return undefined;
  }
}

function tooSlow({ spec }: DeclaredAgent): GitError {
  return new GitError('GIT_TIMEOUT', `\`${spec.source.repo}\` took too long to answer.`, {
    hint: 'Ask for the plan again once it answers.',
    disposition: 'retry',
  });
}

function unresolved(agent: DeclaredAgent): SourceState {
  return { type: 'failed', failure: failureOf(new Error(`The source of ${agent.name} was not resolved`)) };
}
