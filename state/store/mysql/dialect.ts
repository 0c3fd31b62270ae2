// MySQL 8.4+ and MariaDB 10.6+: for more than one runtime, or where a database server is at hand anyway.

import { MysqlAdapter, MysqlIntrospector, MysqlQueryCompiler, sql } from 'kysely';
import type { StoreDialect } from '../dialect.ts';
import { storeLocked } from '../errors.ts';
import type { Db } from '../schema.ts';
import type { MysqlAddress } from './address.ts';
import { createMysqlDriver, type MysqlDriverDeps } from './driver.ts';

/** How long one process waits at a time for another that is migrating, and how often. */
const migrationWaitSeconds = 5;
const migrationWaits = 12;
/** Locks are named per server, so the name carries the database; names end at 64 characters. */
const migrationLock = sql<string>`CONCAT('raworc:', SHA2(DATABASE(), 224))`;

export function createMysqlDialect(address: MysqlAddress, deps: MysqlDriverDeps): StoreDialect {
  const { server, location } = address;
  const options = {
    ...server,
    connectTimeout: 5000,
    charset: 'UTF8MB4_BIN',
    enableKeepAlive: true,
    maxPreparedStatements: 200,
    // Rows are read where the driver's own dates and JSON would only be in the way.
    dateStrings: true,
    waitForConnections: true,
  };

  return {
    name: 'mysql',
    location,
    kysely: {
      createAdapter: () => new MysqlAdapter(),
      createDriver: () => createMysqlDriver(options, address, deps),
      createIntrospector: (db) => new MysqlIntrospector(db),
      createQueryCompiler: () => new MysqlQueryCompiler(),
    },
    ddl: {
      quote: (name) => `\`${name}\``,
      serialPrimaryKey: 'BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY',
      tableSuffix: ' ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin ROW_FORMAT = DYNAMIC',
      indexIfNotExists: '',
    },
    async countEvents(db, sessionId, count, change) {
      // Without RETURNING, the new value comes back as the id that the statement "inserted".
      const counted = sql<number>`LAST_INSERT_ID(lastEvent + ${count})`;
      let statement = db
        .updateTable('sessions')
        .set({ ...change?.set, lastEvent: counted })
        .where('id', '=', sessionId);
      if (change !== undefined) statement = statement.where('version', '=', change.from);
      const { insertId, numAffectedRows } = await db.executeQuery(statement.compile());
      return (numAffectedRows ?? 0n) > 0n ? Number(insertId ?? 0) : 0;
    },
    versionQuery: 'SELECT VERSION() AS version',
    exclusively: (db, work) =>
      db.connection().execute(async (alone) => {
        if (!(await lockMigrations(alone))) throw storeLocked(location, undefined);
        try {
          await work(alone);
        } finally {
          await sql`SELECT RELEASE_LOCK(${migrationLock})`.execute(alone);
        }
      }),
  };
}

async function lockMigrations(db: Db): Promise<boolean> {
  for (let waits = 0; waits < migrationWaits; waits += 1) {
    const { rows } = await sql<{ locked: number | null }>`
      SELECT GET_LOCK(${migrationLock}, ${migrationWaitSeconds}) AS locked`.execute(db);
    if (rows[0]?.locked === 1) return true;
  }
  return false;
}
