// What people and Git get wrong: each is said, none stops anything else, and nothing is lost.

import assert from 'node:assert/strict';
import { renameSync } from 'node:fs';
import { afterEach, beforeEach, test } from 'node:test';

import { agent, agentFile, agentYaml, space } from './declared.ts';
import { createWorld, type World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld();
  await world.repository.commit({
    ...space('sales'),
    ...agent('sales', 'bot'),
    ...agent('sales', 'clerk'),
    ...space('ops'),
    ...agent('ops', 'bot'),
  });
  await world.sync();
});
afterEach(() => world.end());

const reasons = async () =>
  (await world.loop().status()).config.conditions.map(({ type, reason }) => `${type} ${reason}`);
const names = async (of: string) => (await world.loop().spaceStatus(of)).agents.map(({ name }) => name);

test('a file with broken YAML keeps what it declared, since failed to read is not deleted', async () => {
  await world.repository.commit({
    [agentFile('sales', 'bot')]: 'kind: [',
    ...agent('sales', 'clerk', 'two'),
  });
  await world.sync();
  assert.deepEqual(await reasons(), ['Ready Invalid', 'Stalled Invalid', 'PruneSuspended UnreadableFiles']);
  const { agents } = await world.loop().spaceStatus('sales');
  assert.deepEqual(
    agents.map(({ name, runningLayer, layer }) => [name, runningLayer !== null && runningLayer === layer]),
    [
      ['bot', true],
      ['clerk', true],
    ],
  );
  const { config } = await world.loop().status();
  assert.deepEqual(
    config.problems.map(({ problem: { file, line }, spaces }) => [file, line, spaces]),
    [[agentFile('sales', 'bot'), 1, ['sales']]],
  );
});

test('a file that is moved and broken in one commit removes nothing, since it was only moved', async () => {
  await world.repository.commit({
    [agentFile('sales', 'bot')]: null,
    'spaces/sales/agents/moved.yaml': `${agentYaml('sales', 'bot', 'agents/sales-bot')}  oops: [`,
  });
  await world.sync();
  assert.deepEqual(await names('sales'), ['bot', 'clerk']);
  await world.repository.commit({
    'spaces/sales/agents/moved.yaml': agentYaml('sales', 'bot', 'agents/sales-bot'),
  });
  await world.sync();
  assert.deepEqual(await names('sales'), ['bot', 'clerk']);
  assert.deepEqual(await reasons(), ['Ready Read']);
});

test('nothing at all is pruned while a file is unreadable, for another file may hold what is missing', async () => {
  await world.repository.commit({
    [agentFile('sales', 'clerk')]: null,
    [agentFile('ops', 'bot')]: 'kind: {',
  });
  await world.sync();
  assert.deepEqual(await names('sales'), ['bot', 'clerk']);
  await world.repository.commit({ [agentFile('ops', 'bot')]: agentYaml('ops', 'bot', 'agents/ops-bot') });
  await world.sync();
  assert.deepEqual(await names('sales'), ['bot']);
});

test('an emptied repository waits for a person, since one push must not end all sessions', async () => {
  await world.openSession('sales');
  await world.repository.forcePush({ 'README.md': 'nothing' });
  await world.sync();
  for (const name of ['sales', 'ops']) {
    const status = await world.loop().spaceStatus(name);
    assert.ok(status.awaitingConfirmation !== null);
    assert.ok(!status.removing);
    assert.equal(
      status.conditions.find(({ type }) => type === 'PruneSuspended')?.reason,
      'AwaitingConfirmation',
    );
  }
});

test('a branch that is gone is said and changes nothing, since what runs does not need Git', async () => {
  await world.repository.branch('main', null);
  await assert.rejects(world.sync(), { code: /REF_NOT_FOUND|REPOSITORY_EMPTY/u });
  const { config, spaces } = await world.loop().status();
  assert.match(config.conditions[0]?.message ?? '', /What runs goes on as it was\.$/u);
  assert.deepEqual(
    spaces.map(({ conditions }) => conditions[0]?.status),
    ['True', 'True'],
  );
});

test('a repository that is away comes back by itself, since nobody watches at night', async () => {
  renameSync(world.repository.dir, `${world.repository.dir}.away`);
  await assert.rejects(world.sync());
  renameSync(`${world.repository.dir}.away`, world.repository.dir);
  await world.sync();
  assert.deepEqual(await reasons(), ['Ready Read']);
});

test('a manifest without a runtime stops its agent only, at file, line and column', async () => {
  await world.repository.commit({
    'agents/sales-bot/raworc.json': '{ "handler": "main.handle" }',
    ...agent('sales', 'clerk', 'two'),
  });
  await world.sync();
  const { agents } = await world.loop().spaceStatus('sales');
  const [bot, clerk] = agents;
  assert.equal(bot?.conditions[0]?.reason, 'ManifestInvalid');
  assert.match(bot?.conditions[0]?.message ?? '', /agents\/sales-bot\/raworc\.json:1:1:/u);
  assert.ok(bot?.runningLayer !== null);
  assert.equal(clerk?.conditions[0]?.reason, 'Running');
  await world.repository.commit({ 'agents/sales-bot/raworc.json': '{ "runtime": "python3" }' });
  await world.sync();
  assert.equal((await world.loop().spaceStatus('sales')).agents[0]?.conditions[0]?.reason, 'Running');
});

test('a source repository or ref that is not there is a condition of its agent alone', async () => {
  const source = (repo: string, ref: string) =>
    agentYaml('sales', 'bot', 'x').replace('{ path: x }', `{ repo: ${repo}, ref: ${ref} }`);
  await world.repository.commit({ [agentFile('sales', 'bot')]: source('/nowhere/at/all', 'main') });
  await world.sync();
  const first = (await world.loop().spaceStatus('sales')).agents[0];
  assert.equal(first?.conditions[0]?.reason, 'SourceNotFound');
  assert.ok(first?.runningLayer !== null);
  await world.repository.commit({ [agentFile('sales', 'bot')]: source(world.repository.dir, 'gone') });
  await world.sync();
  const second = (await world.loop().spaceStatus('sales')).agents[0];
  assert.equal(second?.conditions[0]?.reason, 'RefNotFound');
});
