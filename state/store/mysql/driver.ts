// Kysely's driver on mysql2, with prepared statements on what is asked often. Transactions have connections of their own,
// on which every statement belongs to one: beginning it is then no message to the server.

import { setTimeout as wait } from 'node:timers/promises';
import type { CompiledQuery, DatabaseConnection, Driver, QueryResult } from 'kysely';
import { createPool, type Pool, type PoolConnection, type PoolOptions, type QueryValues } from 'mysql2';
import type { RandomBytes } from '../../model/ids.ts';
import type { Background } from '../background.ts';
import { isLocked, storeUnreachable } from '../errors.ts';
import type { MysqlAddress } from './address.ts';
import { translateMysql } from './errors.ts';
import { toBindable } from './parameters.ts';

/** Statements with more parameters are lists of varying length, which would only fill the server's cache. */
const mostPrepared = 64;
/** A statement outside a transaction that had to give way this often is not unlucky but blocked. */
const maxTries = 10;

const sessionSettings = (autocommit: boolean) => [
  'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED',
  `SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION', innodb_lock_wait_timeout = 5,
    autocommit = ${Number(autocommit)}`,
];

/** Taken from its pool with the first statement, which shows what it is for. */
interface MysqlConnection extends DatabaseConnection {
  raw: PoolConnection | undefined;
  isInTransaction: boolean;
  /** Says to those who step back that this one is over. */
  readonly leave: () => void;
}

export interface MysqlDriverDeps {
  readonly random: RandomBytes;
  readonly background: Pick<Background, 'enter'>;
}

export function createMysqlDriver(
  options: PoolOptions,
  { location, answerWithinMs }: Pick<MysqlAddress, 'location' | 'answerWithinMs'>,
  { random, background }: MysqlDriverDeps,
): Driver {
  let singles: Pool | undefined;
  let transactions: Pool | undefined;

  /** Rows of a query, or what a statement changed. */
  function send(raw: PoolConnection, sql: string, parameters: readonly unknown[]): Promise<unknown> {
    return new Promise((resolve, reject) => {
      // A server that hangs, or a network that swallows packets, ends no connection by itself.
      const silence = setTimeout(() => {
        raw.destroy();
        reject(storeUnreachable(location, new Error(`no answer within ${answerWithinMs} ms`)));
      }, answerWithinMs);
      const done = (error: unknown, result: unknown) => {
        clearTimeout(silence);
        if (error === null) resolve(result);
        else reject(translateMysql(location, error));
      };
      if (parameters.length === 0) raw.query(sql, done);
      else if (parameters.length > mostPrepared) raw.query(sql, parameters as QueryValues[], done);
      else raw.execute(sql, parameters.map(toBindable), done);
    });
  }

  async function sendPatiently(
    raw: PoolConnection,
    { sql, parameters }: CompiledQuery,
    tries: number,
  ): Promise<unknown> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await send(raw, sql, parameters);
      } catch (error) {
        if (!isLocked(error) || attempt >= tries) throw error;
        await wait((random(1)[0] ?? 0) % (8 * attempt));
      }
    }
  }

  function openPool(connectionLimit: number, autocommit: boolean): Pool {
    const pool = createPool({ ...options, connectionLimit });
    pool.on('connection', (raw) => {
      for (const setting of sessionSettings(autocommit)) {
        raw.query(setting, (error) => {
          if (error !== null) raw.destroy();
        });
      }
    });
    return pool;
  }

  function take(pool: Pool | undefined): Promise<PoolConnection> {
    return new Promise((resolve, reject) => {
      if (pool === undefined) throw new Error('The database is closed.');
      pool.getConnection((error, raw) => {
        if (error === null) resolve(raw);
        else reject(translateMysql(location, error));
      });
    });
  }

  function newConnection(leave: () => void): MysqlConnection {
    return {
      raw: undefined,
      isInTransaction: false,
      leave,
      async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
        this.raw ??= await take(singles);
        // A transaction is gone with its deadlock and repeated as a whole by whoever began it.
        const result = await sendPatiently(this.raw, query, this.isInTransaction ? 1 : maxTries);
        if (Array.isArray(result)) return { rows: result as R[] };
        // mysql2 asks for found rows: a row that matched counts, also where nothing in it changed.
        const { affectedRows, insertId } = result as { affectedRows: number; insertId: number };
        return { rows: [], numAffectedRows: BigInt(affectedRows), insertId: BigInt(insertId) };
      },
      streamQuery() {
        throw new Error('Nothing in the store streams rows.');
      },
    };
  }

  return {
    async init() {
      const limit = options.connectionLimit ?? 2;
      singles = openPool(Math.max(1, Math.floor(limit / 2)), true);
      transactions = openPool(Math.max(1, Math.ceil(limit / 2)), false);
    },
    // Long work waits before it has a connection: those that it holds are missing elsewhere.
    acquireConnection: async () => newConnection(await background.enter()),
    async releaseConnection(connection) {
      const { raw, leave } = connection as MysqlConnection;
      raw?.release();
      leave();
    },
    async beginTransaction(acquired) {
      const connection = acquired as MysqlConnection;
      // On one that was used alone before, as migrations are, it has to be said.
      if (connection.raw === undefined) connection.raw = await take(transactions);
      else await send(connection.raw, 'START TRANSACTION', []);
      connection.isInTransaction = true;
    },
    async commitTransaction(acquired) {
      const connection = acquired as MysqlConnection;
      connection.isInTransaction = false;
      if (connection.raw !== undefined) await send(connection.raw, 'COMMIT', []);
    },
    async rollbackTransaction(acquired) {
      const connection = acquired as MysqlConnection;
      const { raw } = connection;
      connection.isInTransaction = false;
      // What is left open on a connection that can't be asked ends with it.
      await (raw && send(raw, 'ROLLBACK', []).catch(() => raw.destroy()));
    },
    async destroy() {
      await Promise.all([end(singles), end(transactions)]);
    },
  };
}

async function end(pool: Pool | undefined): Promise<void> {
  await new Promise<void>((resolve) => {
    if (pool === undefined) resolve();
    else pool.end(() => resolve());
  });
}
