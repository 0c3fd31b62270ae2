// Migrations: what a crash, a newer database and a second start do to them, on both databases.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, it } from 'node:test';
import { migrations } from '../../../state/store/migrations/migrate.ts';
import { openStore } from '../../../state/store/open.ts';
import { ensureDatabase } from '../../support/machine/database.ts';
import { withConnection } from '../../support/machine/sql.ts';
import { aSession } from '../../support/rows.ts';

interface Subject {
  readonly url: string;
  /** A statement behind the store's back. */
  sql(statement: string): Promise<void>;
  close(): Promise<void>;
}

async function sqliteFile(): Promise<Subject> {
  const folder = mkdtempSync(join(tmpdir(), 'raworc-migrations-'));
  const path = join(folder, 'raworc.db');
  return {
    url: `sqlite:${path}`,
    async sql(statement) {
      const database = new DatabaseSync(path);
      database.exec(statement);
      database.close();
    },
    async close() {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function mysqlDatabase(): Promise<Subject> {
  const { url, stop } = await ensureDatabase();
  return {
    url,
    sql: (statement) => withConnection(url, async (query) => void (await query(statement))),
    close: stop,
  };
}

const open = (url: string) => openStore(url, { random: randomBytes });

for (const [name, make] of [
  ['SQLite', sqliteFile],
  ['MySQL or MariaDB', mysqlDatabase],
] as const) {
  describe(`migrations on ${name}`, () => {
    let subject: Subject;
    before(async () => {
      subject = await make();
    });
    after(() => subject.close());

    it('keep what is there when they run again, because every start runs them', async () => {
      const session = aSession();
      const first = await open(subject.url);
      await first.sessions.insert(session);
      await first.close();
      const second = await open(subject.url);
      assert.deepEqual(await second.sessions.get(session.id), session);
      await second.close();
    });

    it('go on after a crash between a step and its record, because not every database can undo a step', async () => {
      const last = (migrations[0]?.steps.length ?? 0) - 1;
      await subject.sql('DROP TABLE bodyParts');
      await subject.sql(`DELETE FROM schemaSteps WHERE step >= ${last - 3}`);
      const store = await open(subject.url);
      await store.close();
      await subject.sql('SELECT * FROM bodyParts');
    });

    it('refuse a database of a newer Raworc and leave it as it is, because they cannot know what it means', async () => {
      await subject.sql('INSERT INTO schemaSteps (migration, step) VALUES (999, 0)');
      await assert.rejects(open(subject.url), (error: { code?: string; hint?: string; details?: object }) => {
        assert.equal(error.code, 'STORE_TOO_NEW');
        assert.ok(error.hint);
        assert.deepEqual(error.details, { found: 999, known: migrations.length });
        return true;
      });
      await subject.sql('DELETE FROM schemaSteps WHERE migration = 999');
      await (await open(subject.url)).close();
    });
  });
}

describe('the list of migrations', () => {
  it('is numbered from 1 without gaps, because the newest number says how new a database is', () => {
    assert.deepEqual(
      migrations.map(({ number }) => number),
      migrations.map((_, i) => i + 1),
    );
  });
});
