// A file that one process at a time can hold, with a few words in it. The lock is the operating system's: it ends with
// the process however that ends, so neither a stale file nor a recycled process id is ever mistaken for a holder.

import { DatabaseSync } from 'node:sqlite';
import { isLocked } from '../errors.ts';
import { translateSqlite } from './errors.ts';

export interface LockedFile {
  /** What the file says: what its first holder wrote. */
  readonly words: string;
  /** Somebody held it before. */
  readonly wasHeld: boolean;
  /** Ends the lock; the words stay. */
  release(): void;
}

/**
 * Undefined where another process, or another part of this one, holds the file. STORE_UNREACHABLE or STORE_READ_ONLY where
 * it can't be made or written.
 */
export function lockFile(path: string, firstWords: string): LockedFile | undefined {
  let file: DatabaseSync;
  try {
    file = new DatabaseSync(path, { timeout: 0 });
  } catch (thrown) {
    throw translateSqlite(path, thrown);
  }
  try {
    // In this mode the lock that the first write takes stays until the file is closed.
    file.exec('PRAGMA locking_mode = EXCLUSIVE');
    file.exec('BEGIN EXCLUSIVE');
    file.exec('CREATE TABLE IF NOT EXISTS holder (words TEXT NOT NULL)');
    const found = file.prepare('SELECT words FROM holder').get()?.['words'];
    if (found === undefined) file.prepare('INSERT INTO holder VALUES (?)').run(firstWords);
    file.exec('COMMIT');
    return {
      words: typeof found === 'string' ? found : firstWords,
      wasHeld: found !== undefined,
      release: () => file.close(),
    };
  } catch (thrown) {
    file.close();
    const error = translateSqlite(path, thrown);
    if (isLocked(error)) return undefined;
    throw error;
  }
}
