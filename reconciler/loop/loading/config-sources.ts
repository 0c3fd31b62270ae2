// Resolves the sources of agents that live in the config repository itself, from the listing that is already at hand.

import type { DeclaredAgent } from '../../../schemas/declaration.ts';
import { MANIFEST_FILE } from '../../../schemas/manifest/manifest.ts';
import type { SourceState } from '../../plan/desired.ts';
import type { Manifests } from './manifests.ts';
import { failureOf, manifestMissing } from './source-failure.ts';
import { GitError } from '../../git/errors.ts';
import { partsOf, type TreeIndex } from './tree-index.ts';

export interface ConfigTree {
  readonly repository: string;
  readonly commit: string;
  readonly index: TreeIndex;
  readonly readMany: (oids: Iterable<string>) => Promise<ReadonlyMap<string, Uint8Array>>;
}

/** The states of the agents' sources, in the agents' order. */
export async function resolveConfigSources(
  tree: ConfigTree,
  agents: readonly DeclaredAgent[],
  manifests: Manifests,
): Promise<readonly SourceState[]> {
  const manifestOf = (agent: DeclaredAgent) => {
    const entry = tree.index.entry(`${agent.spec.source.path}/${MANIFEST_FILE}`);
    // A submodule of that name has no content here.
    return entry?.type === 'submodule' ? undefined : entry;
  };
  const missing = new Set<string>();
  for (const agent of agents) {
    const oid = manifestOf(agent)?.oid;
    if (oid !== undefined && !manifests.has(oid)) missing.add(oid);
  }
  const contents = missing.size === 0 ? new Map<string, Uint8Array>() : await tree.readMany(missing);

  return agents.map((agent) => {
    const { path } = agent.spec.source;
    const id = tree.index.idOf(path);
    if (id === undefined) return failed(path);
    const entry = manifestOf(agent);
    const file = [...partsOf(path), MANIFEST_FILE].join('/');
    if (entry === undefined) return { type: 'failed', failure: manifestMissing(`the folder ${path}`) };
    const read = manifests.parse(entry.oid, file, () => contents.get(entry.oid) ?? new Uint8Array());
    if (read.type === 'invalid') return { type: 'failed', failure: read.failure };
    const { repository, commit } = tree;
    return {
      type: 'resolved',
      source: { repository, commit, tree: id, inConfig: true, manifest: read.manifest },
    };
  });
}

function failed(path: string): SourceState {
  const error = new GitError('PATH_NOT_FOUND', `There is no folder ${path} in the config repository.`, {
    hint: "Correct the source's path, which counts from the root of the repository.",
  });
  return { type: 'failed', failure: failureOf(error) };
}
