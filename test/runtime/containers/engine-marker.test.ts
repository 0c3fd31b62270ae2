// The marker that tells engines apart.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkMarker, engineChanged, placeMarker } from '../../../runtime/containers/engine-marker.ts';
import { createMemoryEngine } from '../../../runtime/containers/memory/engine.ts';

const newEngine = (owner = 'home') => createMemoryEngine({ owner, program: async () => 0 });

describe('the engine marker', () => {
  it('is placed on the first start and known on every later one', async () => {
    const engine = newEngine();
    assert.equal(await checkMarker(engine, 'home', undefined), 'first');
    assert.equal(await placeMarker(engine, 'home', 'marker-1'), 'marker-1');
    assert.equal(await checkMarker(engine, 'home', 'marker-1'), 'same');
  });

  it('is found again after a crash between placing and remembering it', async () => {
    const engine = newEngine();
    await placeMarker(engine, 'home', 'marker-1');
    assert.equal(await checkMarker(engine, 'home', undefined), 'first');
    assert.equal(await placeMarker(engine, 'home', 'marker-2'), 'marker-1');
  });

  it('shows another engine and an emptied one, on which repairing would remove what people have', async () => {
    const engine = newEngine();
    await placeMarker(engine, 'home', 'marker-1');
    assert.equal(await checkMarker(newEngine(), 'home', 'marker-1'), 'changed');
    const other = newEngine();
    await placeMarker(other, 'home', 'marker-9');
    assert.equal(await checkMarker(other, 'home', 'marker-1'), 'changed');
    engine.wipe();
    assert.equal(await checkMarker(engine, 'home', 'marker-1'), 'changed');
    assert.equal(engineChanged().code, 'ENGINE_CHANGED');
  });

  it('is no answer while the engine is away: unreachable is not changed', async () => {
    const engine = newEngine();
    await placeMarker(engine, 'home', 'marker-1');
    engine.goAway();
    await assert.rejects(checkMarker(engine, 'home', 'marker-1'), { code: 'ENGINE_UNREACHABLE' });
    engine.comeBack();
    assert.equal(await checkMarker(engine, 'home', 'marker-1'), 'same');
  });
});
