// Claiming: look at what may be claimed, then take each by compare-and-swap. No lock is held in between, so two
// claimants may look at the same task; only one of the two updates then finds the row as it was seen.

import type { Selectable } from 'kysely';
import { isDuplicate } from '../errors.ts';
import type { Database, Db } from '../schema.ts';
import type { TaskRows } from '../tasks.ts';

type StoredTask = Selectable<Database['tasks']>;
type Request = Parameters<TaskRows['claim']>[0];

export async function claimTasks(db: Db, request: Request): Promise<readonly StoredTask[]> {
  if (request.limit < 1 || request.kinds.length === 0) return [];
  const claimed: StoredTask[] = [];
  for (const seen of await claimable(db, request)) {
    const taken = takenOver(seen, request);
    if (await takeAsSeen(db, seen, taken, request.now)) claimed.push({ ...seen, ...taken });
  }
  return claimed;
}

function claimable(db: Db, { kinds, now, limit }: Request): Promise<StoredTask[]> {
  return db
    .selectFrom('tasks as task')
    .selectAll('task')
    .where('task.kind', 'in', kinds)
    .where('task.dueAt', '<=', now)
    .where(({ or, eb, not, exists, selectFrom }) =>
      or([
        eb('task.openSerial', 'is', null),
        not(
          exists(
            selectFrom('tasks as older')
              .select('older.seq')
              .whereRef('older.openSerial', '=', 'task.openSerial')
              .whereRef('older.seq', '<', 'task.seq'),
          ),
        ),
      ]),
    )
    .orderBy('task.priority', 'desc')
    .orderBy('task.seq')
    .limit(limit)
    .execute();
}

function takenOver(seen: StoredTask, { owner, now, leaseMs }: Request) {
  return {
    state: 'running',
    owner,
    leaseUntil: now + leaseMs,
    dueAt: now + leaseMs,
    epoch: seen.epoch + 1,
    // A lost lease is taken over under the same attempt: the work may still be going on.
    attempts: seen.state === 'queued' ? seen.attempts + 1 : seen.attempts,
    runningSerial: seen.openSerial,
    wokenAt: null,
  } as const;
}

async function takeAsSeen(
  db: Db,
  seen: StoredTask,
  taken: ReturnType<typeof takenOver>,
  now: number,
): Promise<boolean> {
  try {
    const { numUpdatedRows } = await db
      .updateTable('tasks')
      .set(taken)
      .where('id', '=', seen.id)
      .where('epoch', '=', seen.epoch)
      .where('state', '=', seen.state)
      .where('dueAt', '<=', now)
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  } catch (error) {
    // Another of the same serial key runs: one that became visible only after it was claimed by its number.
    if (isDuplicate(error)) return false;
    throw error;
  }
}
