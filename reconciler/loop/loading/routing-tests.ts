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
  { declaration, tree, sourceOf }: TestedTree,
  isWanted?: (space: string) => boolean,
): Promise<readonly Problem[]> {
  const manifestOf: ManifestOf = (agent) => {
    const source = sourceOf(agent);
    return source?.type === 'resolved' ? source.source.manifest : undefined;
  };
  const complaints = judgeRouting(declaration, manifestOf, isWanted);
  const files = new Set(complaints.map(({ resource }) => resource.position.file));
  const blobs = new Map([...files].map((file) => [file, tree.index.entry(file)?.oid ?? '']));
  const contents =
    files.size === 0 ? new Map<string, Uint8Array>() : await tree.readMany(new Set(blobs.values()));
  return placeComplaints(complaints, (file) => contents.get(blobs.get(file) ?? '') ?? new Uint8Array());
}

/** Spaces that have any. */
export function testedSpaces({ spaces }: Pick<Declaration, 'spaces'>): ReadonlySet<string> {
  const tested = spaces.filter(({ spec }) => (spec.routing.tests ?? []).length > 0);
  return new Set(tested.map(({ name }) => name));
}
