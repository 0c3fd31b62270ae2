// The port to what differs between databases; its adapters are in sqlite/ and mysql/, with the same file names.
// Everything else in this room is written once.

import type { Dialect, UpdateObject } from 'kysely';
import type { SessionId } from '../model/ids.ts';
import type { Database, Db } from './schema.ts';

/** What else changes in a session's row. */
export interface SessionChange {
  /** The version that the row must have. */
  readonly from: number;
  readonly set: UpdateObject<Database, 'sessions'>;
}

/** How a dialect writes the few words of DDL that are not common to all. */
export interface DdlWords {
  quote(name: string): string;
  /** A primary key that the database counts up. */
  readonly serialPrimaryKey: string;
  /** What follows the closing parenthesis of CREATE TABLE. */
  readonly tableSuffix: string;
  /** IF NOT EXISTS where CREATE INDEX may say it, else nothing; then "already there" is an error that is forgiven. */
  readonly indexIfNotExists: string;
}

export interface StoreDialect {
  readonly name: 'sqlite' | 'mysql';
  /** Where the database is, without credentials. */
  readonly location: string;
  /** Its driver throws only the errors of errors.ts. */
  readonly kysely: Dialect;
  readonly ddl: DdlWords;
  /**
   * Adds `count` to a session's `lastEvent` and answers the new value, in one statement: it locks the row until the
   * transaction ends. 0 where there is no such session. With `change`, the row changes with it, and only at that version.
   */
  countEvents(db: Db, sessionId: SessionId, count: number, change?: SessionChange): Promise<number>;
  /** A query whose one row has `version`. */
  readonly versionQuery: string;
  /** Runs `work` while no other process that starts on the same database does. */
  exclusively(db: Db, work: (db: Db) => Promise<void>): Promise<void>;
}
