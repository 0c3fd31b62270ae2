// Schedules on a real store and a clock that stands still: what is declared is in force, and each run is sent once.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { noCheckpoint } from '../../../../runtime/sessions/checkpoints.ts';
import { createRequest } from '../../../../runtime/sessions/requests/request.ts';
import { createRouting } from '../../../../runtime/sessions/routing/routing.ts';
import { createSchedules, type Schedules } from '../../../../runtime/sessions/schedules/schedules.ts';
import { noTracer } from '../../../../state/model/trace.ts';
import { createSessionEdit } from '../../../../runtime/sessions/session-edit.ts';
import { createAccept } from '../../../../runtime/sessions/turns/accept.ts';
import type { TurnPayload } from '../../../../runtime/sessions/turns/turn-payload.ts';
import type { Schedule } from '../../../../schemas/kinds/schedule.ts';
import { newTurnId, type SessionId } from '../../../../state/model/ids.ts';
import { openStore } from '../../../../state/store/open.ts';
import type { Store, StoreTables } from '../../../../state/store/store.ts';
import { ensureDatabase } from '../../../support/machine/database.ts';
import { createManualClock, type ManualClock } from '../../../support/manual-clock.ts';
import { aSpace, anAgent } from '../../../support/rows.ts';
import { aSchedule } from '../../../support/schedules.ts';

const AGENT = 'bot';
const minute = 60_000;
const day = 24 * 60 * minute;
const start = Date.parse('2026-03-10T08:00:00Z');
const nine = Date.parse('2026-03-10T09:00:00Z');

interface Database {
  readonly open: () => Promise<Store>;
  close(): Promise<void>;
}

async function sqliteFile(): Promise<Database> {
  const folder = mkdtempSync(join(tmpdir(), 'raworc-schedules-'));
  const url = `sqlite:${join(folder, 'raworc.db')}`;
  return {
    open: () => openStore(url, { random: randomBytes }),
    close: async () => rmSync(folder, { recursive: true, force: true }),
  };
}

async function mysqlDatabase(): Promise<Database> {
  const { url, stop } = await ensureDatabase();
  return { open: () => openStore(url, { random: randomBytes }), close: stop };
}

/** A process on that store. */
function runtimeOn(store: Store, clock: ManualClock): Schedules {
  const edit = createSessionEdit({ store, clock, publish: () => undefined });
  const { enqueue } = createAccept({
    edit,
    random: randomBytes,
    routing: createRouting(),
    prepare: async () => undefined,
    requireRoom: async () => undefined,
    tracer: noTracer,
    onBegun: () => undefined,
  });
  const request = createRequest(edit);
  return createSchedules({
    store,
    clock,
    random: randomBytes,
    enqueue,
    close: (id, by) => request(id, 'close', by),
    publish: () => undefined,
    nudge: () => undefined,
    claimed: () => undefined,
    wakeTurns: () => undefined,
    tracer: noTracer,
    checkpoint: noCheckpoint,
  });
}

