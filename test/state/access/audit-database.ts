// Databases whose audit somebody edits past the store.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createDatabase, ensureDatabase, type ScratchDatabase } from '../../support/machine/database.ts';
import { withConnection } from '../../support/machine/sql.ts';

export interface AuditDatabase {
  readonly url: string;
  /** A column's name that SQL has another meaning for. */
  quote(name: string): string;
  /** Past the store, as somebody with the database's password would. */
  byHand(statements: readonly string[]): Promise<void>;
  remove(): Promise<void>;
}

async function onSqlite(): Promise<AuditDatabase> {
  const folder = mkdtempSync(join(tmpdir(), 'raworc-audit-'));
  const file = join(folder, 'raworc.db');
  return {
    url: `sqlite:${file}`,
    quote: (name) => `"${name}"`,
    async byHand(statements) {
      const database = new DatabaseSync(file);
      for (const statement of statements) database.exec(statement);
      database.close();
    },
    remove: async () => rmSync(folder, { recursive: true, force: true }),
  };
}

async function onMysql(server: ScratchDatabase): Promise<AuditDatabase> {
  const database = await createDatabase(server.url);
  return {
    url: database.url,
    quote: (name) => `\`${name}\``,
    byHand: (statements) =>
      withConnection(database.url, async (query) => {
        for (const statement of statements) await query(statement);
      }),
    remove: () => database.stop(),
  };
}

/** `start` and `stop` belong around all tests of a file. */
export function auditDatabases() {
  let server: ScratchDatabase | undefined;
  const started = (): ScratchDatabase => {
    if (server === undefined) throw new Error('The database server is only there inside a test.');
    return server;
  };
  return {
    start: async (): Promise<void> => {
      server = await ensureDatabase();
    },
    stop: async (): Promise<void> => server?.stop(),
    each: [
      ['SQLite', onSqlite],
      ['MySQL', () => onMysql(started())],
    ] as const satisfies readonly (readonly [string, () => Promise<AuditDatabase>])[],
  };
}
