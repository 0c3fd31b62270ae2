// Sessions whose space went: their workspaces are kept for a while, can be had back meanwhile, and go afterwards.

import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { workspaceName } from '../../../runtime/sessions/names.ts';
import type { Clock } from '../../../state/model/clock.ts';
import type { SessionId } from '../../../state/model/ids.ts';
import { aSpace } from '../../support/rows.ts';
import { realClock } from '../../support/sessions/session-world.ts';
import { createWorld, type Instance, type World } from './world.ts';

const NOTES = `
import os

def process_message(message, context):
    path = os.path.join(context["workspace"], "notes")
    with open(path, "a") as notes:
        notes.write(message + "\\n")
    with open(path) as notes:
        return notes.read()
`;
const WAIT = { timeoutMs: 15_000 };
const DAY = 24 * 60 * 60_000;

let world: World;
let instance: Instance;
let aheadMs: number;
/** Of this machine, and put forward by the tests. */
const clock: Clock = { now: () => Date.now() + aheadMs, wait: (ms, wait) => realClock.wait(ms, wait) };

beforeEach(async () => {
  aheadMs = 0;
  world = await createWorld();
  await world.agent('notes', NOTES);
  instance = await world.start({ clock });
});
afterEach(() => world.end());

async function say(id: SessionId, content: string): Promise<string | undefined> {
  const { turn } = await instance.sessions.send(id, { content, by: 'ann' });
  return (await instance.sessions.waitTurn(turn.id, WAIT)).reply?.content;
}

async function create(): Promise<SessionId> {
  return (await instance.sessions.create({ space: world.space, by: 'ann' })).id;
}

async function prune(id: SessionId) {
  await instance.runtime.control.prune(id);
  return instance.sessions.waitState(id, ['closed'], WAIT);
}

const hasWorkspace = async (id: SessionId): Promise<boolean> =>
  (await world.engine.volumes.inspect(workspaceName(id))) !== undefined;

/** What the sweep of that moment nudged is done. */
async function sweepUntil(id: SessionId, isSo: (keptUntil: number | null | undefined) => boolean) {
  while (!isSo((await world.store.sessions.get(id))?.keptUntil)) await instance.runtime.control.sweep();
}

/** The space as after its removal and another commit that declares it again. */
async function removeAndDeclareAgain(): Promise<void> {
  const before = await world.store.spaces.get(world.space);
  assert.ok(before);
  await world.store.spaces.delete(world.space);
  await world.store.spaces.insert(before);
}

test('its container goes at once, its workspace stays for seven days, and both are said', async () => {
  const id = await create();
  await say(id, 'one');
  const before = clock.now();
  const row = await prune(id);
  assert.equal(row.reason, 'SpaceRemoved');
  assert.match(row.message, /The workspace is kept until \d{4}-/u);
  assert.match(row.hint ?? '', new RegExp(`session reopen ${id}`, 'u'));
  assert.ok(Math.abs((row.keptUntil ?? 0) - before - 7 * DAY) < 60_000);
  assert.deepEqual(await world.leftovers(), [workspaceName(id)]);
  assert.deepEqual(await world.store.sessions.countKept(), [
    { space: world.space, sessions: 1, until: row.keptUntil },
  ]);
  const listed = await instance.sessions.list({ kept: true }, { limit: 10 });
  assert.deepEqual(
    listed.map((each) => each.id),
    [id],
  );
});

test('what cleans up leaves it alone for so long, because nothing else knows that it is wanted', async () => {
  const id = await create();
  await say(id, 'one');
  await prune(id);
  aheadMs = 7 * DAY - 60_000;
  await instance.resync();
  await instance.runtime.control.sweep();
  assert.deepEqual(await instance.runtime.control.orphans({}), []);
  assert.equal(await hasWorkspace(id), true);
  const page = { limit: 10, warm: false };
  assert.deepEqual(await world.store.sessions.closedBefore(clock.now(), page), []);
  assert.equal(await world.store.transaction(({ sessions }) => sessions.forget(id)), false);
});

test('after that it goes by itself, its history stays, and the audit says so', async () => {
  const id = await create();
  await say(id, 'one');
  await prune(id);
  aheadMs = 7 * DAY + 60_000;
  await sweepUntil(id, (until) => until === null);
  assert.equal(await hasWorkspace(id), false);
  const row = await instance.sessions.get(id);
  assert.deepEqual([row.state, row.hint], ['closed', null]);
  assert.match(row.message, /It is gone; the history stays/u);
  assert.equal((await instance.sessions.messages(id, { limit: 10 })).length, 2);
  const told = await world.store.audit.list({ verb: 'delete' }, { limit: 10 });
  assert.deepEqual(
    told.map(({ account, kind, name }) => [account, kind, name]),
    [['retention', 'Session', id]],
  );
  await assert.rejects(instance.sessions.reopen(id, { by: 'ann' }), { code: 'WORKSPACE_GONE' });
});

