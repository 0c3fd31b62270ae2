// What is told of what sessions use, and to whom.

import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { randomBytes } from 'node:crypto';
import { type ApiDeps, createApp } from '../../../server/api/app.ts';
import { HOUR_MS } from '../../../state/model/amounts.ts';
import { openStore } from '../../../state/store/open.ts';
import type { Store } from '../../../state/store/store.ts';
import { aSession } from '../../support/rows.ts';
import { openAccess, root } from '../../support/server/open-access.ts';
import { aSample, aUsage } from '../../support/usage.ts';

const NOW = Date.UTC(2027, 0, 31, 12);
const session = aSession({ space: 'sales', state: 'busy', createdBy: 'ada' });
let store: Store;
let app: Awaited<ReturnType<typeof createApp>>;

beforeEach(async () => {
  store = await openStore('sqlite::memory:', { random: randomBytes });
  await store.sessions.insert(session);
  const hour = NOW - HOUR_MS;
  await store.usage.add([
    aUsage({ sessionId: session.id, hour, turns: 2, inputTokens: 5, currency: 'USD', costMicros: 1_500_000 }),
    aUsage({ sessionId: session.id, hour, turns: 1, currency: 'EUR', costMicros: 2_000_000, account: 'bob' }),
    aUsage({ sessionId: session.id, hour, agent: '', cpuMs: 1500, memoryKibS: 1024 * 1024 * 3600 }),
    aUsage({ space: 'hr', hour: NOW - 10 * 24 * HOUR_MS, turns: 9 }),
  ]);
  const look = { at: NOW - 1, millicores: 500, memory: 1, disk: 2, rx: 3, tx: 4 };
  await store.samples.put([aSample({ sessionId: session.id, ...look, recent: [look] })]);
  app = await createApp({
    access: openAccess,
    version: 'test',
    sessions: { get: async () => session },
    usage: store.usage,
    samples: store.samples,
    now: () => NOW,
    verifyToken: (token: string) =>
      Promise.resolve(token === 'all' ? root : token === 'hr' ? { ...root, spaces: ['hr'] } : undefined),
  } as unknown as ApiDeps);
});
afterEach(async () => {
  await app.close();
  await store.close();
});

async function get(path: string, token = 'all') {
  const headers = { authorization: `Bearer ${token}` };
  const answer = await app.inject({ method: 'GET', url: `/api/v0/${path}`, headers });
  return { status: answer.statusCode, body: answer.json() };
}

test('a space’s costs stand side by side by currency, and what is older than asked for is left out', async () => {
  const { body } = await get('usage');
  assert.equal(body.items.length, 1);
  const [{ key, turns, cpu_seconds: cpu, memory_gib_hours: memory, cost }] = body.items;
  assert.deepEqual(
    { key, turns, cpu, memory, cost },
    { key: 'sales', turns: 3, cpu: 1.5, memory: 1, cost: { USD: 1.5, EUR: 2 } },
  );
});

test('it is added up for whoever is asked about, page by page', async () => {
  const keys = async (query: string) =>
    (await get(`usage?${query}`)).body.items.map(({ key }: { key: string }) => key);
  assert.deepEqual(await keys('by=user'), ['ada', 'bob']);
  assert.deepEqual(await keys('by=agent'), ['', 'bot']);
  assert.deepEqual(await keys('by=session'), [session.id]);
  assert.deepEqual(await keys('by=space&since=2027-01-01T00:00:00Z'), ['hr', 'sales']);
  assert.deepEqual(await keys('by=user&limit=1'), ['ada']);
  assert.deepEqual(await keys('by=user&limit=1&after=usage-user:ada'), ['bob']);
  assert.equal((await get('usage?since=lately')).status, 400);
});

test('who may see one space is told of that alone', async () => {
  assert.deepEqual((await get('usage', 'hr')).body.items, []);
  assert.deepEqual((await get('top', 'hr')).body.items, []);
  const since = 'since=2027-01-01T00:00:00Z';
  assert.deepEqual(
    (await get(`usage?${since}`, 'hr')).body.items.map(({ key }: { key: string }) => key),
    ['hr'],
  );
  assert.equal((await get('usage?space=sales', 'hr')).status, 403);
});

test('top shows what was seen last, with what the turns of a day took', async () => {
  const [item] = (await get('top')).body.items;
  assert.deepEqual(item, {
    session_id: session.id,
    space: 'sales',
    state: 'busy',
    created_by: 'ada',
    at: new Date(NOW - 1).toISOString(),
    cpu_cores: 0.5,
    memory_bytes: 1,
    disk_bytes: 2,
    received_bytes: 3,
    sent_bytes: 4,
    turns: 3,
    tokens: 5,
    cost: { USD: 1.5, EUR: 2 },
  });
});

test('a session’s use over time is its newest samples and its hours', async () => {
  const { samples, hours } = (await get(`sessions/${session.id}/usage`)).body;
  assert.deepEqual(
    samples.map(({ cpu_cores: cores }: { cpu_cores: number }) => cores),
    [0.5],
  );
  assert.equal(hours.length, 1);
  assert.equal(hours[0].hour, '2027-01-31T11:00:00.000Z');
  assert.equal(hours[0].turns, 3);
  const later = await get(`sessions/${session.id}/usage?since=2027-01-31T12:00:00Z`);
  assert.deepEqual(later.body, { samples: [], hours: [] });
});
