// Kysely's driver on a mysql2 pool, with prepared statements on what is asked often.

import { setTimeout as wait } from 'node:timers/promises';
import type { CompiledQuery, DatabaseConnection, Driver, QueryResult } from 'kysely';
import { createPool, type Pool, type PoolConnection, type PoolOptions, type QueryValues } from 'mysql2';
import type { RandomBytes } from '../../model/ids.ts';
import { isLocked, storeUnreachable } from '../errors.ts';
import type { MysqlAddress } from './address.ts';
import { translateMysql } from './errors.ts';
import { toBindable } from './parameters.ts';

/** Statements with more parameters are lists of varying length, which would only fill the server's cache. */
const mostPrepared = 64;
/** A statement outside a transaction that had to give way this often is not unlucky but blocked. */
const maxTries = 10;

const sessionSettings = [
  'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED',
  "SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION', innodb_lock_wait_timeout = 5",
];

interface MysqlConnection extends DatabaseConnection {
  readonly raw: PoolConnection;
  isInTransaction: boolean;
}

export function createMysqlDriver(
  options: PoolOptions,
  { location, answerWithinMs }: Pick<MysqlAddress, 'location' | 'answerWithinMs'>,
  random: RandomBytes,
): Driver {
  const connections = new WeakMap<PoolConnection, MysqlConnection>();
  let pool: Pool | undefined;

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

  async function sendPatiently(on: MysqlConnection, { sql, parameters }: CompiledQuery): Promise<unknown> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await send(on.raw, sql, parameters);
      } catch (error) {
        // A transaction is gone with its deadlock and repeated as a whole by whoever began it.
        if (!isLocked(error) || on.isInTransaction || attempt === maxTries) throw error;
        await wait((random(1)[0] ?? 0) % (8 * attempt));
      }
    }
  }

  function connectionOn(raw: PoolConnection): MysqlConnection {
    const connection: MysqlConnection = {
      raw,
      isInTransaction: false,
      async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
        const result = await sendPatiently(connection, query);
        if (Array.isArray(result)) return { rows: result as R[] };
        // mysql2 asks for found rows: a row that matched counts, also where nothing in it changed.
        const { affectedRows, insertId } = result as { affectedRows: number; insertId: number };
        return { rows: [], numAffectedRows: BigInt(affectedRows), insertId: BigInt(insertId) };
      },
      streamQuery() {
        throw new Error('Nothing in the store streams rows.');
      },
    };
    connections.set(raw, connection);
    return connection;
  }

  function acquire(): Promise<MysqlConnection> {
    return new Promise((resolve, reject) => {
      pool?.getConnection((error, raw) => {
        if (error !== null) reject(translateMysql(location, error));
        else resolve(connections.get(raw) ?? connectionOn(raw));
      });
    });
  }

  return {
    async init() {
      pool = createPool(options);
      pool.on('connection', (raw) => {
        for (const setting of sessionSettings) {
          raw.query(setting, (error) => {
            if (error !== null) raw.destroy();
          });
        }
      });
    },
    acquireConnection: acquire,
    async releaseConnection(connection) {
      (connection as MysqlConnection).raw.release();
    },
    async beginTransaction(connection) {
      const { raw } = connection as MysqlConnection;
      await send(raw, 'START TRANSACTION', []);
      (connection as MysqlConnection).isInTransaction = true;
    },
    async commitTransaction(connection) {
      (connection as MysqlConnection).isInTransaction = false;
      await send((connection as MysqlConnection).raw, 'COMMIT', []);
    },
    async rollbackTransaction(connection) {
      const { raw } = connection as MysqlConnection;
      (connection as MysqlConnection).isInTransaction = false;
      // What is left open on a connection that can't be asked ends with it.
      await send(raw, 'ROLLBACK', []).catch(() => raw.destroy());
    },
    destroy() {
      return new Promise((resolve) => {
        if (pool === undefined) resolve();
        else pool.end(() => resolve());
      });
    },
  };
}
