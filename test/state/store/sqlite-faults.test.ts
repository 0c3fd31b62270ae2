// What a full disk, a damaged file and a bad place do to SQLite.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, it } from 'node:test';
import { openStore } from '../../../state/store/open.ts';
import { translateSqlite } from '../../../state/store/sqlite/errors.ts';

const open = (url: string) => openStore(url, { random: randomBytes });

describe('SQLite in trouble', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'raworc-faults-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('says that the disk is full, because a person has to make room', () => {
    const database = new DatabaseSync(':memory:');
    database.exec('PRAGMA max_page_count = 2; CREATE TABLE t (x TEXT)');
    try {
      database.prepare('INSERT INTO t VALUES (?)').run('x'.repeat(100_000));
      assert.fail('it has no room for that');
    } catch (thrown) {
      const error = translateSqlite('file', thrown);
      assert.deepEqual([error.code, error.disposition], ['STORE_FULL', 'stop']);
    } finally {
      database.close();
    }
  });

  it('says that a file is no database, instead of writing over it', async () => {
    const path = join(folder, 'letter.txt');
    const letter = 'Dear colleague, '.repeat(100);
    writeFileSync(path, letter);
    await assert.rejects(open(`sqlite:${path}`), { code: 'STORE_DAMAGED' });
    assert.equal(statSync(path).size, letter.length);
  });

  it('says that a folder can’t be a database', async () => {
    await assert.rejects(open(`sqlite:${folder}`), { code: 'STORE_UNREACHABLE' });
  });

  it('makes its files for their owner only, because they hold what people said', async () => {
    const path = join(folder, 'private', 'new.db');
    const store = await open(`sqlite:${path}`);
    for (const file of [path, `${path}-wal`]) assert.equal(statSync(file).mode & 0o777, 0o600);
    await store.close();
  });

  it('waits for another process that writes without blocking this one, because backups do that', async () => {
    const path = join(folder, 'shared.db');
    const store = await open(`sqlite:${path}`);
    const other = new DatabaseSync(path);
    other.exec('BEGIN IMMEDIATE');
    const writing = store.meta.set('engine-marker', 'x');
    let ticks = 0;
    await new Promise<void>((resolve) => {
      const ticking = setInterval(() => {
        ticks += 1;
        if (ticks < 5) return;
        clearInterval(ticking);
        resolve();
      }, 1);
    });
    other.exec('COMMIT');
    other.close();
    await writing;
    assert.equal(await store.meta.get('engine-marker'), 'x');
    await store.close();
  });
});

describe('a database URL', () => {
  for (const url of [
    'postgres://user:secret@host/db',
    'mysql://host',
    'mysql://user:secret@host/',
    'sqlite:',
    'x',
  ]) {
    it(`like ${url} is refused without its password, because the message ends in a log`, async () => {
      await assert.rejects(open(url), (error: { code?: string; message: string }) => {
        assert.equal(error.code, 'STORE_URL_INVALID');
        assert.doesNotMatch(error.message, /secret/);
        return true;
      });
    });
  }
});
