// Kysely's driver on Node's own SQLite. Whatever writes has its turn, one after the other, on one connection; what only
// reads has another one and waits for nobody. Other processes are waited for without blocking the event loop, which
// SQLite's own busy timeout would do.

import { setTimeout as wait } from 'node:timers/promises';
import type { DatabaseSync } from 'node:sqlite';
import type { CompiledQuery, DatabaseConnection, Driver, QueryResult } from 'kysely';
import type { RandomBytes } from '../../model/ids.ts';
import type { Background } from '../background.ts';
import { isLocked } from '../errors.ts';
import { translateSqlite } from './errors.ts';
import { createStatements, type Statements } from './statements.ts';

/** With a pause of 13 ms on average: about five seconds. */
const maxTries = 400;

interface SqliteConnection extends DatabaseConnection {
  /** Ends its turn at writing, while it has it. */
  endTurn: (() => void) | undefined;
}

export interface SqliteDriverDeps {
  readonly random: RandomBytes;
  readonly background: Pick<Background, 'enter'>;
}

/** `open` makes a connection that does not wait by itself. A database in memory is only seen by the one that made it. */
export function createSqliteDriver(
  open: () => DatabaseSync,
  location: string,
  { random, background }: SqliteDriverDeps,
): Driver {
  let writer: Statements | undefined;
  let reader: Statements | undefined;
  let lastTurn: Promise<void> = Promise.resolve();

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

  async function run<R>(
    on: Statements | undefined,
    sql: string,
    parameters?: readonly unknown[],
  ): Promise<QueryResult<R>> {
    if (on === undefined) throw new Error('The database is closed.');
    const leave = await background.enter({ holdsLock: on === writer });
    return patiently(() => on.execute(sql, parameters) as QueryResult<R>).finally(leave);
  }

  /** Resolves with what ends the turn. */
  async function takeTurn(): Promise<() => void> {
    const before = lastTurn;
    const turn = Promise.withResolvers<void>();
    lastTurn = turn.promise;
    await before;
    return turn.resolve;
  }

  function newConnection(): SqliteConnection {
    return {
      endTurn: undefined,
      async executeQuery<R>({ sql, parameters, query }: CompiledQuery): Promise<QueryResult<R>> {
        if (this.endTurn !== undefined) return run<R>(writer, sql, parameters);
        if (query.kind === 'SelectQueryNode' && reader !== undefined) return run<R>(reader, sql, parameters);
        const endTurn = await takeTurn();
        return run<R>(writer, sql, parameters).finally(endTurn);
      },
      streamQuery() {
        throw new Error('Nothing in the store streams rows.');
      },
    };
  }

  return {
    async init() {
      writer = createStatements(await patiently(open));
      if (location !== ':memory:') reader = createStatements(await patiently(open));
    },
    acquireConnection: async () => newConnection(),
    async releaseConnection(connection) {
      (connection as SqliteConnection).endTurn?.();
    },
    async beginTransaction(connection) {
      (connection as SqliteConnection).endTurn = await takeTurn();
      // IMMEDIATE: a transaction that writes later must not lose a race against another process then.
      await run(writer, 'BEGIN IMMEDIATE');
    },
    async commitTransaction() {
      await run(writer, 'COMMIT');
    },
    async rollbackTransaction() {
      // A full disk or an I/O error may have rolled it back already.
      if (writer?.isInTransaction === true) await run(writer, 'ROLLBACK');
    },
    async destroy() {
      reader?.close();
      writer?.close();
      reader = undefined;
      writer = undefined;
    },
  };
}
