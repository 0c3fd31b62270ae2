// Edits of declared resources, as the files that they change: made on the newest commit of the branch that is followed,
// and loaded again as a whole before anybody commits them.

import type { Declaration } from '../../../../schemas/declaration.ts';
import { findInFile } from '../../../../schemas/edit/edit-file.ts';
import type { WrittenResource } from '../../../../schemas/edit/resource.ts';
import type { CommitId } from '../../../../state/model/ids.ts';
import { objectId } from '../../../git/objects/pack-scan.ts';
import type { Repository, Waiting } from '../../../git/repositories.ts';
import type { EditAsked, EditedConfig } from '../../loader.ts';
import type { Declarations } from '../declarations.ts';
import { createTreeIndex, type TreeIndex } from '../tree-index.ts';
import { checkEdit } from './check-edit.ts';
import { noBranch } from './errors.ts';
import { makeEdits } from './make-edits.ts';
import { belongsTo, nameOf, resourcesOf } from './names.ts';
import { createTexts, type FileChange, textAt } from './texts.ts';

export interface EditDeps {
  readonly repository: Repository;
  readonly declarations: Declarations;
}

export async function editConfig(
  { config, edits, key }: EditAsked,
  { repository, declarations }: EditDeps,
  waiting: Waiting,
): Promise<EditedConfig> {
  const { head, branch } = await headOf(repository, config.ref, waiting);
  await repository.fetch(head, waiting);
  if (key !== undefined && (await isCommitOf(repository, head, key, waiting))) {
    return { head, branch, repeated: true, changes: [] };
  }
  const { declaration, index } = await declarations.at(repository, head, waiting);
  const texts = createTexts(repository, head, waiting);

  async function writtenAt(space: string, commit: string): Promise<readonly WrittenResource[]> {
    const then = commit as CommitId;
    await repository.fetch(then, waiting);
    const listing = createTreeIndex(await repository.tree(then, '.', waiting));
    const declared = await declarations.merged(repository, listing, new Map(), waiting);
    const written: WrittenResource[] = [];
    for (const resource of resourcesOf(declared)) {
      if (!belongsTo(resource, space)) continue;
      const text = await textAt(repository, then, resource.position.file, waiting);
      const found = findInFile(text ?? '', nameOf(resource));
      if (found !== undefined) written.push(found);
    }
    return written;
  }

  const meant = await makeEdits(edits, { texts, declaration, configPath: config.path, writtenAt });
  const changes = await texts.changes();
  checkEdit(declaration, await declaredWith(index, changes), meant);
  return { head, branch, repeated: false, changes };

  function declaredWith(files: TreeIndex, changed: readonly FileChange[]): Promise<Declaration> {
    const after = createTreeIndex([...files.entries()]);
    const contents = new Map<string, Uint8Array>();
    after.apply(
      changed.map(({ path, after: text }) => {
        if (text === null) return { path };
        const bytes = Buffer.from(text);
        const oid = objectId({ type: 'blob', bytes });
        contents.set(oid, bytes);
        return { path, to: { path, type: files.entry(path)?.type ?? 'file', oid } };
      }),
    );
    return declarations.merged(repository, after, contents, waiting);
  }
}

/** Whether that commit says it was made for this key. */
async function isCommitOf(
  repository: Repository,
  commit: CommitId,
  key: string,
  waiting: Waiting,
): Promise<boolean> {
  const text = new TextDecoder().decode(await repository.commitObject(commit, waiting));
  return text.split('\n').includes(`Idempotency-Key: ${key}`);
}

async function headOf(
  repository: Repository,
  ref: string | undefined,
  waiting: Waiting,
): Promise<{ readonly head: CommitId; readonly branch: string }> {
  const listing = await repository.refs(waiting);
  const { commit, name } = await repository.resolve(ref === undefined ? {} : { ref }, listing, waiting);
  const full = name ?? (ref === undefined ? listing.head?.name : undefined);
  const branch = full?.replace(/^refs\/heads\//, '');
  if (branch === undefined || branch.startsWith('refs/')) throw noBranch(ref);
  return { head: commit, branch };
}
