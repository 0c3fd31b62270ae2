// The plan of a pull request: base and head merged in memory, both sides loaded, and compared as Git declares them. No
// code of either side is run, and nothing that runs now has a say.

import { createHash } from 'node:crypto';
import type { DeclaredAgent } from '../../../schemas/declaration.ts';
import type { Problem } from '../../../schemas/problem.ts';
import { parseCommitId, type CommitId } from '../../../state/model/ids.ts';
import { GitError } from '../../git/errors.ts';
import { findMergeBase } from '../../git/merge/find-merge-base.ts';
import { mergeCommits, type MergedTree } from '../../git/merge/merge-commits.ts';
import type { Repository, Waiting } from '../../git/repositories.ts';
import type { InTurn } from '../../git/writing/local/in-turn.ts';
import { agentKey } from '../../plan/desired.ts';
import { reviewChanges } from '../../plan/review.ts';
import type { ReviewedPlan } from '../../plan/reviewed-plan.ts';
import type { ReviewAsked } from '../loader.ts';
import type { Declarations } from './declarations.ts';
import { resolveSides, type ResolvedSides, type ResolveSources, type Side } from './review-sources.ts';
import { routingProblems, testedSpaces } from './routing-tests.ts';
import { createTreeIndex, type TreeIndex } from './tree-index.ts';

export interface ReviewDeps {
  readonly repository: Repository;
  readonly declarations: Declarations;
  /** Held while `declarations` moves from one base to another. */
  readonly inTurn: InTurn;
  readonly sources: ResolveSources;
}

/** Bytes of declarations that one change may bring. Ten thousand agents are a fifth of it. */
const most = 16 * 1024 * 1024;

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

export async function reviewCommits(
  asked: ReviewAsked,
  deps: ReviewDeps,
  waiting: Waiting,
): Promise<ReviewedPlan> {
  const { repository, sources } = deps;
  const { base, head, ancestor } = await fetchAll(asked, repository, waiting);
  const merged = await mergeCommits(repository, { ours: base, theirs: head, ancestor }, waiting);
  const sides = await deps.inTurn(() => loadSides({ base, head }, merged, deps, waiting));
  const resolved = await resolveSides(sides, { sources, fork: asked.fork === true }, waiting);
  const { before, after, problems } = resolved;
  const { changes, spaces } = reviewChanges(before, after, sha256);
  const touched = new Set(spaces.map(({ name }) => name));
  const reviewed = {
    base,
    head,
    changes,
    spaces,
    problems: [
      ...after.declaration.problems,
      ...problems,
      ...(await testRouting(sides[1], resolved, touched, sources, waiting)),
    ],
    conflicts: merged.conflicts,
  };
  return { ...reviewed, planHash: sha256(JSON.stringify(reviewed)) };
}

/** Of the spaces that the change touches, with what their unchanged agents say of themselves as well. */
async function testRouting(
  { declaration, tree }: Side,
  { after, unchanged }: ResolvedSides,
  touched: ReadonlySet<string>,
  sources: ResolveSources,
  waiting: Waiting,
): Promise<readonly Problem[]> {
  const wanted = new Set([...testedSpaces(declaration)].filter((space) => touched.has(space)));
  if (wanted.size === 0) return [];
  const others = unchanged.filter(({ space }) => wanted.has(space));
  const more = others.length === 0 ? undefined : await sources.elsewhere(others, waiting);
  const states = new Map(after.desired.agents.map((agent) => [agentKey(agent), agent.source]));
  const sourceOf = (agent: DeclaredAgent) => more?.get(agent) ?? states.get(agentKey(agent));
  return routingProblems({ declaration, tree, sourceOf }, (space) => wanted.has(space));
}

async function fetchAll(
  asked: ReviewAsked,
  repository: Repository,
  waiting: Waiting,
): Promise<Record<'base' | 'head' | 'ancestor', CommitId>> {
  const isCommit = [asked.base, asked.head].every((name) => parseCommitId(name) !== undefined);
  const listing = isCommit ? { refs: new Map() } : await repository.refs(waiting);
  const { commit: base } = await repository.resolve({ ref: asked.base }, listing, waiting);
  const { commit: head } = await repository.resolve({ ref: asked.head }, listing, waiting);
  for (const commit of new Set([base, head])) await repository.fetch(commit, waiting);
  const known = asked.mergeBase === undefined ? undefined : parseCommitId(asked.mergeBase);
  const ancestor = known ?? (await findMergeBase(repository, [base, head], waiting));
  await repository.fetch(ancestor, waiting);
  return { base, head, ancestor };
}

async function loadSides(
  { base, head }: Record<'base' | 'head', CommitId>,
  { changes, contents }: MergedTree,
  deps: ReviewDeps,
  waiting: Waiting,
): Promise<readonly [Side, Side]> {
  const { repository, declarations } = deps;
  const { declaration, index } = await baseAt(base, deps, waiting);
  // Copies, for the next review moves the index on.
  const [before, after] = [createTreeIndex([...index.entries()]), createTreeIndex([...index.entries()])];
  after.apply(changes);
  const then = await declarations.merged(repository, after, contents, { ...waiting, most });
  const sideOf = (
    commit: CommitId,
    index: TreeIndex,
    own: ReadonlyMap<string, Uint8Array>,
    declaration: Side['declaration'],
  ): Side => ({
    declaration,
    tree: {
      repository: repository.location,
      commit,
      index,
      async readMany(oids) {
        const stored = await repository.readMany(
          [...oids].filter((oid) => !own.has(oid)),
          waiting,
        );
        return new Map([...stored, ...own]);
      },
    },
  });
  return [sideOf(base, before, new Map(), declaration), sideOf(head, after, contents, then)];
}

/** A base in which the config path is not there yet declares nothing. */
async function baseAt(
  base: CommitId,
  { repository, declarations }: ReviewDeps,
  waiting: Waiting,
): Promise<{ readonly declaration: Side['declaration']; readonly index: TreeIndex }> {
  try {
    return await declarations.at(repository, base, waiting);
  } catch (error) {
    if (!(error instanceof GitError) || error.code !== 'PATH_NOT_FOUND') throw error;
    const index = createTreeIndex(await repository.tree(base, '.', waiting));
    return { index, declaration: await declarations.merged(repository, index, new Map(), waiting) };
  }
}
