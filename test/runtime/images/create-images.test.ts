// The port on an imagined engine: what is built, how often, and what an abort or a missing part leads to.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { createMemoryEngine, type MemoryEngine } from '../../../runtime/containers/memory/engine.ts';
import { createAgentImages, type AgentImagesDeps } from '../../../runtime/images/create-images.ts';
import type { AgentBuild, SpaceLayer } from '../../../runtime/images/images.ts';
import { isImageError } from '../../../runtime/images/errors.ts';
import { agentOf, pythonAgent } from '../../support/images/agents.ts';
import { textFile, contextTar } from '../../../runtime/images/context.ts';

const BASE = { base: 'raworc_base:t', build: 'raworc_build:t' };
type RunStep = NonNullable<Parameters<typeof createMemoryEngine>[0]['runStep']>;

interface World extends ReturnType<typeof createAgentImages> {
  readonly engine: MemoryEngine;
  /** Build steps that ran: one for each agent that was built and each group that was copied. */
  readonly ran: string[];
}

async function world(more: Partial<AgentImagesDeps> & { runStep?: RunStep } = {}): Promise<World> {
  const ran: string[] = [];
  const engine = createMemoryEngine({
    owner: 'test',
    program: async () => 0,
    runStep: async (step) => {
      ran.push(step.command);
      return (await more.runStep?.(step)) ?? [];
    },
  });
  for (const tag of [BASE.base, BASE.build]) {
    const context = contextTar([textFile('Dockerfile', 'FROM scratch\n')]);
    await engine.images.build({ context, tag, labels: {}, onLog: () => {} });
  }
  return Object.assign(createAgentImages({ engine, base: BASE, env: {}, ...more }), { engine, ran });
}

const built = (ran: readonly string[]) => ran.filter((command) => command.includes('/build.sh')).length;

async function ensureAll(images: World, agents: readonly AgentBuild[]): Promise<readonly SpaceLayer[]> {
  const results = await Promise.all(agents.map((agent) => images.ensureLayer(agent)));
  return results.map(({ hash }, at) => ({ agent: agents[at]?.agent ?? '', hash }));
}

describe('ensuring a layer', () => {
  it('builds it once, and finds it afterwards without even reading the source', async () => {
    const images = await world();
    const agent = pythonAgent('a', 'hi');
    const first = await images.ensureLayer(agent);
    const again = await images.ensureLayer({
      ...agent,
      files: () => {
        throw new Error('read');
      },
    });
    assert.deepEqual([first.cached, again.cached], [false, true]);
    assert.equal(again.image, first.image);
    assert.equal(built(images.ran), 1);
  });

  it('is shared by all who ask at once, and each of them sees the log', async () => {
    const images = await world({ runStep: async () => ['==> Step', 'working'] });
    const logs: string[][] = [[], []];
    await Promise.all(
      logs.map((log) => images.ensureLayer(pythonAgent('a', 'hi'), { onLog: ({ text }) => log.push(text) })),
    );
    assert.equal(built(images.ran), 1);
    assert.deepEqual(logs[0], ['==> Step', 'working']);
    assert.deepEqual(logs[1], logs[0]);
  });

  it('says what failed where the build fails', async () => {
    const images = await world({
      runStep: async () => {
        throw new Error('no');
      },
    });
    await assert.rejects(images.ensureLayer(pythonAgent('a', 'hi')), (thrown: unknown) => {
      assert.ok(isImageError(thrown, 'BUILD_FAILED'));
      assert.match(String(thrown.details['log']), /no/);
      return true;
    });
  });

  it('refuses a source with a Git LFS pointer, which would be built into an agent that can’t work', async () => {
    const images = await world();
    const agent = agentOf({ files: {} });
    async function* files() {
      yield { path: 'model.bin', type: 'file' as const, bytes: Buffer.from('version'), lfsPointer: true };
    }
    await assert.rejects(images.ensureLayer({ ...agent, files }), { code: 'SOURCE_UNUSABLE' });
  });

  it('refuses a path that leaves the source, whoever made such a tree', async () => {
    const images = await world();
    const agent = agentOf({ files: { '../Dockerfile': 'FROM evil' } });
    await assert.rejects(images.ensureLayer(agent), { code: 'SOURCE_UNUSABLE' });
  });

  it('says that the base image is missing before it tries to build on it', async () => {
    const images = await world({ base: { base: 'raworc_base:x', build: 'raworc_build:x' } });
    await assert.rejects(images.ensureLayer(pythonAgent('a', 'hi')), { code: 'BASE_MISSING' });
    await assert.rejects(images.ensureSpaceImage({ space: 'team', layers: [] }), { code: 'BASE_MISSING' });
  });
});

