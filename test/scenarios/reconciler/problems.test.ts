// What people got wrong, told to the space that it concerns: where it stands, of which revision, and gone once it is mended.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';

import { createRepository, type FixtureFiles } from '../../support/git-server/fixture-repository.ts';
import { agent, agentFile, agentYaml, space } from './declared.ts';
import { createWorld, type World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld();
  await push({ ...space('sales'), ...agent('sales', 'bot'), ...agent('sales', 'clerk') });
  await push({ ...space('ops'), ...agent('ops', 'bot') });
});
afterEach(() => world.end());

/** Later than whatever was seen before. */
async function sync(): Promise<string> {
  world.clock.advance(1);
  return world.sync();
}
async function push(files: FixtureFiles): Promise<string> {
  const commit = await world.repository.commit(files);
  await sync();
  return commit;
}
const problems = async (of: string) => (await world.loop().problems(of)).problems;
const places = async (of: string) =>
  (await problems(of)).map(({ severity, file, line, column }) => `${severity} ${file}:${line}:${column}`);

test('a broken agent file is its space’s alone, with the line as it stands, until it is mended', async () => {
  const { revision: before } = await world.loop().problems('sales');
  const file = agentFile('sales', 'bot');
  const broken = agentYaml('sales', 'bot', 'agents/sales-bot').replace('source:', 'sorce:');
  const revision = await push({ [file]: broken });
  const found = await world.loop().problems('sales');
  assert.equal(found.revision, revision);
  assert.notEqual(found.revision, before);
  const [problem] = found.problems;
  assert.deepEqual(
    [problem?.file, problem?.line, problem?.column, problem?.suggestion],
    [file, 5, 3, 'source'],
  );
  assert.equal(problem?.excerpt?.trim(), 'sorce: { path: agents/sales-bot }');
  assert.deepEqual(await problems('ops'), []);

  await push(agent('sales', 'bot'));
  assert.deepEqual(await problems('sales'), []);
});

test('text that is no YAML is told to the space whose folder it is in, though it says nothing of itself', async () => {
  await push({ [agentFile('ops', 'bot')]: 'kind: [' });
  assert.equal((await places('ops')).length, 1);
  assert.deepEqual(await problems('sales'), []);
});

test('a space that is not there because of its own file can be asked why; one that nobody speaks of can’t', async () => {
  await push({ 'spaces/night/space.yaml': 'apiVersion: raworc.dev/v1\nkind: Spcae\n' });
  assert.ok((await places('night')).includes('error spaces/night/space.yaml:2:7'));
  await assert.rejects(problems('day'), { code: 'SPACE_NOT_FOUND' });
});

test('a manifest tells all that is wrong with it at its own lines, and the revision counts as read', async () => {
  const manifest = '{\n  "runtime": "pyton3",\n  "handler": "main.handle",\n  "timeout_seconds": "long"\n}';
  await push({ 'agents/sales-bot/raworc.json': manifest });
  assert.deepEqual(await places('sales'), [
    'error agents/sales-bot/raworc.json:2:14',
    'error agents/sales-bot/raworc.json:4:22',
  ]);
  const { config } = await world.loop().status();
  assert.equal(config.conditions[0]?.reason, 'Read');
});

test('a manifest elsewhere is told with its repository and commit, also where it goes wrong without a push here', async () => {
  const source = await createRepository(join(world.dir, 'agent'));
  const good = JSON.stringify({ runtime: 'python3', handler: 'main.handle' });
  await source.commit({ 'raworc.json': good, 'main.py': 'one' });
  const spec = agentYaml('sales', 'far', 'x').replace('{ path: x }', `{ repo: ${source.dir}, ref: main }`);
  await push({ [agentFile('sales', 'far')]: spec });
  assert.deepEqual(await problems('sales'), []);

  const commit = await source.commit({ 'raworc.json': '{ "runtime": 3 }' });
  await sync();
  const [place] = await places('sales');
  assert.ok(place?.endsWith(`agent@${commit.slice(0, 7)}/raworc.json:1:14`), place);
  await source.commit({ 'raworc.json': good });
  await sync();
  assert.deepEqual(await problems('sales'), []);
});

test('a field of a manifest that nobody knows is a warning each time, also where two agents share its text', async () => {
  const odd = { 'raworc.json': '{ "runtime": "python3", "handler": "main.handle", "colour": "red" }' };
  await world.repository.commit({ ...agent('sales', 'bot', 'one', odd), ...agent('ops', 'bot', 'one', odd) });
  for (const _ of [1, 2]) {
    await sync();
    assert.deepEqual(await places('sales'), ['warning agents/sales-bot/raworc.json:1:51']);
    assert.deepEqual(await places('ops'), ['warning agents/ops-bot/raworc.json:1:51']);
  }
});

test('a source that is not where its file says is told at the file that says so', async () => {
  await push({ [agentFile('sales', 'bot')]: agentYaml('sales', 'bot', 'agents/gone') });
  assert.deepEqual(await places('sales'), [`error ${agentFile('sales', 'bot')}:1:1`]);
});

test('a routing test that fails is told, also where only an agent’s words have changed since', async () => {
  const routed = (description: string) => ({
    'agents/sales-clerk/raworc.json': JSON.stringify({
      runtime: 'python3',
      handler: 'main.handle',
      description,
    }),
  });
  const tests = 'routing:\n  tests:\n    - { message: holidays and sick leave, agent: clerk }';
  await push({ ...space('sales', tests), ...routed('Holidays and sick leave') });
  assert.deepEqual(await problems('sales'), []);
  await push(routed('Deals and quotas'));
  assert.deepEqual(
    (await problems('sales')).map(({ code, severity, file }) => [code, severity, file]),
    [['failing-routing-test', 'warning', 'spaces/sales/space.yaml']],
  );
});

test('what was found is still known after a restart, for nobody reads Git to look at it', async () => {
  await push({ 'agents/sales-bot/raworc.json': '{}' });
  const before = await world.loop().problems('sales');
  assert.ok(before.problems.length > 0);
  await world.restart();
  assert.deepEqual(await world.loop().problems('sales'), before);
});