test('it is had back once its space is declared again: the same session, files and history', async () => {
  const id = await create();
  await say(id, 'one');
  await prune(id);
  await removeAndDeclareAgain();
  await instance.sessions.reopen(id, { by: 'bob' });
  // Asking again is success.
  await instance.sessions.reopen(id, { by: 'bob' });
  const row = await instance.sessions.waitState(id, ['idle'], WAIT);
  assert.deepEqual([row.state, row.keptUntil, row.deadlineAt], ['idle', null, null]);
  assert.equal(await say(id, 'two'), 'one\ntwo\n');
  const log = await instance.sessions.log(id, 0, 100);
  const began = log.findLast(({ type }) => type === 'session.init');
  assert.ok(began?.type === 'session.init');
  assert.deepEqual([began.by, began.data.reason], ['bob', 'Reopened']);

  aheadMs = 8 * DAY;
  await instance.runtime.control.sweep();
  await instance.resync();
  assert.equal(await say(id, 'three'), 'one\ntwo\nthree\n', 'it is nobody’s to remove any more');
});

test('or in another space, by an agent of that one', async () => {
  const id = (await instance.sessions.create({ space: world.space, agent: 'notes', by: 'ann' })).id;
  await say(id, 'one');
  await prune(id);
  const { image, buildId, spec } = (await world.store.spaces.get(world.space)) ?? {};
  const other = aSpace({ name: 'other', spec, image: image ?? null, buildId: buildId ?? null });
  await world.store.spaces.insert(other);
  const row = await instance.sessions.reopen(id, { by: 'ann', space: 'other' });
  assert.deepEqual([row.space, row.agent], ['other', null]);
  await instance.sessions.waitState(id, ['idle'], WAIT);
  assert.equal(world.workspaceFile(id, 'notes'), 'one\n');
  await assert.rejects(instance.sessions.reopen(id, { by: 'ann', space: world.space }), {
    code: 'SESSION_STATE',
  });
});

test('nothing is had back where there is no such space, or no room in it', async () => {
  const id = await create();
  await say(id, 'one');
  await prune(id);
  const gone = instance.sessions.reopen(id, { by: 'ann', space: 'nowhere' });
  await assert.rejects(gone, { code: 'SPACE_NOT_FOUND' });
  await world.store.spaces.update(world.space, { removing: true }, clock.now());
  await assert.rejects(instance.sessions.reopen(id, { by: 'ann' }), { code: 'SPACE_NOT_FOUND' });
  assert.notEqual((await instance.sessions.get(id)).keptUntil, null);
});

test('what a person closed stays final, also where the space goes a moment later', async () => {
  const id = await create();
  await say(id, 'one');
  await instance.sessions.request(id, 'close', 'ann');
  await instance.runtime.control.prune(id);
  const row = await instance.sessions.waitState(id, ['closed'], WAIT);
  assert.deepEqual([row.reason, row.keptUntil], ['Closed', null]);
  assert.deepEqual(await world.leftovers(), []);
  await assert.rejects(instance.sessions.reopen(id, { by: 'ann' }), { code: 'WORKSPACE_GONE' });
});

test('a person who closes one that is kept has its files removed at once', async () => {
  const id = await create();
  await say(id, 'one');
  await prune(id);
  await instance.sessions.request(id, 'close', 'ann');
  await assert.rejects(instance.sessions.reopen(id, { by: 'ann' }), { code: 'WORKSPACE_GONE' });
  await sweepUntil(id, (until) => until === null);
  assert.deepEqual(await world.leftovers(), []);
  assert.match((await instance.sessions.get(id)).message, /Somebody closed it/u);
});

test('where nothing is to be kept it goes with its space', async () => {
  await instance.stop();
  instance = await world.start({ clock, keepPrunedMs: 0 });
  const id = await create();
  await say(id, 'one');
  const row = await prune(id);
  assert.deepEqual([row.reason, row.keptUntil], ['SpaceRemoved', null]);
  assert.deepEqual(await world.leftovers(), []);
});

test('one that waits for a copy of another’s files is not kept, since it has none', async () => {
  const id = await create();
  await say(id, 'one');
  const [fork] = await instance.sessions.fork(id, { by: 'ann' });
  assert.ok(fork);
  // Whatever the copying has come to by then, either it has its files or it does not claim to.
  await instance.runtime.control.prune(fork.id);
  const row = await instance.sessions.waitState(fork.id, ['closed'], WAIT);
  assert.equal(row.keptUntil !== null, await hasWorkspace(fork.id));
});

test('whoever follows it from its beginning hears of both lives', async () => {
  const id = await create();
  await say(id, 'one');
  await prune(id);
  await instance.sessions.reopen(id, { by: 'ann' });
  await instance.sessions.waitState(id, ['idle'], WAIT);
  const states: string[] = [];
  const signal = AbortSignal.timeout(WAIT.timeoutMs);
  for await (const { type } of instance.sessions.events(id, { after: 0, signal })) {
    if (type.startsWith('session.')) states.push(type);
    if (states.includes('session.closed') && type === 'session.idle') break;
  }
  assert.deepEqual(states.slice(-3), ['session.closed', 'session.init', 'session.idle']);
});
