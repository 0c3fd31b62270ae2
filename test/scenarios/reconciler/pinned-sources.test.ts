// Sources that don't follow their ref by themselves: they stay where they are, and what they could move to is told.

import assert from 'node:assert/strict';
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';

import { createReviewGate } from '../../../reconciler/loop/review-gate.ts';
import type { CommitId } from '../../../state/model/ids.ts';
import { createRepository, type FixtureRepository } from '../../support/git-server/fixture-repository.ts';
import { agentFile, agentYaml, space } from './declared.ts';
import { createWorld, type World } from './world.ts';

let world: World;
let source: FixtureRepository;
let first: string;
const manifest = { 'raworc.json': JSON.stringify({ runtime: 'python3', handler: 'main.handle' }) };

beforeEach(async () => {
  world = await createWorld();
  source = await createRepository(join(world.dir, 'agent'));
  first = await source.commit({ ...manifest, 'main.py': 'one' });
});
afterEach(() => world.end());

async function declare(more: string): Promise<void> {
  const spec = agentYaml('sales', 'bot', 'x').replace('{ path: x }', `{ repo: ${source.dir}, ${more} }`);
  await world.repository.commit({ ...space('sales'), [agentFile('sales', 'bot')]: spec });
  await world.sync();
}
const running = async () => (await world.loop().spaceStatus('sales')).agents[0]?.runningCommit;
const bumps = async () =>
  (await world.loop().status()).config.bumps.map(({ agent, from, to }) => ({ agent, from, to }));

test('with update: pullRequest a new commit is offered and not taken', async () => {
  await declare('ref: main, update: pullRequest');
  assert.equal(await running(), first);
  assert.deepEqual(await bumps(), []);
  const second = await source.commit({ 'main.py': 'two' });
  await world.sync();
  assert.equal(await running(), first);
  assert.deepEqual(await bumps(), [{ agent: 'bot', from: first, to: second }]);
});

test('a commit in Git is the one that runs, and taking up the newest ends the offer', async () => {
  const second = await source.commit({ 'main.py': 'two' });
  await declare(`ref: main, commit: ${first}, update: pullRequest`);
  assert.equal(await running(), first);
  assert.deepEqual(await bumps(), [{ agent: 'bot', from: first, to: second }]);
  await declare(`ref: main, commit: ${second}, update: pullRequest`);
  assert.equal(await running(), second);
  assert.deepEqual(await bumps(), []);
});

test('a commit with update: auto is a pin that nobody proposes to move, because nobody asked for that', async () => {
  await source.commit({ 'main.py': 'two' });
  await declare(`ref: main, commit: ${first}`);
  assert.equal(await running(), first);
  assert.deepEqual(await bumps(), []);
});

test('where only what was approved runs, every source is offered its newest commit', async () => {
  await declare('ref: main');
  await world.restart({ gate: createReviewGate(world.store) });
  const second = await source.commit({ 'main.py': 'two' });
  await world.sync();
  assert.equal(await running(), first);
  assert.deepEqual(await bumps(), [{ agent: 'bot', from: first, to: second }]);
});

test('a pinned source runs on while its repository is away, because all of it is here', async () => {
  await declare(`ref: main, commit: ${first}`);
  renameSync(source.dir, `${source.dir}.away`);
  await world.repository.commit(space('sales', 'description: Changed meanwhile'));
  await world.sync();
  const { agents, conditions } = await world.loop().spaceStatus('sales');
  assert.equal(agents[0]?.runningCommit, first);
  assert.equal(conditions.find(({ type }) => type === 'Ready')?.status, 'True');
  renameSync(`${source.dir}.away`, source.dir);
});

test('a ref that is deleted does not fail a source that stays at a commit', async () => {
  await source.branch('next', first as CommitId);
  await declare(`ref: next, commit: ${first}, update: pullRequest`);
  await source.branch('next', null);
  await world.sync();
  const [agent] = (await world.loop().spaceStatus('sales')).agents;
  assert.equal(agent?.conditions.find(({ type }) => type === 'Ready')?.status, 'True');
  assert.deepEqual(await bumps(), []);
});
