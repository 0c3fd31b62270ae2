// Every error of this room, and the one place where it is said what each means and what to do about it.

import { RaworcError } from '../model/errors.ts';

export function storeUnreachable(location: string, cause: unknown, hint?: string): RaworcError {
  return new RaworcError('STORE_UNREACHABLE', `The database at ${location} does not answer.`, {
    hint: hint ?? 'Check that the database server runs and that RAWORC_DATABASE_URL points at it.',
    disposition: 'retry',
    cause,
  });
}

export function storeDenied(location: string, cause: unknown): RaworcError {
  const said = cause instanceof Error ? ` It says: ${cause.message}` : '';
  return new RaworcError('STORE_DENIED', `The database at ${location} refuses this user.`, {
    hint: `Check user and password in RAWORC_DATABASE_URL, from where the user may come, and what it is granted there.${said}`,
    cause,
  });
}

export function storeMissing(location: string, cause: unknown): RaworcError {
  return new RaworcError('STORE_MISSING', `There is no database at ${location}.`, {
    hint: 'Create it, for example with `CREATE DATABASE raworc CHARACTER SET utf8mb4`.',
    cause,
  });
}

export function storeFull(location: string, cause: unknown): RaworcError {
  return new RaworcError('STORE_FULL', `The disk under the database at ${location} is full.`, {
    hint: 'Free space or enlarge the disk; nothing that was accepted is lost.',
    cause,
  });
}

export function storeTooNew(location: string, found: number, known: number): RaworcError {
  return new RaworcError(
    'STORE_TOO_NEW',
    `The database at ${location} has schema ${found}, this Raworc knows schemas up to ${known}.`,
    {
      hint: 'Start the newer Raworc that wrote it, or restore a backup from before the upgrade.',
      details: { found, known },
    },
  );
}

/** Somebody else holds what is needed: another process, or a transaction that was picked to give way. */
export function storeLocked(location: string, cause: unknown): RaworcError {
  return new RaworcError('STORE_LOCKED', `The database at ${location} is locked by somebody else.`, {
    hint: 'It is tried again; if it stays so, look for another process that holds the database.',
    disposition: 'retry',
    cause,
  });
}

export function storeDamaged(location: string, cause: unknown): RaworcError {
  return new RaworcError(
    'STORE_DAMAGED',
    `The database at ${location} cannot be read: the file is damaged.`,
    {
      hint: 'Stop Raworc and restore the file from a backup.',
      cause,
    },
  );
}

export function storeReadOnly(location: string, cause: unknown): RaworcError {
  return new RaworcError('STORE_READ_ONLY', `The database at ${location} can be read but not written.`, {
    hint: 'Check who owns the file or whether the server is a read-only replica.',
    cause,
  });
}

export function storeUrlInvalid(url: string): RaworcError {
  return new RaworcError('STORE_URL_INVALID', `${url} is not a database that Raworc can use.`, {
    hint: 'Use sqlite:/path/to/file.db, sqlite::memory: or mysql://user:password@host:3306/database.',
  });
}

/** A bug of the caller: on one connection it would wait for itself for ever. */
export function storeReentered(): RaworcError {
  return new RaworcError(
    'STORE_REENTERED',
    'Inside a transaction the store itself was used, not its tables.',
    {
      hint: 'Use the tables that the transaction hands over.',
    },
  );
}

/** A bug of the caller: events are numbered by the row of their session. */
export function sessionMissing(id: string): RaworcError {
  return new RaworcError('STORE_SESSION_MISSING', `There is no session ${id} to write events for.`);
}

/** Anything the database refuses that has no better name. */
export function storeFailed(location: string, cause: unknown): RaworcError {
  const said = cause instanceof Error ? cause.message : String(cause);
  return new RaworcError('STORE_FAILED', `The database at ${location} refused a statement: ${said}`, {
    hint: 'This is a defect of Raworc or of the database; the server’s log says more.',
    cause,
  });
}

/** Never leaves this room: verbs answer false instead. */
export function storeDuplicate(cause: unknown): RaworcError {
  return new RaworcError('STORE_DUPLICATE', 'A row with this key is there already.', { cause });
}

/** Never leaves this room: a migration step that was done before the process died. */
export function storeExists(cause: unknown): RaworcError {
  return new RaworcError('STORE_EXISTS', 'The table, column or index is there already.', { cause });
}

function hasCode(thrown: unknown, code: string): boolean {
  return thrown instanceof RaworcError && thrown.code === code;
}

export const isDuplicate = (thrown: unknown) => hasCode(thrown, 'STORE_DUPLICATE');
export const isExisting = (thrown: unknown) => hasCode(thrown, 'STORE_EXISTS');
export const isLocked = (thrown: unknown) => hasCode(thrown, 'STORE_LOCKED');
