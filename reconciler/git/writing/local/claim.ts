// One writer at a time in a repository on this machine, and what it is about to do, written down first. The claim ends
// with the process; what stays of a killed one is its folder, which the next writer finds.

import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { RaworcError } from '../../../../state/model/errors.ts';
import type { CommitId } from '../../../../state/model/ids.ts';
import { lockFile, type LockedFile } from '../../../../state/store/sqlite/locked-file.ts';
import { notWritable, repositoryBusy } from '../errors.ts';
import type { FileId } from './work-tree.ts';

export interface Journal {
  /** Full: `refs/heads/main`. */
  readonly ref: string;
  readonly from: CommitId | null;
  /** Null: the branch is removed. */
  readonly to: CommitId | null;
  /** Path → what was found there, of all that the commit changes, where the branch is checked out; else empty. */
  readonly files: Readonly<Record<string, FileId>>;
}

export interface Claim extends Disposable {
  /** A folder on the same file system as the repository, for files that are then put in place. */
  readonly dir: string;
  /** What was begun, by this writer or a killed one, and is not at its end. */
  begun(): Journal | undefined;
  begin(journal: Journal): void;
  end(): void;
}

/** Throws REPOSITORY_BUSY where another writer has it, PUSH_FORBIDDEN where we may not write. */
export function claimRepository(gitDir: string, location: string): Claim {
  const lock = lockRepository(join(gitDir, 'raworc-write.lock'), location);
  const dir = join(gitDir, 'raworc-write');
  const journalPath = join(dir, 'journal.json');
  return {
    dir,
    begun: () => readJournal(journalPath),
    begin(journal) {
      rmSync(dir, { recursive: true, force: true });
      mkdirSync(dir);
      writeFileSync(`${journalPath}.new`, JSON.stringify(journal), { flush: true });
      renameSync(`${journalPath}.new`, journalPath);
    },
    end() {
      // The journal first: without it, what else is in the folder means nothing.
      rmSync(journalPath, { force: true });
      rmSync(dir, { recursive: true, force: true });
    },
    [Symbol.dispose]: () => lock.release(),
  };
}

function lockRepository(path: string, location: string): LockedFile {
  try {
    const lock = lockFile(path, 'raworc');
    if (lock === undefined) throw repositoryBusy(location, path);
    return lock;
  } catch (thrown) {
    const code = thrown instanceof RaworcError ? thrown.code : '';
    if (code === 'STORE_UNREACHABLE' || code === 'STORE_READ_ONLY') throw notWritable(location, thrown);
    throw thrown;
  }
}

function readJournal(path: string): Journal | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Journal;
  } catch {
    return undefined;
  }
}
