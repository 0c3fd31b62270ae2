// The routing tests that a tree declares, as problems at their lines.

import { judgeRouting, type ManifestOf } from '../../../runtime/sessions/routing/golden-tests.ts';
import type { Declaration, DeclaredAgent } from '../../../schemas/declaration.ts';
import { placeComplaints } from '../../../schemas/load/find-place.ts';
import type { Problem } from '../../../schemas/problem.ts';
import type { SourceState } from '../../plan/desired.ts';
import type { ConfigTree } from './config-sources.ts';

export interface TestedTree {
  readonly declaration: Declaration;
  readonly tree: ConfigTree;
  readonly sourceOf: (agent: DeclaredAgent) => SourceState | undefined;
}

/** `isWanted`: of these spaces only. The tree must not have moved on. */
export async function routingProblems(
  tested: TestedTree,
  isWanted?: (space: string) => boolean,
): Promise<readonly Problem[]> {
  const { declaration, tree } = tested;
  const complaints = judgeRouting(declaration, manifestOf(tested), isWanted);
  const files = new Set(complaints.map(({ resource }) => resource.position.file));
  const blobs = new Map([...files].map((file) => [file, tree.index.entry(file)?.oid ?? '']));
  const contents =
    files.size === 0 ? new Map<string, Uint8Array>() : await tree.readMany(new Set(blobs.values()));
  return placeComplaints(complaints, (file) => contents.get(blobs.get(file) ?? '') ?? new Uint8Array());
}

/** Each poll reads the config repository again, and judging may take seconds: what is as it was is not judged again. */
export function createRoutingJudge(): (tested: TestedTree) => Promise<readonly Problem[]> {
  let last: { readonly of: readonly unknown[]; readonly problems: readonly Problem[] } | undefined;
  return async (tested) => {
    const of = [tested.declaration, ...tested.declaration.agents.map(manifestOf(tested))];
    const isAsBefore = last?.of.length === of.length && last.of.every((each, at) => each === of[at]);
    if (!isAsBefore || last === undefined) last = { of, problems: await routingProblems(tested) };
    return last.problems;
  };
}

const manifestOf =
  ({ sourceOf }: TestedTree): ManifestOf =>
  (agent) => {
    const source = sourceOf(agent);
    return source?.type === 'resolved' ? source.source.manifest : undefined;
  };

/** Spaces that have any. */
export function testedSpaces({ spaces }: Pick<Declaration, 'spaces'>): ReadonlySet<string> {
  const tested = spaces.filter(({ spec }) => (spec.routing.tests ?? []).length > 0);
  return new Set(tested.map(({ name }) => name));
}