for (const [name, make] of [
  ['SQLite', sqliteFile],
  ['MySQL or MariaDB', mysqlDatabase],
] as const) {
  describe(`schedules on ${name}`, () => {
    let database: Database;
    let store: Store;
    /** Each has its own: making the tables takes longer than the tests. */
    let space: string;
    let clock: ManualClock;
    let schedules: Schedules;

    before(async () => {
      database = await make();
      store = await database.open();
    });
    after(async () => {
      await store.close();
      await database.close();
    });
    beforeEach(async () => {
      clock = createManualClock(start);
      schedules = runtimeOn(store, clock);
      const spec = { sessions: { max: 3 }, resources: {}, network: {}, routing: {} };
      const row = aSpace({ spec });
      space = row.name;
      await store.spaces.insert(row);
      await store.agents.putAll([anAgent({ space, name: AGENT })]);
    });

    const declare = (...specs: readonly Partial<Schedule>[]) =>
      schedules.sync(space, [{ agent: AGENT, schedules: specs.map(aSchedule) }]);
    const only = async () => {
      const [row] = await store.schedules.list(space);
      return row ?? assert.fail('there is a schedule');
    };
    const sessions = () => store.sessions.list({ space }, { limit: 100 });
    const said = async (id: SessionId | null) =>
      (await store.messages.list(id ?? assert.fail('there is a session'), { limit: 100 })).map(
        ({ content }) => content,
      );
    const queued = async () => {
      const tasks = await store.tasks.unfinished('turn');
      return tasks.filter(({ payload }) => (payload as TurnPayload).space === space).length;
    };
    /** As if its agent had answered, and it were at rest. */
    async function answer(id: SessionId | null): Promise<void> {
      for (const turn of await store.turns.list(id ?? assert.fail('there is a session')))
        await store.turns.change(turn.id, ['queued', 'running'], { state: 'done', endedAt: clock.now() });
    }

    it('send their message at its time, in the name of the schedule', async () => {
      await declare({});
      assert.deepEqual(await schedules.run(space), { requeueAfterMs: minute });
      assert.deepEqual(await sessions(), []);
      await clock.advance(nine - start);
      await schedules.run(space);
      const [session, ...more] = await sessions();
      assert.equal(more.length, 0);
      assert.equal(session?.createdBy, 'schedule:bot/daily');
      assert.equal(session.agent, AGENT);
      assert.deepEqual(await said(session.id), ['What is new?']);
      const { nextAt, lastAt, lastOutcome, sessionId, turnId } = await only();
      assert.deepEqual([nextAt, lastAt, lastOutcome, sessionId], [nine + day, nine, 'sent', session.id]);
      const turn = await store.turns.get(turnId ?? assert.fail('there is a turn'));
      assert.equal(turn?.idempotencyKey, `schedule:bot/daily@${nine}`);
      assert.equal(await queued(), 1);
    });

    it('look again just when the next one is due', async () => {
      await declare({ cron: '* * * * *' });
      await clock.advance(40_000);
      assert.deepEqual(await schedules.run(space), { requeueAfterMs: 20_000 });
    });

    it('are sent once by two runtimes that look at the same moment, again and again', async () => {
      const second = await database.open();
      try {
        const other = runtimeOn(second, clock);
        await declare(
          { cron: '*/5 * * * *', session: 'same', whileBusy: 'queue' },
          { name: 'new', cron: '@hourly' },
        );
        for (let round = 0; round < 12; round += 1) {
          await clock.advance(5 * minute);
          await Promise.all([schedules.run(space), other.run(space), schedules.run(space), other.run(space)]);
        }
        const rows = await sessions();
        assert.equal(rows.length, 2, 'one that is kept, and one of the hour');
        const messages = await Promise.all(rows.map(({ id }) => said(id)));
        assert.deepEqual(
          messages.map(({ length }) => length).toSorted((a, b) => a - b),
          [1, 12],
        );
        assert.equal(await queued(), 13);
      } finally {
        await second.close();
      }
    });

    it('are declared by two runtimes at once', async () => {
      const second = await database.open();
      try {
        const declared = [{ agent: AGENT, schedules: [aSchedule(), aSchedule({ name: 'other' })] }];
        await Promise.all([schedules, runtimeOn(second, clock)].map((each) => each.sync(space, declared)));
        assert.equal((await store.schedules.list(space)).length, 2);
      } finally {
        await second.close();
      }
    });

    it('leave a run to be claimed where the process dies before its message is accepted', async () => {
      await declare({ session: 'same' });
      await clock.advance(nine - start);
      const dying = runtimeOn(dyingAt(store, 'tasks', 'insert'), clock);
      await assert.rejects(dying.run(space), /killed/u);
      assert.deepEqual(await sessions(), [], 'no session without its message');
      assert.equal((await only()).nextAt, nine);
      await schedules.run(space);
      assert.deepEqual(await said((await only()).sessionId), ['What is new?']);
      await schedules.run(space);
      assert.equal((await sessions()).length, 1);
    });

    it('make up once for what was missed while nothing ran, or not at all', async () => {
      await declare({ name: 'once', missed: 'once' }, { name: 'skip', missed: 'skip' });
      await clock.advance(nine - start + 3 * day + minute * 30);
      await schedules.run(space);
      const rows = await store.schedules.list(space);
      assert.deepEqual(
        rows.map((row) => [row.name, row.lastOutcome, row.lastAt, row.nextAt]),
        [
          ['once', 'sent', nine, nine + 4 * day],
          ['skip', 'missed', nine, nine + 4 * day],
        ],
      );
      assert.equal((await sessions()).length, 1);
    });

    it('keep to the clock of their zone when it is set', async () => {
      clock = createManualClock(Date.parse('2026-03-27T12:00:00Z'));
      schedules = runtimeOn(store, clock);
      await declare({ cron: '0 9 * * *', timeZone: 'Europe/Berlin', session: 'same', whileBusy: 'queue' });
      const sent: string[] = [];
      for (let hour = 0; hour < 72; hour += 1) {
        await clock.advance(60 * minute);
        const before = (await only()).lastAt;
        await schedules.run(space);
        const { lastAt } = await only();
        if (lastAt !== before) sent.push(new Date(lastAt ?? 0).toISOString());
      }
      assert.deepEqual(sent, [
        '2026-03-28T08:00:00.000Z',
        '2026-03-29T07:00:00.000Z',
        '2026-03-30T07:00:00.000Z',
      ]);
    });

    it('keep one session where they say so, and replace it once it takes nothing any more', async () => {
      await declare({ session: 'same' });
      await clock.advance(nine - start);
      await schedules.run(space);
      const first = (await only()).sessionId;
      await answer(first);
      await clock.advance(day);
      await schedules.run(space);
      assert.equal((await only()).sessionId, first);
      assert.equal((await said(first)).length, 2);
      await answer(first);
      const row = (await sessions())[0] ?? assert.fail('it is stored');
      await store.sessions.change(row.id, row.version, { state: 'closed' });
      await clock.advance(day);
      await schedules.run(space);
      const second = (await only()).sessionId;
      assert.notEqual(second, first);
      assert.equal((await said(second)).length, 1);
    });

    it('leave out a run while the last one is not answered, or let it wait', async () => {
      await declare(
        { name: 'skip', session: 'same' },
        { name: 'queue', session: 'same', whileBusy: 'queue' },
      );
      await clock.advance(nine - start);
      await schedules.run(space);
      await clock.advance(day);
      await schedules.run(space);
      const [queue, skip] = await store.schedules.list(space);
      assert.deepEqual([skip?.lastOutcome, skip?.lastAt], ['busy', nine + day]);
      assert.equal((await said(skip?.sessionId ?? null)).length, 1);
      assert.deepEqual([queue?.lastOutcome, (await said(queue?.sessionId ?? null)).length], ['sent', 2]);
    });

    it('close the session of the last run, unless somebody has talked to it or it still answers', async () => {
      await declare({});
      const run = async (): Promise<SessionId> => {
        await clock.advance(clock.now() === start ? nine - start : day);
        await schedules.run(space);
        return (await only()).sessionId ?? assert.fail('there is a session');
      };
      const target = async (id: SessionId) => (await store.sessions.get(id))?.target;
      const unanswered = await run();
      const answered = await run();
      assert.equal(await target(unanswered), 'running');
      await answer(answered);
      const talkedTo = await run();
      assert.equal(await target(answered), 'closed');
      await answer(talkedTo);
      const turn = await store.turns.get((await only()).turnId ?? assert.fail('there is a turn'));
      const ours = turn ?? assert.fail('it is stored');
      await store.turns.insert({ ...ours, id: newTurnId(clock.now(), randomBytes), idempotencyKey: null });
      await run();
      assert.equal(await target(talkedTo), 'running');
    });

    it('wait for a place for a minute, then say why nothing was sent', async () => {
      await declare({ cron: '0 * * * *' });
      for (let at = 0; at < 3; at += 1) {
        await clock.advance(60 * minute);
        await schedules.run(space);
      }
      await clock.advance(60 * minute);
      assert.deepEqual(await schedules.run(space), { requeueAfterMs: 5_000 });
      assert.equal((await only()).lastOutcome, 'sent', 'it still may be');
      await clock.advance(2 * minute);
      assert.deepEqual(await schedules.run(space), { requeueAfterMs: minute });
      const { lastOutcome, lastError, nextAt } = await only();
      assert.deepEqual([lastOutcome, lastError?.code], ['failed', 'SESSION_LIMIT']);
      assert.equal(nextAt, start + 5 * 60 * minute);
    });

    it('take up what is declared anew without losing or repeating a run', async () => {
      await declare({ message: 'one' });
      await clock.advance(nine - start);
      // Another message, told when the run was due already.
      await declare({ message: 'two' });
      await schedules.run(space);
      assert.deepEqual(await said((await only()).sessionId), ['two']);
      await declare({ message: 'two', cron: '0 10 * * *' });
      assert.equal((await only()).nextAt, nine + 60 * minute);
      await declare({ message: 'two', cron: '0 10 * * *', enabled: false });
      assert.equal((await only()).nextAt, null);
      assert.equal(await declare(), false);
      assert.deepEqual(await store.schedules.list(space), []);
    });
  });
}

/** A store whose process dies in the middle of a transaction, at its first call of that verb. */
function dyingAt<Noun extends keyof StoreTables>(
  store: Store,
  noun: Noun,
  verb: keyof StoreTables[Noun],
): Store {
  return {
    ...store,
    transaction: (work) =>
      store.transaction((tables) =>
        work({
          ...tables,
          [noun]: {
            ...tables[noun],
            [verb]: () => Promise.reject(new Error('killed')),
          },
        }),
      ),
  };
}
