// The one way in: a database URL becomes a store that is migrated and answers.

import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { Kysely, sql } from 'kysely';
import type { RandomBytes } from '../model/ids.ts';
import type { StoreDialect } from './dialect.ts';
import { isLocked, storeReentered } from './errors.ts';
import { migrate } from './migrations/migrate.ts';
import type { Database } from './schema.ts';
import type { Store } from './store.ts';
import { createTables } from './tables/all-tables.ts';
import { dialectOf } from './url.ts';

export interface StoreOptions {
  readonly random: RandomBytes;
}

/** A transaction that lost this many times is not unlucky but blocked. */
const maxTries = 10;

/**
 * `sqlite:/path/file.db`, `sqlite::memory:` or `mysql://user:password@host:port/database`. Throws
 * `STORE_URL_INVALID`, `STORE_UNREACHABLE`, `STORE_DENIED`, `STORE_MISSING`, `STORE_TOO_NEW`.
 */
export async function openStore(url: string, options: StoreOptions): Promise<Store> {
  return openOn(dialectOf(url, options.random), options);
}

async function openOn(dialect: StoreDialect, { random }: StoreOptions): Promise<Store> {
  const inTransaction = new AsyncLocalStorage<true>();
  const db = new Kysely<Database>({ dialect: dialect.kysely });
  try {
    await migrate(db, dialect);
    const { rows } = await sql.raw<{ version: string }>(dialect.versionQuery).execute(db);
    const version = String(rows[0]?.version);
    return {
      ...createTables(db, dialect),
      async transaction(work) {
        if (inTransaction.getStore() === true) throw storeReentered();
        for (let attempt = 1; ; attempt += 1) {
          try {
            return await inTransaction.run(true, () =>
              db.transaction().execute((transaction) => work(createTables(transaction, dialect))),
            );
          } catch (error) {
            if (!isLocked(error) || attempt === maxTries) throw error;
            await wait((random(1)[0] ?? 0) % (8 * attempt));
          }
        }
      },
      description: { dialect: dialect.name, location: dialect.location, version },
      async ping() {
        await sql.raw(dialect.versionQuery).execute(db);
      },
      close: () => db.destroy(),
    };
  } catch (error) {
    await db.destroy();
    throw error;
  }
}
