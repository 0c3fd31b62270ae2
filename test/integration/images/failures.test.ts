// Builds that fail, hang or are called off on a real engine.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { ImageError } from '../../../runtime/images/errors.ts';
import { createAgentImages } from '../../../runtime/images/create-images.ts';
import type { AgentBuild, AgentImages } from '../../../runtime/images/images.ts';
import { agentOf } from '../../support/images/agents.ts';
import { openImageBench, type ImageBench } from '../../support/images/bench.ts';

let bench: ImageBench;
before(async () => {
  bench = await openImageBench();
});
after(() => bench.close());

async function failureOf(agent: AgentBuild): Promise<ImageError> {
  const thrown: unknown = await bench.images.ensureLayer(agent).then(
    () => undefined,
    (error: unknown) => error,
  );
  assert.ok(thrown instanceof ImageError, String(thrown));
  assert.equal(await isThere(bench.images, agent), false);
  return thrown;
}

const isThere = (images: AgentImages, agent: AgentBuild): Promise<boolean> =>
  images.has(images.names.layerImage(agent.space, agent.agent, images.names.layerHash(agent)));

const hanging = (name: string) =>
  agentOf({
    space: bench.space(name),
    manifest: { runtime: 'command', build_command: `echo begun ${name}; exec sleep 600` },
    files: { a: '' },
  });

describe('a build that fails', () => {
  it('names the step, shows the end of the log and says what to do about a package that is not there', async () => {
    const failure = await failureOf(
      agentOf({ space: bench.space('absent'), files: { 'requirements.txt': 'raworc-no-such-package==9\n' } }),
    );
    assert.equal(failure.code, 'BUILD_FAILED');
    assert.match(failure.message, /"Python packages of requirements.txt"/);
    assert.match(String(failure.details['log']), /No matching distribution found/);
    assert.match(failure.hint ?? '', /does not exist/);
  });

  it('tells a compile error from a missing package', async () => {
    const failure = await failureOf(
      agentOf({
        space: bench.space('compile'),
        manifest: { runtime: 'rust', contract: 'exec', command: ['x'] },
        files: {
          'Cargo.toml': '[package]\nname = "x"\nversion = "0.1.0"\nedition = "2021"\n',
          'src/main.rs': 'fn main() { broken }\n',
        },
      }),
    );
    assert.match(String(failure.details['log']), /cannot find value `broken`/);
    assert.match(failure.hint ?? '', /compile/);
  });

  it('leaves other builds alone', async () => {
    const good = agentOf({ space: bench.space('good'), files: { 'main.py': '' } });
    const bad = agentOf({
      space: bench.space('bad'),
      manifest: { runtime: 'command', build_command: 'exit 3' },
      files: { a: '' },
    });
    const [first, second] = await Promise.allSettled([
      bench.images.ensureLayer(bad),
      bench.images.ensureLayer(good),
    ]);
    assert.deepEqual([first.status, second.status], ['rejected', 'fulfilled']);
  });
});

describe('a build that nobody wants any more', () => {
  it('ends on the engine too, and the next one gets its place', async () => {
    const images = createAgentImages({ engine: bench.engine, base: bench.base, parallel: 1 });
    const agent = hanging('cancelled');
    const aborter = new AbortController();
    const building = images.ensureLayer(agent, {
      signal: aborter.signal,
      onLog: ({ text }) => {
        if (text === 'begun cancelled') aborter.abort();
      },
    });
    await assert.rejects(building, { code: 'BUILD_CANCELLED' });
    const next = await images.ensureLayer(agentOf({ space: bench.space('next'), files: { 'main.py': '' } }));
    assert.equal(next.cached, false);
    assert.equal(await isThere(images, agent), false);
  });

  it('and one that never ends is ended at its deadline, with the step that hung', async () => {
    const images = createAgentImages({ engine: bench.engine, base: bench.base, deadlineMs: 3000 });
    await assert.rejects(images.ensureLayer(hanging('late')), {
      code: 'BUILD_TIMEOUT',
      message: /"Build command"/,
    });
  });
});
