// What a Git repository stores: four types of objects, each named by the hash of its content. Pure.

export type ObjectType = 'commit' | 'tree' | 'blob' | 'tag';

export interface GitObject {
  readonly type: ObjectType;
  readonly bytes: Uint8Array;
}

/** An object, pack or index that is not what Git would have written; callers turn it into a GitError that says where. */
export class CorruptObjectError extends Error {
  override readonly name = 'CorruptObjectError';
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
