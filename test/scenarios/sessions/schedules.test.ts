// Schedules whose agents answer: new sessions, one that is kept, one from the warm pool, and a process that dies just
// after a run was written down.

import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import type { Checkpoint } from '../../../runtime/sessions/checkpoints.ts';
import type { Schedule } from '../../../schemas/kinds/schedule.ts';
import type { Clock } from '../../../state/model/clock.ts';
import type { ScheduleRow } from '../../../state/store/schedules.ts';
import { aSchedule } from '../../support/schedules.ts';
import { realClock } from '../../support/sessions/session-world.ts';
import { createWorld, type Instance, type World } from './world.ts';

const DIARY = `
import os

def process_message(message, context):
    with open(os.path.join(context["workspace"], "diary"), "a") as diary:
        diary.write(message + "\\n")
    return "done: " + message
`;
const WAIT = { timeoutMs: 15_000 };
const hour = 60 * 60_000;

let world: World;
let instance: Instance;
let ahead: number;
/** Runs as the machine's, and is set forward between runs. */
const clock: Clock = { ...realClock, now: () => Date.now() + ahead };
const start = (checkpoint?: Checkpoint) =>
  world.start({ clock, ...(checkpoint === undefined ? {} : { checkpoint }) });

beforeEach(async () => {
  ahead = 0;
  world = await createWorld();
  await world.agent('diary', DIARY);
  instance = await start();
});
afterEach(() => world.end());

const declare = (spec: Partial<Schedule>) =>
  instance.runtime.control.syncSchedules(world.space, [
    { agent: 'diary', schedules: [aSchedule({ cron: '@hourly', message: 'look', ...spec })] },
  ]);

/** Sets the clock to the next run, and resolves once that was sent. */
async function nextRun(): Promise<ScheduleRow> {
  const [before] = await world.store.schedules.list(world.space);
  ahead += (before?.nextAt ?? assert.fail('it runs')) - clock.now();
  instance.nudgeSchedules();
  for (;;) {
    const [row] = await world.store.schedules.list(world.space);
    if (row !== undefined && row.nextAt !== before?.nextAt) return row;
    await setImmediate();
  }
}

async function replyTo({ turnId }: ScheduleRow): Promise<string | undefined> {
  const { reply } = await instance.sessions.waitTurn(turnId ?? assert.fail('it was sent'), WAIT);
  return reply?.content;
}

test('each run has a session of its own, which is there to be looked into until the next', async () => {
  await declare({});
  const first = await nextRun();
  assert.equal(await replyTo(first), 'done: look');
  const id = first.sessionId ?? assert.fail('there is a session');
  await instance.sessions.waitState(id, ['idle'], WAIT);
  assert.equal(world.workspaceFile(id, 'diary'), 'look\n');
  const second = await nextRun();
  assert.notEqual(second.sessionId, id);
  assert.equal(await replyTo(second), 'done: look');
  assert.equal((await instance.sessions.waitState(id, ['closed'], WAIT)).state, 'closed');
  const told = await world.store.audit.list({ via: 'runtime' }, { limit: 9 });
  const acts = told.toReversed().map(({ account, verb, name }) => [account.split(':')[0], verb, name]);
  const sent = (of: string | null) => ['schedule', 'talk', of];
  assert.deepEqual(acts, [sent(id), ['schedule', 'close', id], sent(second.sessionId)]);
});

test('a session that is kept goes on, also after it was put to sleep', async () => {
  await declare({ session: 'same' });
  const first = await nextRun();
  assert.equal(await replyTo(first), 'done: look');
  const id = first.sessionId ?? assert.fail('there is a session');
  await instance.sessions.waitState(id, ['idle'], WAIT);
  await instance.sessions.request(id, 'suspend', 'ada');
  await instance.sessions.waitState(id, ['suspended'], WAIT);
  const second = await nextRun();
  assert.equal(second.sessionId, id);
  assert.equal(await replyTo(second), 'done: look');
  assert.equal(world.workspaceFile(id, 'diary'), 'look\nlook\n');
});

test('a run takes its session from the warm pool, where there is one', async () => {
  world.wantWarm(1);
  instance.nudgePool();
  let [slot] = await world.store.sessions.warm(world.space);
  while (slot?.state !== 'idle') {
    await setImmediate();
    [slot] = await world.store.sessions.warm(world.space);
  }
  await declare({});
  const run = await nextRun();
  assert.equal(run.sessionId, slot.id);
  assert.equal(await replyTo(run), 'done: look');
});

test('a process that dies as soon as the run is written leaves what the next one answers, once', async () => {
  await instance.stop();
  const died = Promise.withResolvers<void>();
  instance = await start((name) => {
    if (name === 'schedule.run-written') void instance.kill().then(died.resolve);
  });
  await declare({});
  const run = await nextRun();
  await died.promise;
  instance = await start();
  instance.nudgeSchedules();
  assert.equal(await replyTo(run), 'done: look');
  assert.equal(world.workspaceFile(run.sessionId ?? assert.fail('there is a session'), 'diary'), 'look\n');
  assert.equal((await instance.sessions.list({}, { limit: 10 })).length, 1);
});

test('a runtime that was down makes up for what it missed', async () => {
  await declare({ session: 'same' });
  const [{ nextAt }] = (await world.store.schedules.list(world.space)) as [ScheduleRow];
  await instance.stop();
  ahead += 5 * hour;
  instance = await start();
  await declare({ session: 'same' });
  instance.nudgeSchedules();
  let [row] = await world.store.schedules.list(world.space);
  while (row?.turnId == null) {
    await setImmediate();
    [row] = await world.store.schedules.list(world.space);
  }
  assert.equal(row.lastAt, nextAt);
  assert.equal(await replyTo(row), 'done: look');
});
