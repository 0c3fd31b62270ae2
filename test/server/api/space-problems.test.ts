// Problems of a space over the API: whoever may look at the space sees them, and nobody sees those of another.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Problem } from '../../../schemas/problem.ts';
import { createLiveOverview } from '../../../server/api/overview/live-overview.ts';
import { createStatusView, type StatusView } from '../../../reconciler/loop/status-view.ts';
import { type AccessWorld, createAccessWorld } from '../../support/server/access-world.ts';
import { aSpace } from '../../support/rows.ts';

const commit = 'b5ad549d6c22acb40fe719c132ed1d064e5292fd';
const at = (file: string, more: Partial<Problem> = {}): Problem => ({
  file,
  line: 4,
  column: 3,
  code: 'unknown-field',
  severity: 'error',
  message: 'There is no field "sorce" here.',
  ...more,
});
const ofSales = at('spaces/sales/agents/bot.yaml', {
  suggestion: 'source',
  excerpt: '  sorce: {}',
  endColumn: 8,
  resource: 'Agent/sales/bot',
});
const ofOps = at('spaces/ops/agents/bot.yaml', { resource: 'Agent/ops/bot' });
const ofNight = at('spaces/night/space.yaml', { resource: 'Space/night' });
const ofNobody = at('access/roles.yaml', { resource: 'Role/deployer', severity: 'warning' });

let world: AccessWorld;
let view: StatusView;
before(async () => {
  const reconciler = { status: () => view.all(), problems: (space: string) => view.problems(space) };
  world = await createAccessWorld({
    parts: {
      reconciler: reconciler as never,
      overview: {
        now: () => createLiveOverview({ reconciler, ...world.store, clock: world.clock }).now(),
        watch: () => assert.fail('Nobody watches'),
      },
    },
  });
  view = createStatusView(world.store, { location: 'config.git', path: '.' }, 'config.git');
  for (const name of ['sales', 'ops']) {
    const position = { file: `spaces/${name}/space.yaml`, line: 1, column: 1 };
    await world.store.spaces.insert(aSpace({ name, position }));
  }
  await world.store.revisions.put({
    commit,
    ref: 'refs/heads/main',
    subject: 'Break it',
    author: 'Ann',
    committedAt: 1,
    seenAt: 2,
    problems: [ofSales, ofOps, ofNight, ofNobody],
  });
  await world.bind([
    { account: 'sal', role: 'viewer', spaces: ['sales'] },
    { account: 'all', role: 'viewer', spaces: ['*'] },
  ]);
});
after(() => world.close());

async function ask(account: string, path: string) {
  const authorization = `Bearer ${await world.token(account)}`;
  const answer = await world.app.inject({ url: `/api/v0/${path}`, headers: { authorization } });
  return { status: answer.statusCode, body: JSON.parse(answer.body) as Partial<Answer> };
}
interface Answer {
  readonly items: readonly Problem[];
  readonly config: { readonly problems: readonly Problem[]; readonly missing_spaces: readonly string[] };
  readonly spaces: readonly { readonly name: string; readonly problems: object }[];
  readonly error: { readonly code: string };
}

test('they are told whole, with the revision that they are of', async () => {
  const { status, body } = await ask('sal', 'spaces/sales/problems');
  assert.equal(status, 200);
  assert.deepEqual(body, { space: 'sales', revision: commit, items: [ofSales], next: null });
});

test('a space without any has an empty list, so that nobody takes silence for a failure', async () => {
  await world.store.spaces.insert(aSpace({ name: 'calm' }));
  assert.deepEqual((await ask('all', 'spaces/calm/problems')).body.items, []);
});

test('of a space that is not there they say why, and where there are none there is no such space', async () => {
  assert.deepEqual((await ask('all', 'spaces/night/problems')).body.items, [ofNight]);
  const { status, body } = await ask('all', 'spaces/nowhere/problems');
  assert.deepEqual([status, body.error?.code], [404, 'SPACE_NOT_FOUND']);
});

test('another space’s are refused, and its lines are not told among those of all either', async () => {
  assert.equal((await ask('sal', 'spaces/ops/problems')).status, 403);
  const { body } = await ask('sal', 'status');
  assert.deepEqual(body.config?.problems, [ofSales, ofNobody]);
  const everything = await ask('all', 'status');
  assert.deepEqual(everything.body.config?.problems, [ofSales, ofOps, ofNight, ofNobody]);
});

test('the overview counts them at each space, and names those that are not there to whoever may see them', async () => {
  const { body } = await ask('all', 'overview');
  assert.deepEqual(body.config?.missing_spaces, ['night']);
  const counts = new Map(body.spaces?.map(({ name, problems }) => [name, problems]));
  assert.deepEqual(counts.get('sales'), { errors: 1, warnings: 0 });
  assert.deepEqual((await ask('sal', 'overview')).body.config?.missing_spaces, []);
});

test('what sources had wrong at an earlier revision is not told of this one', async () => {
  const ofSource = at('agents/bot/raworc.json', { resource: 'Agent/sales/bot' });
  const remember = (revision: string) =>
    world.store.meta.set('config-status', JSON.stringify({ sources: { revision, problems: [ofSource] } }));
  await remember('an-earlier-one');
  assert.deepEqual((await ask('sal', 'spaces/sales/problems')).body.items, [ofSales]);
  await remember(commit);
  assert.deepEqual((await ask('sal', 'spaces/sales/problems')).body.items, [ofSource, ofSales]);
});
