// What a Git repository stores: four types of objects, each named by the hash of its content. Pure.

import { GitError } from '../errors.ts';

export type ObjectType = 'commit' | 'tree' | 'blob' | 'tag';

export interface GitObject {
  readonly type: ObjectType;
  readonly bytes: Uint8Array;
}

/** An object, pack or index that is not what Git would have written; callers turn it into a GitError that says where. */
export class CorruptObjectError extends Error {
  override readonly name = 'CorruptObjectError';
}

/** A few bytes can say that they become terabytes; what is larger than this is not even tried. */
const maxObjectBytes = 512 * 1024 * 1024;

export function refuseHuge(bytes: number): void {
  if (bytes <= maxObjectBytes) return;
  throw new GitError('REPOSITORY_UNSUPPORTED', 'A file in the repository is larger than 512 MiB.', {
    hint: 'Keep large files out of the repository, with Git LFS for example.',
    details: { bytes, maxObjectBytes },
  });
}

/** Where objects are read from; ids that are not there are absent from the answer. */
export interface ObjectSource {
  readMany(
    oids: Iterable<string>,
    waiting?: { readonly signal?: AbortSignal },
  ): Promise<Map<string, GitObject>>;
  /** Those of `oids` that are not there; reads no content. */
  missing(oids: Iterable<string>): Promise<readonly string[]>;
}
