// Sources that were never written for us: a langgraph.json says how they are built and called.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';

import type { Manifest } from '../../../schemas/manifest/manifest.ts';
import { createRepository } from '../../support/git-server/fixture-repository.ts';
import { agentFile, agentYaml, space } from './declared.ts';
import { createWorld, type World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world.end());

const graphs = (names: Readonly<Record<string, string>>) => JSON.stringify({ graphs: names });
const statusOf = async (name: string) =>
  (await world.loop().spaceStatus('sales')).agents.find((agent) => agent.name === name);
const handlerOf = async (name: string) => {
  const row = await world.store.agents.get('sales', name);
  return (row?.goodManifest as Manifest | null)?.handler;
};

test('two agents of one folder are the two graphs that are called like them', async () => {
  await world.repository.commit({
    ...space('sales'),
    [agentFile('sales', 'one')]: agentYaml('sales', 'one', 'graphs'),
    [agentFile('sales', 'two')]: agentYaml('sales', 'two', 'graphs'),
    'graphs/langgraph.json': graphs({ one: './a.py:graph', two: './b.py:graph' }),
  });
  await world.sync();
  assert.deepEqual([await handlerOf('one'), await handlerOf('two')], ['a.graph', 'b.graph']);
});

test('so are those of a repository of their own, and a raworc.json beside it wins', async () => {
  const source = await createRepository(join(world.dir, 'agent'));
  await source.commit({ 'langgraph.json': graphs({ agent: './src/agent.ts:graph' }) });
  const yaml = agentYaml('sales', 'bot', 'x').replace('{ path: x }', `{ repo: ${source.dir} }`);
  await world.repository.commit({ ...space('sales'), [agentFile('sales', 'bot')]: yaml });
  await world.sync();
  assert.equal(await handlerOf('bot'), 'src.agent.graph');
  await source.commit({ 'raworc.json': JSON.stringify({ runtime: 'node', handler: 'index.own' }) });
  await world.sync();
  assert.equal(await handlerOf('bot'), 'index.own');
});

test('what is wrong with it is the agent’s condition, with its place', async () => {
  await world.repository.commit({
    ...space('sales'),
    [agentFile('sales', 'bot')]: agentYaml('sales', 'bot', 'graphs'),
    'graphs/langgraph.json': graphs({ one: './a.py:graph', two: './b.py:graph' }),
  });
  await world.sync();
  const told = (await statusOf('bot'))?.conditions.map(({ message }) => message).join('\n') ?? '';
  assert.match(told, /graphs\/langgraph\.json:1:11: There are several graphs, one, two, and none/);
});
