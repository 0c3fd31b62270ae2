// What SQLite's result codes mean to us: https://sqlite.org/rescode.html.

import type { RaworcError } from '../../model/errors.ts';
import {
  storeDamaged,
  storeDuplicate,
  storeExists,
  storeFailed,
  storeFull,
  storeLocked,
  storeReadOnly,
  storeUnreachable,
} from '../errors.ts';

const placeHint = 'Check that the folder exists and that this user may write there.';
const duplicates = new Set([2067, 1555]); // SQLITE_CONSTRAINT_UNIQUE, SQLITE_CONSTRAINT_PRIMARYKEY

export function translateSqlite(location: string, thrown: unknown): RaworcError {
  const code = thrown instanceof Error && 'errcode' in thrown ? Number(thrown.errcode) : 0;
  if (duplicates.has(code)) return storeDuplicate(thrown);
  // The low byte is the primary result code.
  switch (code % 256) {
    case 5: // SQLITE_BUSY
    case 6: // SQLITE_LOCKED
      return storeLocked(location, thrown);
    case 8: // SQLITE_READONLY
      return storeReadOnly(location, thrown);
    case 10: // SQLITE_IOERR
      return storeUnreachable(location, thrown, 'Check the disk that the file is on.');
    case 11: // SQLITE_CORRUPT
    case 26: // SQLITE_NOTADB
      return storeDamaged(location, thrown);
    case 13: // SQLITE_FULL
      return storeFull(location, thrown);
    case 14: // SQLITE_CANTOPEN
      return storeUnreachable(location, thrown, placeHint);
    case 1: // SQLITE_ERROR
      return isColumnThere(thrown) ? storeExists(thrown) : storeFailed(location, thrown);
    default:
      return ofFileSystem(location, thrown) ?? storeFailed(location, thrown);
  }
}

/** SQLite has no number for it. */
function isColumnThere(thrown: unknown): boolean {
  return thrown instanceof Error && thrown.message.startsWith('duplicate column name');
}

/** What went wrong before SQLite was asked: the folder or the file could not be made. */
function ofFileSystem(location: string, thrown: unknown): RaworcError | undefined {
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
  if (code === 'ENOSPC') return storeFull(location, thrown);
  if (code === 'EROFS') return storeReadOnly(location, thrown);
  if (/^E[A-Z]+$/.test(code)) return storeUnreachable(location, thrown, placeHint);
  return undefined;
}
