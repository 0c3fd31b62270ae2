// What goes wrong with the files of a repository on this machine, as errors that say what to do.

import { messageOf } from '../../state/model/errors.ts';
import { GitError } from './errors.ts';
import { CorruptObjectError } from './objects/git-object.ts';

/** Runs `work`, and throws what it throws as a GitError where it came from damaged or unreachable files. */
export type Guard = <T>(work: () => Promise<T>) => Promise<T>;

export interface GuardOptions {
  readonly location: string;
  /** Called where files are damaged, before the error is thrown. */
  readonly onDamage: () => void;
  readonly hint: string;
}

const diskCodes = new Set([
  'EACCES',
  'EPERM',
  'EROFS',
  'ENOSPC',
  'EDQUOT',
  'EIO',
  'EMFILE',
  'ENFILE',
  'ENOTDIR',
]);

export function createGuard({ location, onDamage, hint }: GuardOptions): Guard {
  return async (work) => {
    try {
      return await work();
    } catch (thrown) {
      if (thrown instanceof CorruptObjectError) {
        onDamage();
        throw new GitError(
          'OBJECT_CORRUPT',
          `The local files of ${location} are damaged: ${messageOf(thrown)}`,
          {
            hint,
            disposition: 'retry',
            details: { location },
            cause: thrown,
          },
        );
      }
      const code = (thrown as NodeJS.ErrnoException).code ?? '';
      if (diskCodes.has(code)) throw unusable(location, code, thrown);
      throw thrown;
    }
  };
}

function unusable(location: string, code: string, cause: unknown): GitError {
  return new GitError('CACHE_UNUSABLE', `The local files of ${location} can not be used (${code}).`, {
    hint:
      code === 'ENOSPC' || code === 'EDQUOT'
        ? 'The disk is full: make room where RAWORC_HOME is.'
        : 'Check that Raworc may read and write the files below RAWORC_HOME.',
    disposition: 'retry',
    details: { location, reason: code },
    cause,
  });
}