describe('a build that nobody wants any more', () => {
  /** Steps hang until they are aborted; `begun` resolves when the first has begun. */
  function hanging() {
    const { promise: begun, resolve } = Promise.withResolvers<void>();
    const aborted: string[] = [];
    const runStep: RunStep = ({ command, signal }) => {
      resolve();
      return new Promise((_, reject) => {
        signal.addEventListener('abort', () => {
          aborted.push(command);
          reject(signal.reason as Error);
        });
      });
    };
    return { begun, aborted, runStep };
  }

  it('is cancelled and leaves no image', async () => {
    const { begun, aborted, runStep } = hanging();
    const images = await world({ runStep });
    const agent = pythonAgent('a', 'hi');
    const aborter = new AbortController();
    const building = images.ensureLayer(agent, { signal: aborter.signal });
    await begun;
    aborter.abort();
    await assert.rejects(building, { code: 'BUILD_CANCELLED' });
    assert.equal(aborted.length, 1);
    const image = images.names.layerImage('team', 'a', images.names.layerHash(agent));
    assert.equal(await images.has(image), false);
  });

  it('goes on while another one still waits for it', async () => {
    const { begun, aborted, runStep } = hanging();
    const images = await world({ runStep });
    const agent = pythonAgent('a', 'hi');
    const [one, two] = [new AbortController(), new AbortController()];
    const first = images.ensureLayer(agent, { signal: one.signal });
    const second = images.ensureLayer(agent, { signal: two.signal });
    await begun;
    one.abort();
    await assert.rejects(first, { code: 'BUILD_CANCELLED' });
    assert.equal(aborted.length, 0);
    two.abort();
    await assert.rejects(second, { code: 'BUILD_CANCELLED' });
  });

  it('frees its place in the line', async () => {
    const { begun, runStep } = hanging();
    const images = await world({ runStep, parallel: 1 });
    const [running, waiting] = [new AbortController(), new AbortController()];
    const first = images.ensureLayer(pythonAgent('a', 'hi'), { signal: running.signal });
    await begun;
    const second = images.ensureLayer(pythonAgent('b', 'hi'), { signal: waiting.signal });
    waiting.abort();
    await assert.rejects(second, { code: 'BUILD_CANCELLED' });
    running.abort();
    await assert.rejects(first, { code: 'BUILD_CANCELLED' });
  });

  it('ends at its deadline with another reason than a cancelled one', async () => {
    const { runStep } = hanging();
    const images = await world({ runStep, deadlineMs: 20 });
    await assert.rejects(images.ensureLayer(pythonAgent('a', 'hi')), { code: 'BUILD_TIMEOUT' });
  });
});

describe('builds at once', () => {
  it('are never more than the limit', async () => {
    let running = 0;
    let most = 0;
    const images = await world({
      parallel: 2,
      runStep: async () => {
        running += 1;
        most = Math.max(most, running);
        await new Promise((resolve) => setImmediate(resolve));
        running -= 1;
        return [];
      },
    });
    await ensureAll(
      images,
      ['a', 'b', 'c', 'd', 'e'].map((name) => pythonAgent(name, 'hi')),
    );
    assert.equal(most, 2);
  });
});

describe('ensuring a space’s image', () => {
  const agents = Array.from({ length: 20 }, (_, at) => pythonAgent(`agent-${at}`, 'hi'));

  it('with one of twenty agents changed builds one agent and copies one', async () => {
    const images = await world();
    const layers = await ensureAll(images, agents);
    const first = await images.ensureSpaceImage({ space: 'team', layers });
    assert.deepEqual([built(images.ran), first.copied], [20, 20]);

    const changed = agents.map((agent, at) => (at === 7 ? pythonAgent('agent-7', 'changed') : agent));
    const second = await images.ensureSpaceImage({ space: 'team', layers: await ensureAll(images, changed) });
    assert.deepEqual([built(images.ran), second.copied], [21, 1]);
  });

  it('with nothing changed runs nothing', async () => {
    const images = await world();
    const layers = await ensureAll(images, agents);
    const first = await images.ensureSpaceImage({ space: 'team', layers });
    const steps = images.ran.length;
    const again = await images.ensureSpaceImage({ space: 'team', layers: await ensureAll(images, agents) });
    assert.deepEqual([again.cached, again.copied, again.image], [true, 0, first.image]);
    assert.equal(images.ran.length, steps);
  });

  it('asks for a layer that is gone instead of making half a space', async () => {
    const images = await world();
    const layers = await ensureAll(images, agents.slice(0, 2));
    await images.engine.images.remove(
      images.names.layerImage('team', 'agent-1', layers[1]?.hash ?? ('' as SpaceLayer['hash'])),
    );
    await assert.rejects(images.ensureSpaceImage({ space: 'team', layers }), { code: 'LAYER_MISSING' });
  });

  it('works for a space without agents, whose sessions wait for the first', async () => {
    const images = await world();
    const { image, copied } = await images.ensureSpaceImage({ space: 'empty', layers: [] });
    assert.equal(copied, 0);
    assert.equal(await images.has(image), true);
  });
});

describe('retention', () => {
  it('removes what is not kept, and nothing but images of agents and spaces', async () => {
    const images = await world();
    const layers = await ensureAll(images, [pythonAgent('a', '1')]);
    const old = await images.ensureSpaceImage({ space: 'team', layers });
    const kept = await images.ensureSpaceImage({
      space: 'team',
      layers: await ensureAll(images, [pythonAgent('a', '2')]),
    });
    const keep = new Set([kept.image]);
    const would = await images.retain(keep, { dryRun: true });
    assert.equal(await images.has(old.image), true);
    const removed = await images.retain(keep);
    assert.deepEqual(removed, would);
    assert.ok(removed.some(({ reference, bytes }) => reference === old.image && bytes >= 0));
    assert.equal(removed.length, 3);
    assert.deepEqual(await Promise.all([kept.image, BASE.base, BASE.build].map((tag) => images.has(tag))), [
      true,
      true,
      true,
    ]);
  });
});
