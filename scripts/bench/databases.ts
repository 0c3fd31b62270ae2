// The databases that are measured side by side.

import { join } from 'node:path';
import { createDatabase } from '../../test/support/machine/database.ts';
import { startDatabaseServer } from '../../test/support/machine/mariadb.ts';
import { withConnection } from '../../test/support/machine/sql.ts';

export interface BenchDatabase {
  readonly name: 'SQLite' | 'MariaDB' | 'MySQL';
  readonly dialect: 'sqlite' | 'mysql';
  /** An empty database for a runtime with this home. */
  readonly urlFor: (home: string) => string;
}

export interface BenchServer extends AsyncDisposable {
  /** Empty ones, for one part of the benchmark, and gone with it: no part works on what another one left. */
  openDatabases(): Promise<BenchDatabases>;
}

export interface BenchDatabases extends AsyncDisposable {
  readonly all: readonly BenchDatabase[];
}

/** On the server that RAWORC_TEST_MYSQL_URL names, else on one of our own. */
export async function prepareServer(say: (step: string) => void): Promise<BenchServer> {
  const given = process.env['RAWORC_TEST_MYSQL_URL'] ?? '';
  const server = given === '' ? await startDatabaseServer({ say }) : { url: given, stop: async () => {} };
  const name = await nameOf(server.url);
  return {
    async openDatabases() {
      const mysql = await createDatabase(server.url);
      return {
        all: [
          { name: 'SQLite', dialect: 'sqlite', urlFor: (home) => `sqlite:${join(home, 'raworc.db')}` },
          { name, dialect: 'mysql', urlFor: () => mysql.url },
        ],
        [Symbol.asyncDispose]: () => mysql.stop(),
      };
    },
    [Symbol.asyncDispose]: () => server.stop(),
  };
}

async function nameOf(serverUrl: string): Promise<'MariaDB' | 'MySQL'> {
  const [row] = await withConnection(serverUrl, (query) => query('SELECT VERSION() AS version'));
  return String(row?.['version']).includes('MariaDB') ? 'MariaDB' : 'MySQL';
}
