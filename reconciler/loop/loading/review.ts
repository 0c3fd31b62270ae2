// The plan of a pull request: base and head merged in memory, both sides loaded, and compared as Git declares them. No
// code of either side is run, and nothing that runs now has a say.

import { createHash } from 'node:crypto';
import type { Declaration, DeclaredAgent } from '../../../schemas/declaration.ts';
import type { CommitId } from '../../../state/model/ids.ts';
import { GitError } from '../../git/errors.ts';
import { mergeCommits } from '../../git/merge/merge-commits.ts';
import type { Repository, Waiting } from '../../git/repositories.ts';
import type { SourceState } from '../../plan/desired.ts';
import { reviewChanges, type ReviewedState } from '../../plan/review.ts';
import type { ReviewedPlan } from '../../plan/reviewed-plan.ts';
import type { ReviewAsked } from '../loader.ts';
import type { ConfigTree } from './config-sources.ts';
import type { Declarations } from './declarations.ts';
import { desiredState, sourceProblems } from './desired-state.ts';
import { createTreeIndex, type TreeIndex } from './tree-index.ts';

export interface ReviewDeps {
  readonly repository: Repository;
  readonly declarations: Declarations;
  readonly resolve: (
    agents: readonly DeclaredAgent[],
    tree: ConfigTree,
  ) => Promise<ReadonlyMap<DeclaredAgent, SourceState>>;
}

interface Side {
  readonly commit: string;
  readonly declaration: Declaration;
  readonly index: TreeIndex;
  /** Beside what the repository has. */
  readonly contents: ReadonlyMap<string, Uint8Array>;
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

export async function reviewCommits(
  { base: baseRef, head, mergeBase }: ReviewAsked,
  deps: ReviewDeps,
  waiting: Waiting,
): Promise<ReviewedPlan> {
  const { repository, declarations } = deps;
  const { commit: base } = await repository.resolve({ ref: baseRef }, undefined, waiting);
  const ancestor = (mergeBase ?? base) as CommitId;
  for (const commit of new Set([base, head as CommitId, ancestor])) await repository.fetch(commit, waiting);

  const merged = await mergeCommits(repository, { ours: base, theirs: head as CommitId, ancestor }, waiting);
  const { declaration, index } = await baseAt(base, deps, waiting);
  const after = createTreeIndex([...index.entries()]);
  after.apply(merged.changes);
  const { contents, conflicts } = merged;
  const sides: readonly [Side, Side] = [
    { commit: base, declaration, index, contents: new Map() },
    {
      commit: head,
      declaration: await declarations.merged(repository, after, contents, waiting),
      index: after,
      contents,
    },
  ];
  const [before, then] = await resolveSides(sides, deps, waiting);
  const { changes, spaces } = reviewChanges(before, then, sha256);
  const problems = [...then.declaration.problems, ...sourceProblems(then.desired)];
  const reviewed = { base, head, changes, spaces, problems, conflicts };
  return { ...reviewed, planHash: sha256(JSON.stringify(reviewed)) };
}

/** A base in which the config path is not there yet declares nothing. */
async function baseAt(
  base: CommitId,
  { repository, declarations }: ReviewDeps,
  waiting: Waiting,
): Promise<Pick<Side, 'declaration' | 'index'>> {
  try {
    return await declarations.at(repository, base, waiting);
  } catch (error) {
    if (!(error instanceof GitError) || error.code !== 'PATH_NOT_FOUND') throw error;
    const index = createTreeIndex(await repository.tree(base, '.', waiting));
    return { index, declaration: await declarations.merged(repository, index, new Map(), waiting) };
  }
}

/** The newer side first; where the older one declares the same source, it gets the same answer. */
async function resolveSides(
  [base, merged]: readonly [Side, Side],
  { repository, resolve }: ReviewDeps,
  waiting: Waiting,
): Promise<readonly [ReviewedState, ReviewedState]> {
  const treeOf = ({ commit, index, contents }: Side): ConfigTree => ({
    repository: repository.location,
    commit,
    index,
    async readMany(oids) {
      const wanted = [...oids];
      const stored = await repository.readMany(
        wanted.filter((oid) => !contents.has(oid)),
        waiting,
      );
      return new Map([...stored, ...contents]);
    },
  });
  const newer = await resolve(merged.declaration.agents, treeOf(merged));
  const answers = new Map([...newer].map(([agent, state]) => [sourceKey(agent), state]));
  const isAnswered = (agent: DeclaredAgent) =>
    agent.spec.source.repo !== undefined && answers.has(sourceKey(agent));
  const asked = base.declaration.agents.filter((agent) => !isAnswered(agent));
  const older = await resolve(asked, treeOf(base));
  const stateOf = (
    { commit, declaration }: Side,
    find: (agent: DeclaredAgent) => SourceState | undefined,
  ) => ({
    declaration,
    desired: desiredState(commit, declaration, (agent) => find(agent) ?? unresolved),
  });
  return [
    stateOf(base, (agent) => older.get(agent) ?? answers.get(sourceKey(agent))),
    stateOf(merged, (agent) => newer.get(agent)),
  ];
}

function sourceKey({ space, name, spec: { source } }: DeclaredAgent): string {
  const { repo, ref, semver, commit, path } = source;
  return JSON.stringify([space, name, repo, ref, semver, commit, path]);
}

const unresolved: SourceState = {
  type: 'failed',
  failure: { reason: 'SourceFailed', message: 'The source was not resolved.', retry: true },
};
