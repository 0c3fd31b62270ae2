// Kysely's driver on Node's own SQLite. There is one connection; Kysely lets one at a time have it (the adapter says
// that there are no more), so transactions of this process never meet. Other processes are waited for without blocking
// the event loop, which SQLite's own busy timeout would do.

import { setTimeout as wait } from 'node:timers/promises';
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import type { CompiledQuery, DatabaseConnection, Driver, QueryResult } from 'kysely';
import type { RandomBytes } from '../../model/ids.ts';
import { isLocked } from '../errors.ts';
import { translateSqlite } from './errors.ts';

interface Prepared {
  readonly statement: StatementSync;
  readonly answersRows: boolean;
}

/** More texts than the hot paths use, few enough that odd ones (long lists) don't pile up. */
const preparedLimit = 400;
/** With a pause of 13 ms on average: about five seconds. */
const maxTries = 400;

/** `open` makes a connection that does not wait by itself. */
export function createSqliteDriver(open: () => DatabaseSync, location: string, random: RandomBytes): Driver {
  const prepared = new Map<string, Prepared>();
  let database: DatabaseSync | undefined;

  async function patiently<T>(work: () => T): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return work();
      } catch (thrown) {
        const error = translateSqlite(location, thrown);
        if (!isLocked(error) || attempt === maxTries) throw error;
        await wait(1 + ((random(1)[0] ?? 0) % 25));
      }
    }
  }

  function prepare(sql: string): Prepared {
    const known = prepared.get(sql);
    if (known !== undefined) return known;
    if (database === undefined) throw new Error('The database is closed.');
    const statement = database.prepare(sql);
    const made = { statement, answersRows: statement.columns().length > 0 };
    const [oldest] = prepared.keys();
    if (prepared.size >= preparedLimit && oldest !== undefined) prepared.delete(oldest);
    prepared.set(sql, made);
    return made;
  }

  const run = (sql: string) => patiently(() => prepare(sql).statement.run());

  const connection: DatabaseConnection = {
    executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
      return patiently(() => {
        const { statement, answersRows } = prepare(sql);
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

  return {
    async init() {
      database = await patiently(open);
    },
    async acquireConnection() {
      return connection;
    },
    async releaseConnection() {},
    async beginTransaction() {
      // IMMEDIATE: a transaction that writes later must not lose a race against another process then.
      await run('BEGIN IMMEDIATE');
    },
    async commitTransaction() {
      await run('COMMIT');
    },
    async rollbackTransaction() {
      // A full disk or an I/O error may have rolled it back already.
      if (database?.isTransaction === true) await run('ROLLBACK');
    },
    async destroy() {
      prepared.clear();
      database?.close();
      database = undefined;
    },
  };
}
