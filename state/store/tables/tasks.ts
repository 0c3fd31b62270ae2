// Durable work, in Kysely. Every change of a running task is a compare-and-swap on owner and epoch.

import type { Db } from '../schema.ts';
import { createCodec } from '../stored.ts';
import { type Claim, type TaskRow, type TaskRows, taskKinds } from '../tasks.ts';
import { claimTasks } from './claim-tasks.ts';
import { insertUnlessTaken } from './insert.ts';

const codec = createCodec<TaskRow, 'payload'>({
  json: ['payload'],
  inner: ['seq', 'openKey', 'openSerial', 'runningSerial', 'dueAt', 'wokenAt'],
});

const openKeyOf = (kind: string, key: string) => `${kind}:${key}`;

/** A task that nobody holds yet. */
const unclaimed = {
  state: 'queued',
  attempts: 0,
  owner: null,
  leaseUntil: null,
  epoch: 0,
  lastError: null,
} as const;

/** What an ended task no longer holds. */
const ended = {
  openKey: null,
  openSerial: null,
  runningSerial: null,
  dueAt: null,
  leaseUntil: null,
} as const;

export function createTasksTable(db: Db): TaskRows {
  const held = ({ id, owner, epoch }: Claim) =>
    db
      .updateTable('tasks')
      .where('id', '=', id)
      .where('owner', '=', owner)
      .where('epoch', '=', epoch)
      .where('state', '=', 'running');

  /** One statement for both states: a task that is claimed or released just now is caught as what it becomes. */
  const woken = (now: number) =>
    db.updateTable('tasks').set(({ eb, val, ref }) => {
      const isRunning = eb('state', '=', 'running');
      const isAsleep = eb.and([eb('state', '=', 'queued'), eb('runAt', '>', now)]);
      const soon = val<number | null>(now);
      return {
        wokenAt: eb.case().when(isRunning).then(soon).else(ref('wokenAt')).end(),
        // Before `runAt`, which one of the databases would take as it has just been set.
        dueAt: eb.case().when(isAsleep).then(soon).else(ref('dueAt')).end(),
        runAt: eb.case().when(isAsleep).then(now).else(ref('runAt')).end(),
      };
    });

  const insert = (row: TaskRow): Promise<boolean> =>
    insertUnlessTaken(
      db.insertInto('tasks').values({
        ...codec.encode(row),
        openKey: openKeyOf(row.kind, row.key),
        openSerial: row.serialKey,
        runningSerial: row.state === 'running' ? row.serialKey : null,
        dueAt: row.leaseUntil ?? row.runAt,
        wokenAt: null,
      }),
    );

  return {
    insert: (task) => insert({ ...task, ...unclaimed }),
    async insertRunning(task, { owner, leaseUntil }) {
      const row: TaskRow = {
        ...task,
        ...unclaimed,
        state: 'running',
        owner,
        leaseUntil,
        attempts: 1,
        epoch: 1,
      };
      return (await insert(row)) ? row : undefined;
    },
    async get(id) {
      const row = await db.selectFrom('tasks').selectAll().where('id', '=', id).executeTakeFirst();
      return row && codec.decode(row);
    },
    claim: async (request) => (await claimTasks(db, request)).map(codec.decode),
    async heartbeat(claim, leaseUntil) {
      const { numUpdatedRows } = await held(claim).set({ leaseUntil, dueAt: leaseUntil }).executeTakeFirst();
      return numUpdatedRows > 0n;
    },
    async complete(claim) {
      const { numUpdatedRows } = await held(claim)
        .set({ ...ended, state: 'done' })
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },
    async fail(claim, error) {
      const { numUpdatedRows } = await held(claim)
        .set({ ...ended, state: 'failed', lastError: error })
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },
    async release(claim, runAt, error, countAttempt) {
      const { numUpdatedRows } = await held(claim)
        .set(({ eb, fn, val }) => ({
          state: 'queued',
          owner: null,
          leaseUntil: null,
          runningSerial: null,
          runAt: fn.coalesce('wokenAt', val(runAt)),
          dueAt: fn.coalesce('wokenAt', val(runAt)),
          lastError: error,
          ...(countAttempt ? {} : { attempts: eb('attempts', '-', 1) }),
        }))
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },
    async wake(key, now) {
      const openKeys = taskKinds.map((kind) => openKeyOf(kind, key));
      // Two statements, so that each uses its index.
      await woken(now).where('openSerial', '=', key).execute();
      await woken(now).where('openKey', 'in', openKeys).execute();
    },
    async wakeAll(kind, keys, now) {
      if (keys.length === 0) return;
      const openKeys = keys.map((key) => openKeyOf(kind, key));
      await woken(now).where('openKey', 'in', openKeys).execute();
    },
    async cancel(kind, key) {
      const { numDeletedRows } = await db
        .deleteFrom('tasks')
        .where('openKey', '=', openKeyOf(kind, key))
        .executeTakeFirst();
      return numDeletedRows > 0n;
    },
    async releaseOwner(owner, now) {
      const { numUpdatedRows } = await db
        .updateTable('tasks')
        .set({ leaseUntil: now, dueAt: now })
        .where('owner', '=', owner)
        .where('state', '=', 'running')
        .executeTakeFirst();
      return Number(numUpdatedRows);
    },
    async open(kind, key) {
      const row = await db
        .selectFrom('tasks')
        .selectAll()
        .where('openKey', '=', openKeyOf(kind, key))
        .executeTakeFirst();
      return row && codec.decode(row);
    },
    async unfinished(kind) {
      const rows = await db
        .selectFrom('tasks')
        .selectAll()
        .where('kind', '=', kind)
        .where('dueAt', 'is not', null)
        .orderBy('seq')
        .execute();
      return rows.map(codec.decode);
    },
    async inTurn(kind, serialKey) {
      const rows = await db
        .selectFrom('tasks')
        .selectAll()
        .where('openSerial', '=', serialKey)
        .where('kind', '=', kind)
        .orderBy('seq')
        .execute();
      return rows.map(codec.decode);
    },
    async backlog(now) {
      const rows = await db
        .selectFrom('tasks')
        .select(({ fn }) => [
          'kind',
          'state',
          fn.countAll<number>().as('count'),
          fn.min('runAt').as('oldest'),
        ])
        .where('dueAt', 'is not', null)
        .where(({ eb, or }) => or([eb('state', '=', 'running'), eb('runAt', '<=', now)]))
        .groupBy(['kind', 'state'])
        .execute();
      return taskKinds.flatMap((kind) => {
        const of = (state: TaskRow['state']) => rows.find((row) => row.kind === kind && row.state === state);
        const [queued, running] = [of('queued'), of('running')];
        if (queued === undefined && running === undefined) return [];
        return [
          {
            kind,
            due: queued?.count ?? 0,
            oldestDueAt: queued?.oldest ?? null,
            running: running?.count ?? 0,
          },
        ];
      });
    },
    async nextDue(kinds) {
      const { next } = await db
        .selectFrom('tasks')
        .select(({ fn }) => fn.min('dueAt').as('next'))
        .where('kind', 'in', kinds)
        .executeTakeFirstOrThrow();
      return next ?? undefined;
    },
    async deleteEndedBefore(createdAt) {
      const { numDeletedRows } = await db
        .deleteFrom('tasks')
        .where('dueAt', 'is', null)
        .where('createdAt', '<', createdAt)
        .executeTakeFirst();
      return Number(numDeletedRows);
    },
  };
}
