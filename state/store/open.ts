// The one way in: a database URL becomes a store that is migrated and answers.

import { setTimeout as wait } from 'node:timers/promises';
import { Kysely, sql } from 'kysely';
import type { RandomBytes } from '../model/ids.ts';
import type { Meter } from '../model/measurement.ts';
import { createBackground } from './background.ts';
import { isLocked } from './errors.ts';
import { migrate } from './migrations/migrate.ts';
import { createReentryGuard } from './reentry.ts';
import type { Database } from './schema.ts';
import type { Store } from './store.ts';
import { createTables } from './tables/all-tables.ts';
import { dialectOf } from './url.ts';

export interface StoreOptions {
  /** Spreads the pauses before what was blocked is tried again. */
  readonly random: RandomBytes;
  /** Told how long each statement took, waiting for its turn included. */
  readonly meter?: Meter;
}

/** A transaction that lost this many times is not unlucky but blocked. */
const maxTries = 10;

/**
 * `sqlite:/path/file.db`, `sqlite::memory:` or `mysql://user:password@host:port/database`. Throws
 * `STORE_URL_INVALID`, `STORE_UNREACHABLE`, `STORE_DENIED`, `STORE_MISSING`, `STORE_TOO_NEW`.
 */
export async function openStore(url: string, { random, meter }: StoreOptions): Promise<Store> {
  const background = createBackground();
  const dialect = dialectOf(url, { random, background });
  const reentry = createReentryGuard();
  const db = new Kysely<Database>({
    dialect: dialect.kysely,
    ...(meter === undefined
      ? {}
      : { log: ({ queryDurationMillis: ms }) => meter({ type: 'statement', ms }) }),
  });

  async function versionOfDatabase(): Promise<string> {
    const { rows } = await sql.raw<{ version: string }>(dialect.versionQuery).execute(db);
    return rows[0]?.version ?? 'unknown';
  }

  try {
    await migrate(db, dialect);
    const version = await versionOfDatabase();
    return {
      ...createTables(db.withPlugin(reentry.plugin), dialect),
      async transaction(work) {
        reentry.check();
        for (let attempt = 1; ; attempt += 1) {
          try {
            return await db
              .transaction()
              .execute((own) => reentry.inside(() => work(createTables(own, dialect))));
          } catch (error) {
            if (!isLocked(error) || attempt === maxTries) throw error;
            await wait((random(1)[0] ?? 0) % (8 * attempt));
          }
        }
      },
      inBackground: background.run,
      description: { dialect: dialect.name, location: dialect.location, version },
      async ping() {
        await versionOfDatabase();
      },
      close: () => db.destroy(),
    };
  } catch (error) {
    await db.destroy();
    throw error;
  }
}
