import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { createAnnounce, type NotifyPayload } from '../../../reconciler/notify/announce.ts';
import type { Announced } from '../../../reconciler/loop/announce.ts';
import type { Condition } from '../../../state/model/condition.ts';
import { openStore } from '../../../state/store/open.ts';

const ready = (status: Condition['status'], reason: string): Condition => ({
  type: 'Ready',
  status,
  reason,
  message: `${reason}.`,
  changedAt: 0,
});
const stalled: Condition = { ...ready('True', 'NoSuchRef'), type: 'Stalled' };

async function setUp(notifications: readonly object[] = [{ type: 'webhook', url: 'https://example.com/' }]) {
  const store = await openStore('sqlite::memory:', { random: randomBytes });
  const announce = createAnnounce(randomBytes);
  const see = (conditions: readonly Condition[], agents: Announced['agents'] = []) =>
    store.transaction((tables) =>
      announce(tables, { space: 'sales', revision: 'r1', spec: { notifications }, conditions, agents }, 100),
    );
  const told = async () =>
    (await store.tasks.unfinished('notify')).map(({ payload }) => {
      const { notice, target } = payload as NotifyPayload;
      return `${target.url} ${notice.event} ${notice.state} ${notice.agent ?? ''} ${notice.reason}`.trim();
    });
  return { store, see, told };
}
const trouble = [ready('False', 'NoSuchRef'), stalled];
const there = [ready('True', 'Running')];

test('trouble is told once however often it is seen, and its end once', async () => {
  const { see, told } = await setUp();
  for (const conditions of [there, trouble, trouble, trouble, there, there]) await see(conditions);
  assert.deepEqual(await told(), [
    'https://example.com/ SpaceStalled began  NoSuchRef',
    'https://example.com/ SpaceStalled over  Running',
  ]);
});

test('another trouble is news, and so is the same one after it was over', async () => {
  const { see, told } = await setUp();
  const other = [ready('False', 'Other'), { ...stalled, reason: 'Other' }];
  for (const conditions of [trouble, other, there, trouble]) await see(conditions);
  assert.equal((await told()).length, 4);
});

test('two processes that see it at once tell it once', async () => {
  const { see, told } = await setUp();
  const woken = await Promise.all([see(trouble), see(trouble), see(trouble)]);
  assert.equal(woken.filter(Boolean).length, 1);
  assert.equal((await told()).length, 1);
});

test('a build that fails again for another commit is told again, and a retry of the same is not', async () => {
  const { see, told } = await setUp();
  const at = (commit: string, conditions: readonly Condition[]) =>
    see([], [{ name: 'bot', commit, conditions }]);
  const failed = [ready('False', 'BuildFailed')];
  await at('c1', failed);
  await at('c1', [ready('False', 'Building')]);
  await at('c1', failed);
  await at('c2', failed);
  assert.deepEqual(await told(), Array(2).fill('https://example.com/ BuildFailed began bot BuildFailed'));
});

test('a missing base is told once while it is missing, over all tries and revisions, and again after it was there', async () => {
  const { see, told } = await setUp();
  const missing = [ready('False', 'BaseMissing')];
  const building = [ready('False', 'BuildingImage')];
  for (const conditions of [building, missing, building, missing, building, there, missing])
    await see(conditions);
  assert.deepEqual(await told(), [
    'https://example.com/ BuildFailed began  BaseMissing',
    'https://example.com/ BuildFailed over  Running',
    'https://example.com/ BuildFailed began  BaseMissing',
  ]);
});

test('one listener is told one thing after the other, and others don’t wait for that', async () => {
  const { store, see } = await setUp([
    { type: 'webhook', url: 'https://a.example.com/' },
    { type: 'slack', urlSecret: 'SLACK' },
  ]);
  for (const conditions of [trouble, there]) await see(conditions);
  const tasks = await store.tasks.unfinished('notify');
  const lines = Map.groupBy(tasks, ({ serialKey }) => serialKey);
  assert.equal(tasks.length, 4);
  assert.deepEqual(
    [...lines.values()].map(({ length }) => length),
    [2, 2],
  );
});

test('each is told what it wants to hear', async () => {
  const { see, told } = await setUp([
    { type: 'webhook', url: 'https://a.example.com/', events: ['DriftRepaired'] },
    { type: 'slack', url: 'https://b.example.com/' },
  ]);
  await see(trouble);
  await see([...there, { ...stalled, type: 'Drifted', reason: 'Repaired' }]);
  assert.deepEqual(await told(), [
    'https://b.example.com/ SpaceStalled began  NoSuchRef',
    'https://b.example.com/ SpaceStalled over  Running',
    'https://a.example.com/ DriftRepaired began  Repaired',
    'https://b.example.com/ DriftRepaired began  Repaired',
  ]);
});

test('where nobody listens nothing is kept, and who begins to listen hears of what is wrong now', async () => {
  const { store, see } = await setUp([]);
  assert.equal(await see(trouble), false);
  assert.deepEqual(await store.notices.list('sales'), []);
});
