// Spaces' images on a real engine: what a change costs, many agents, and that what an image holds is what was wanted.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import type { AgentBuild, SpaceImageResult, SpaceLayer } from '../../../runtime/images/images.ts';
import { agentOf } from '../../support/images/agents.ts';
import { openImageBench, type ImageBench } from '../../support/images/bench.ts';

let bench: ImageBench;
before(async () => {
  bench = await openImageBench();
});
after(() => bench.close());

// A program of this size per agent shows in an image's bytes whether it was copied.
const WEIGHT = 100_000;

/** Agents that are only files, so that a hundred of them take a minute and not five. */
const smallAgent = (space: string, at: number, version = 1): AgentBuild =>
  agentOf({
    space,
    agent: `agent-${at}`,
    manifest: { runtime: 'command', contract: 'exec', command: ['cat', 'text'] },
    files: { text: `${at} v${version}`, [`only-in-v${version}`]: '', weight: 'x'.repeat(WEIGHT) },
  });

interface Applied extends SpaceImageResult {
  readonly builds: number;
}

async function apply(space: string, agents: readonly AgentBuild[]): Promise<Applied> {
  let builds = 0;
  const layers = await Promise.all(
    agents.map(async (agent): Promise<SpaceLayer> => {
      const { hash, cached } = await bench.images.ensureLayer(agent, { signal: bench.signal });
      if (!cached) builds += 1;
      return { agent: agent.agent, hash };
    }),
  );
  return { ...(await bench.images.ensureSpaceImage({ space, layers })), builds };
}

const numbers = (count: number) => Array.from({ length: count }, (_, at) => at);

describe('a space of 20 agents', () => {
  it('builds and copies what changed, and nothing where nothing did', async () => {
    const space = bench.space('twenty');
    const agents = numbers(20).map((at) => smallAgent(space, at));
    const first = await apply(space, agents);
    assert.deepEqual([first.builds, first.copied], [20, 20]);

    const same = await apply(space, agents);
    assert.deepEqual([same.builds, same.copied, same.cached, same.image], [0, 0, true, first.image]);

    const changed = agents.map((agent, at) => (at === 3 ? smallAgent(space, 3, 2) : agent));
    const second = await apply(space, changed);
    assert.deepEqual([second.builds, second.copied], [1, 1]);
    const grown = second.bytes - first.bytes;
    assert.ok(grown > WEIGHT && grown < 2 * WEIGHT, `${grown} bytes for one agent of ${WEIGHT}`);

    // What the old version had and the new one has not must be gone.
    const listed = await bench.run(second.image, '/agents/agent-3', ['sh', '-c', 'cat text; ls']);
    assert.equal(listed, '3 v2only-in-v2\ntext\nweight');
    const others = await bench.run(second.image, '/agents', ['sh', '-c', 'ls | wc -l; cat agent-4/text']);
    assert.equal(others, '20\n4 v1');

    const fewer = await apply(space, changed.slice(1));
    assert.deepEqual([fewer.builds, fewer.copied], [0, 0]);
    assert.equal(await bench.run(fewer.image, '/agents', ['sh', '-c', 'ls | wc -l']), '19');

    const back = await apply(space, agents);
    assert.equal(back.image, first.image, 'a rollback finds the image that is still there');
  });
});

describe('a space of 150 agents', () => {
  it('builds and starts, though the engine can’t stack as many file system layers', async () => {
    const space = bench.space('many');
    const agents = numbers(150).map((at) => smallAgent(space, at));
    const { image, copied } = await apply(space, agents);
    assert.equal(copied, 150);
    assert.equal(
      await bench.run(image, '/agents', ['sh', '-c', 'cat agent-149/text; ls | wc -l']),
      '149 v1150',
    );
  });
});

describe('a space without agents', () => {
  it('has an image, so that its sessions can be made before its first agent', async () => {
    const { image } = await apply(bench.space('empty'), []);
    assert.equal(await bench.run(image, '/session', ['id', '-u']), '10001');
  });
});

describe('retention', () => {
  it('keeps the image that a session stands on, and removes what nobody needs', async () => {
    const space = bench.space('kept');
    const old = await apply(space, [smallAgent(space, 0)]);
    const current = await apply(space, [smallAgent(space, 0, 2)]);
    const retired = async (kept: string) =>
      (await bench.images.retain(new Set([kept]))).map(({ reference }) => reference);
    const session = await bench.start(old.image);
    assert.ok(!(await retired(current.image)).includes(old.image));
    assert.equal(await bench.images.has(old.image), true);

    await bench.engine.containers.remove(session);
    assert.ok((await retired(current.image)).includes(old.image));
    assert.equal(await bench.images.has(old.image), false);
    assert.equal(await bench.run(current.image, '/agents/agent-0', ['cat', 'text']), '0 v2');
  });
});
