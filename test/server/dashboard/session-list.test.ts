// A long list of sessions: read as far as one scrolls, and kept up without reading all of it again.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page, Session } from '../../../server/dashboard/page/api/shapes.ts';
import {
  nothingKnown,
  reaches,
  withPage,
} from '../../../server/dashboard/page/pages/sessions/known-sessions.ts';
import {
  createSessionList,
  type SessionList,
} from '../../../server/dashboard/page/pages/sessions/session-list.ts';

const idOf = (at: number): string => `ses_${String(at).padStart(5, '0')}`;
const session = (at: number, state = 'idle'): Session => ({ id: idOf(at), state }) as Session;
/** From the newest to the oldest, both among them. */
const sessions = (newest: number, oldest: number): Session[] =>
  Array.from({ length: newest - oldest + 1 }, (_, at) => session(newest - at));
const page = (items: readonly Session[], isLast = false): Page<Session> => ({
  items,
  next: isLast ? null : (items.at(-1)?.id ?? null),
});
const ids = (known: { readonly sessions: readonly Session[] }) => known.sessions.map(({ id }) => id);

test('a page that was read again takes the place of what it covers, and who is not in it any more is gone', () => {
  const before = withPage(nothingKnown, null, page(sessions(9, 0)));
  const after = withPage(before, idOf(8), page([session(7, 'busy'), session(5)]));
  assert.deepEqual(ids(after), [9, 8, 7, 5, 4, 3, 2, 1, 0].map(idOf));
  assert.equal(after.sessions[2]?.state, 'busy');
  assert.equal(after.hasMore, true, 'of what is older nothing was said');
});

test('the last page ends the list: what was known beyond is gone, and nothing more is asked for', () => {
  const before = withPage(nothingKnown, null, page(sessions(9, 0)));
  const after = withPage(before, idOf(5), page([session(4)], true));
  assert.deepEqual([ids(after), after.hasMore], [[9, 8, 7, 6, 5, 4].map(idOf), false]);
  assert.deepEqual(withPage(before, null, page([], true)), { sessions: [], hasMore: false });
});

test('new ones that do not reach what is known would leave a hole', () => {
  const before = withPage(nothingKnown, null, page(sessions(9, 0)));
  assert.equal(reaches(before, page(sessions(40, 21))), false);
  assert.equal(reaches(before, page(sessions(12, 9))), true);
  assert.equal(reaches(before, page(sessions(40, 21), true)), true, 'nothing is left of what was known');
});

/** A server with those sessions, which writes down how many of them were asked for. */
function server(newest: number) {
  const there = sessions(newest, 1);
  const answered: number[] = [];
  let fails = 0;
  async function read(text: string): Promise<Page<Session>> {
    if (fails-- > 0) throw new Error('The server is away.');
    const query = new URLSearchParams(text);
    const [limit, after] = [Number(query.get('limit')), query.get('after') ?? '~'];
    const items = there.filter(({ id }) => id < after).slice(0, limit);
    answered.push(items.length);
    return page(items, items.length < limit);
  }
  return { there, answered, read, failNext: (times: number) => (fails = times) };
}

/** What was asked of it was answered. */
async function settled(list: SessionList): Promise<SessionList> {
  await new Promise((resolve) => setImmediate(resolve));
  return list;
}

test('who scrolls to the end has all of them, each once', async () => {
  const { read } = server(2_000);
  const list = createSessionList({ space: null, state: '' }, read);
  list.refresh();
  await settled(list);
  assert.equal(list.known.value?.sessions.length, 100);
  for (let to = 40; list.known.value.hasMore; to = list.known.value.sessions.length) {
    list.see({ from: to - 40, to });
    await settled(list);
  }
  assert.deepEqual(
    ids(list.known.value),
    sessions(2_000, 1).map(({ id }) => id),
  );
});

test('a change reads the newest and those in sight again, not the two thousand', async () => {
  const { there, answered, read } = server(2_000);
  const list = createSessionList({ space: null, state: '' }, read);
  list.refresh();
  for (let to = 100; to <= 2_000; to += 100) {
    list.see({ from: to - 40, to });
    await settled(list);
  }
  list.see({ from: 1_000, to: 1_040 });
  await settled(list);
  answered.length = 0;
  there[1_010] = session(990, 'busy');
  there[1_500] = session(500, 'busy');
  there.unshift(session(2_001));
  list.refresh();
  await settled(list);
  const stateOf = (at: number) => list.known.value?.sessions.find(({ id }) => id === idOf(at))?.state;
  assert.equal(list.known.value?.sessions[0]?.id, idOf(2_001));
  assert.deepEqual([stateOf(990), stateOf(500)], ['busy', 'idle']);
  assert.ok(answered.reduce((sum, count) => sum + count, 0) <= 100, `read ${answered.join(', ')}`);

  list.see({ from: 1_490, to: 1_530 });
  await settled(list);
  assert.equal(stateOf(500), 'busy', 'once it comes into sight');
});

test('many that came at once leave no hole, though reading them fails half way', async () => {
  const { there, read, failNext } = server(100);
  const list = createSessionList({ space: null, state: '' }, read);
  list.refresh();
  await settled(list);
  there.unshift(...sessions(400, 101));
  let reads = 0;
  const failing: typeof read = (query) => {
    reads += 1;
    if (reads === 2) failNext(1);
    return read(query);
  };
  const other = createSessionList({ space: null, state: '' }, failing);
  other.known.value = list.known.value;
  other.refresh();
  await settled(other);
  assert.equal(other.problem.value?.message, 'The server is away.');
  assert.equal(other.known.value?.sessions.length, 100, 'what was known stays');
  other.refresh();
  await settled(other);
  assert.equal(other.problem.value, null);
  assert.deepEqual(
    ids(other.known.value).slice(0, 400),
    sessions(400, 1).map(({ id }) => id),
  );
});

test('a change that comes while one reads is not taken for read', async () => {
  const { there, read } = server(50);
  const answer = Promise.withResolvers<void>();
  let isHeld = false;
  const list = createSessionList({ space: null, state: '' }, async (query) => {
    const seen = await read(query);
    if (isHeld) await answer.promise;
    return seen;
  });
  list.refresh();
  await settled(list);
  list.see({ from: 0, to: 50 });
  isHeld = true;
  list.refresh();
  await settled(list);
  there[3] = session(47, 'busy');
  list.refresh();
  isHeld = false;
  answer.resolve();
  await settled(list);
  assert.equal(list.known.value?.sessions[3]?.state, 'busy');
});

test('asking for more works without scrolling, for those who can not', async () => {
  const list = createSessionList({ space: null, state: '' }, server(150).read);
  list.refresh();
  await settled(list);
  list.readMore();
  await settled(list);
  assert.deepEqual([list.known.value?.sessions.length, list.known.value?.hasMore], [150, false]);
});
