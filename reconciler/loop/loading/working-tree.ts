// A working tree that was handed over file by file, as a desired state: what `raworc plan --dir` compares.

import type { DeclaredAgent } from '../../../schemas/declaration.ts';
import { objectId } from '../../git/objects/pack-scan.ts';
import type { Desired, SourceState } from '../../plan/desired.ts';
import type { PlannedFile } from '../control.ts';
import type { ConfigSource } from '../loader.ts';
import type { ConfigTree } from './config-sources.ts';
import type { Declarations } from './declarations.ts';
import { desiredState } from './desired-state.ts';
import type { TestedTree } from './routing-tests.ts';
import { createTreeIndex } from './tree-index.ts';

export interface WorkingTreeDeps {
  readonly declarations: Declarations;
  readonly resolve: (
    agents: readonly DeclaredAgent[],
    tree: ConfigTree,
  ) => Promise<ReadonlyMap<DeclaredAgent, SourceState>>;
}

/** What stands where a revision's commit would. */
export const WORKING_TREE = 'working tree';

export async function readWorkingTree(
  config: ConfigSource,
  files: readonly PlannedFile[],
  deps: WorkingTreeDeps,
): Promise<TestedTree & { readonly desired: Desired }> {
  const contents = new Map<string, Uint8Array>();
  const index = createTreeIndex(
    files.map(({ path, content, oid, executable }) => {
      const bytes = content === undefined ? undefined : new TextEncoder().encode(content);
      const id = oid ?? objectId({ type: 'blob', bytes: Buffer.from(bytes ?? []) });
      if (bytes !== undefined) contents.set(id, bytes);
      return { path, type: executable === true ? ('executable' as const) : ('file' as const), oid: id };
    }),
  );
  const declaration = deps.declarations.of(index, contents);
  const tree: ConfigTree = {
    repository: config.location,
    commit: WORKING_TREE,
    index,
    readMany: () => Promise.resolve(contents),
  };
  const sources = await deps.resolve(declaration.agents, tree);
  const desired = desiredState(WORKING_TREE, declaration, (agent) => sources.get(agent) ?? missing);
  return { desired, declaration, tree, sourceOf: (agent) => sources.get(agent) };
}

const missing: SourceState = {
  type: 'failed',
  failure: { reason: 'SourceFailed', message: 'The source was not resolved.', retry: true },
};
