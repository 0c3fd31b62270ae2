// SQLite as the embedded default, so that a newcomer needs no server.

import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely';
import type { StoreDialect } from '../dialect.ts';
import { createSqliteDriver, type SqliteDriverDeps } from './driver.ts';

/** `path` is a file, made with its folder where absent, or `:memory:`. */
export function createSqliteDialect(path: string, deps: SqliteDriverDeps): StoreDialect {
  function open(): DatabaseSync {
    if (path !== ':memory:') {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      // SQLite gives its side files the rights of this one.
      closeSync(openSync(path, 'a', 0o600));
    }
    const database = new DatabaseSync(path, { timeout: 0 });
    try {
      database.exec('PRAGMA journal_mode = WAL');
      database.exec('PRAGMA synchronous = NORMAL');
      database.exec('PRAGMA foreign_keys = ON');
      database.exec('PRAGMA cache_size = -32768');
      return database;
    } catch (error) {
      database.close();
      throw error;
    }
  }

  return {
    name: 'sqlite',
    location: path,
    kysely: {
      // The driver lets writers take turns itself; Kysely would let readers wait for them.
      createAdapter: () =>
        Object.defineProperty(new SqliteAdapter(), 'supportsMultipleConnections', { value: true }),
      createDriver: () => createSqliteDriver(open, path, deps),
      createIntrospector: (db) => new SqliteIntrospector(db),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
    ddl: {
      quote: (name) => `"${name}"`,
      serialPrimaryKey: 'INTEGER PRIMARY KEY AUTOINCREMENT',
      tableSuffix: '',
      indexIfNotExists: ' IF NOT EXISTS',
    },
    async countEvents(db, sessionId, count, change) {
      let statement = db
        .updateTable('sessions')
        .set(({ eb }) => ({ ...change?.set, lastEvent: eb('lastEvent', '+', count) }))
        .where('id', '=', sessionId);
      if (change !== undefined) statement = statement.where('version', '=', change.from);
      const row = await statement.returning('lastEvent').executeTakeFirst();
      return row?.lastEvent ?? 0;
    },
    versionQuery: 'SELECT sqlite_version() AS version',
    // The write lock of the file is taken first and DDL is transactional here.
    exclusively: (db, work) => db.transaction().execute(work),
  };
}
