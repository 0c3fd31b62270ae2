// Brings a database up to this code's schema. DDL isn't transactional everywhere, so every step is recorded once it is
// done: after a crash the next start goes on where the last one stopped.

import { sql } from 'kysely';
import type { StoreDialect } from '../dialect.ts';
import { isExisting, storeTooNew } from '../errors.ts';
import type { Db } from '../schema.ts';
import { renderStep, type CreateTable, type Migration } from './step.ts';
import { foundation } from './0001-foundation.ts';
import { deliveries } from './0002-deliveries.ts';
import { publications } from './0003-publications.ts';
import { reviews } from './0004-reviews.ts';
import { writes } from './0005-writes.ts';
import { branchingSessions } from './0006-branching-sessions.ts';
import { schedules } from './0007-schedules.ts';
import { access } from './0008-access.ts';
import { githubPeople } from './0009-github-people.ts';
import { processes } from './0010-processes.ts';
import { usage } from './0011-usage.ts';
import { notices } from './0012-notices.ts';
import { reviewPulls } from './0013-review-pulls.ts';
import { keptWorkspaces } from './0014-kept-workspaces.ts';
import { newestReviews } from './0015-newest-reviews.ts';
import { spendingByHour } from './0016-spending-by-hour.ts';

/** In order; a new one is added at the end, and one that was ever released is never changed. */
export const migrations: readonly Migration[] = [
  foundation,
  deliveries,
  publications,
  reviews,
  writes,
  branchingSessions,
  schedules,
  access,
  githubPeople,
  processes,
  usage,
  notices,
  reviewPulls,
  keptWorkspaces,
  newestReviews,
  spendingByHour,
];

const stepsTable: CreateTable = {
  type: 'create-table',
  table: 'schemaSteps',
  columns: { migration: 'INTEGER NOT NULL', step: 'INTEGER NOT NULL' },
  primaryKey: ['migration', 'step'],
};

/**
 * Runs what is missing, alone among all processes that start at once. Throws `STORE_TOO_NEW` before it changes anything
 * where the database has a migration that this code does not know.
 */
export async function migrate(
  db: Db,
  dialect: StoreDialect,
  known: readonly Migration[] = migrations,
): Promise<void> {
  await dialect.exclusively(db, async (alone) => {
    await run(alone, renderStep(stepsTable, dialect.ddl));
    const done = await alone.selectFrom('schemaSteps').select(['migration', 'step']).execute();
    const newest = Math.max(0, ...known.map(({ number }) => number));
    const found = Math.max(0, ...done.map(({ migration }) => migration));
    if (found > newest) throw storeTooNew(dialect.location, found, newest);

    const isDone = new Set(done.map(({ migration, step }) => `${migration}/${step}`));
    for (const { number, steps } of known) {
      for (const [index, step] of steps.entries()) {
        if (isDone.has(`${number}/${index}`)) continue;
        await runUnlessThere(alone, renderStep(step, dialect.ddl));
        await alone.insertInto('schemaSteps').values({ migration: number, step: index }).execute();
      }
    }
  });
}

async function run(db: Db, statement: string): Promise<void> {
  await sql.raw(statement).execute(db);
}

async function runUnlessThere(db: Db, statement: string): Promise<void> {
  try {
    await run(db, statement);
  } catch (error) {
    if (!isExisting(error)) throw error;
  }
}
