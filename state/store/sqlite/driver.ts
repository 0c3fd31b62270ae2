// Kysely's driver on Node's own SQLite. There is one connection; who wants it waits in line, so transactions of this
// process never meet and never fail with "busy".

import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import type { CompiledQuery, DatabaseConnection, Driver, QueryResult } from 'kysely';
import { createLine } from './line.ts';
import { translateSqlite } from './errors.ts';

interface Prepared {
  readonly statement: StatementSync;
  readonly answersRows: boolean;
}

/** More texts than the hot paths use, few enough that odd ones (long lists) don't pile up. */
const preparedLimit = 400;

export function createSqliteDriver(open: () => DatabaseSync, location: string): Driver {
  const line = createLine();
  const prepared = new Map<string, Prepared>();
  let database: DatabaseSync | undefined;

  function guarded<T>(work: (database: DatabaseSync) => T): T {
    try {
      return work((database ??= open()));
    } catch (error) {
      throw translateSqlite(location, error);
    }
  }

  function prepare(on: DatabaseSync, sql: string): Prepared {
    const known = prepared.get(sql);
    if (known !== undefined) return known;
    const statement = on.prepare(sql);
    const made = { statement, answersRows: statement.columns().length > 0 };
    if (prepared.size >= preparedLimit) {
      for (const oldest of prepared.keys()) {
        prepared.delete(oldest);
        break;
      }
    }
    prepared.set(sql, made);
    return made;
  }

  const connection: DatabaseConnection = {
    async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
      return guarded((on) => {
        const { statement, answersRows } = prepare(on, sql);
        const values = parameters as readonly SQLInputValue[];
        if (answersRows) return { rows: statement.all(...values) as R[] };
        const { changes } = statement.run(...values);
        return { rows: [], numAffectedRows: BigInt(changes) };
      });
    },
    streamQuery() {
      throw new Error('Nothing in the store streams rows.');
    },
  };
  const exec = (statement: string) => guarded((on) => prepare(on, statement).statement.run());

  return {
    async init() {
      guarded(() => undefined);
    },
    async acquireConnection() {
      await line.enter();
      return connection;
    },
    async releaseConnection() {
      line.leave();
    },
    async beginTransaction() {
      // IMMEDIATE: a transaction that writes later must not lose a race against another process then.
      exec('BEGIN IMMEDIATE');
    },
    async commitTransaction() {
      exec('COMMIT');
    },
    async rollbackTransaction() {
      // A full disk or an I/O error may have rolled it back already.
      if (database?.isTransaction === true) exec('ROLLBACK');
    },
    async destroy() {
      prepared.clear();
      database?.close();
      database = undefined;
    },
  };
}
