// A database to test or demonstrate on: on the server that RAWORC_TEST_MYSQL_URL names, else on one started for it.

import { randomBytes } from 'node:crypto';
import { type DatabaseServerOptions, startDatabaseServer } from './mariadb.ts';
import { withConnection } from './sql.ts';

export interface ScratchDatabase {
  /** For `RAWORC_DATABASE_URL`: an empty database of its own. */
  readonly url: string;
  /** Drops the database, and ends the server if it was started for it. */
  stop(): Promise<void>;
}

export async function ensureDatabase({ say }: DatabaseServerOptions = {}): Promise<ScratchDatabase> {
  const given = process.env['RAWORC_TEST_MYSQL_URL'];
  if (given !== undefined && given !== '') return createDatabase(given);
  const server = await startDatabaseServer(say === undefined ? {} : { say });
  const database = await createDatabase(server.url);
  return { url: database.url, stop: () => server.stop() };
}

/** A new, empty database on that server. */
export async function createDatabase(serverUrl: string): Promise<ScratchDatabase> {
  const name = `raworc_test_${randomBytes(6).toString('hex')}`;
  const server = new URL(serverUrl);
  server.pathname = '/';
  await withConnection(server.href, (query) => query(`CREATE DATABASE ${name} CHARACTER SET utf8mb4`));
  const url = new URL(server);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    async stop() {
      await withConnection(server.href, (query) => query(`DROP DATABASE IF EXISTS ${name}`));
    },
  };
}
