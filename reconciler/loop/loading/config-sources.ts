// Resolves the sources of agents that live in the config repository itself, from the listing that is already at hand.

import type { DeclaredAgent } from '../../../schemas/declaration.ts';
import type { SourceState } from '../../plan/desired.ts';
import { MANIFEST_FILES, type FoundManifest, type Manifests } from './manifests.ts';
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
  const manifestOf = ({ name, spec }: DeclaredAgent): FoundManifest | undefined => {
    for (const manifest of MANIFEST_FILES) {
      const file = [...partsOf(spec.source.path), manifest].join('/');
      const entry = tree.index.entry(file);
      // A submodule of that name has no content here.
      if (entry !== undefined && entry.type !== 'submodule') return { oid: entry.oid, file, agent: name };
    }
    return undefined;
  };
  const missing = new Set<string>();
  for (const agent of agents) {
    const found = manifestOf(agent);
    if (found !== undefined && !manifests.has(found)) missing.add(found.oid);
  }
  const contents = missing.size === 0 ? new Map<string, Uint8Array>() : await tree.readMany(missing);

  return agents.map((agent) => {
    const { path } = agent.spec.source;
    const id = tree.index.idOf(path);
    if (id === undefined) return failed(path);
    const found = manifestOf(agent);
    if (found === undefined) return { type: 'failed', failure: manifestMissing(`the folder ${path}`) };
    const read = manifests.parse(found, () => contents.get(found.oid) ?? new Uint8Array());
    if (read.type === 'invalid') return { type: 'failed', failure: read.failure };
    const { repository, commit } = tree;
    return {
      type: 'resolved',
      source: { repository, commit, tree: id, inConfig: true, manifest: read.manifest },
      warnings: read.warnings,
    };
  });
}

function failed(path: string): SourceState {
  const error = new GitError('PATH_NOT_FOUND', `There is no folder ${path} in the config repository.`, {
    hint: "Correct the source's path, which counts from the root of the repository.",
  });
  return { type: 'failed', failure: failureOf(error) };
}
