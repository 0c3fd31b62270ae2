// The faults that can be ordered from the imagined engine; whole scenarios rely on them.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ContainerSpec } from '../../../../runtime/containers/engine.ts';
import { EngineError } from '../../../../runtime/containers/errors.ts';
import { createMemoryEngine, type MemoryEngine } from '../../../../runtime/containers/memory/engine.ts';
import { memoryProgram } from '../../../support/engine/programs.ts';
import { leftovers } from '../../../support/engine/sweep.ts';
import { tarOf } from '../../../support/engine/tars.ts';

const spec: ContainerSpec = {
  name: 'one',
  image: 'base:latest',
  command: ['cat'],
  user: '1:1',
  labels: {},
  mounts: [],
  network: 'none',
};

async function withContainer(): Promise<{ engine: MemoryEngine; id: string }> {
  const engine = createMemoryEngine({ owner: 'home', program: memoryProgram });
  await engine.images.import(tarOf(), 'base:latest', { labels: {} });
  const id = await engine.containers.create(spec);
  await engine.containers.start(id);
  return { engine, id };
}

describe('faults of the imagined engine', () => {
  it('go away: calls fail, streams and waits end, events break off, and containers live on', async () => {
    const { engine, id } = await withContainer();
    const streams = await engine.containers.attach(id);
    const waiting = engine.containers.waitExit(id);
    const { signal } = new AbortController();
    const listening = (async () => {
      for await (const event of engine.events({ signal })) if (event.type === 'connected') engine.goAway();
    })();
    await assert.rejects(listening, { code: 'ENGINE_UNREACHABLE' });
    await assert.rejects(waiting, { code: 'ENGINE_UNREACHABLE' });
    await assert.rejects(engine.info(), { code: 'ENGINE_UNREACHABLE' });
    await streams.closed;
    engine.comeBack();
    assert.equal((await engine.containers.inspect(id))?.state, 'running');
    (await engine.containers.attach(id)).end();
  });

  it('fail one call before or after its work, as a crash between two steps does', async () => {
    const { engine } = await withContainer();
    const lost = new EngineError('ENGINE_UNREACHABLE', 'The answer was lost.');
    engine.failNext('volumes.ensure', lost);
    await assert.rejects(engine.volumes.ensure('v', {}), lost);
    assert.equal(await engine.volumes.inspect('v'), undefined);
    engine.failNext('volumes.ensure', lost, 'after');
    await assert.rejects(engine.volumes.ensure('v', {}), lost);
    assert.equal((await engine.volumes.inspect('v'))?.name, 'v');
    await engine.volumes.ensure('v', {});
  });

  it('kill a container from outside, which the events tell', async () => {
    const { engine, id } = await withContainer();
    const abort = new AbortController();
    for await (const event of engine.events({ signal: abort.signal })) {
      if (event.type === 'connected') engine.killContainer(id);
      if (event.type === 'container' && event.action === 'die') abort.abort();
    }
    assert.equal((await engine.containers.inspect(id))?.exitCode, 137);
  });

  it('wipe everything, and nobody is told', async () => {
    const { engine } = await withContainer();
    await engine.volumes.ensure('v', {});
    engine.wipe();
    assert.deepEqual(await leftovers(engine), []);
  });

  it('give the same ids for the same calls, so that scenarios can be compared', async () => {
    assert.equal((await withContainer()).id, (await withContainer()).id);
  });
});
