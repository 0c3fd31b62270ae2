// Every error of this room: what went wrong between us and a Git repository, and what to do about it.

import { RaworcError, type ErrorDetails } from '../../state/model/errors.ts';

export type GitErrorCode =
  | 'INVALID_LOCATION'
  | 'REPOSITORY_NOT_FOUND'
  | 'REPOSITORY_EMPTY'
  | 'REPOSITORY_UNSUPPORTED'
  | 'REF_NOT_FOUND'
  | 'COMMIT_NOT_FOUND'
  | 'COMMIT_NOT_FETCHED'
  | 'NO_MERGE_BASE'
  | 'PATH_NOT_FOUND'
  | 'SUBMODULE_NOT_SUPPORTED'
  | 'AUTHENTICATION_FAILED'
  | 'GIT_UNREACHABLE'
  | 'GIT_TIMEOUT'
  | 'GIT_SERVER_ERROR'
  | 'GIT_BAD_ANSWER'
  | 'CERTIFICATE_NOT_TRUSTED'
  | 'OBJECT_CORRUPT'
  | 'OBJECT_INVALID'
  | 'COMMIT_NOT_SIGNED'
  | 'COMMIT_NOT_TRUSTED'
  | 'VERIFY_KEYS_INVALID'
  | 'CACHE_UNUSABLE'
  | 'BRANCH_MOVED'
  | 'PUSH_FORBIDDEN'
  | 'PUSH_REFUSED'
  | 'WORK_TREE_DIRTY'
  | 'REPOSITORY_BUSY';

export class GitError extends RaworcError {
  override readonly name = 'GitError';
  declare readonly code: GitErrorCode;

  constructor(code: GitErrorCode, message: string, more: ErrorDetails = {}) {
    super(code, message, more);
  }
}

/** Content that `git` itself would not have accepted: fetching it again can not help. */
export function invalidObject(sentence: string): GitError {
  return new GitError('OBJECT_INVALID', sentence, { hint: 'Check the repository with `git fsck`.' });
}
