import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';

import type { LayerInput } from '../../../runtime/images/images.ts';
import { createImageNames } from '../../../runtime/images/names.ts';
import { parseBuildId, parseLayerHash, type LayerHash } from '../../../state/model/ids.ts';
import { manifestWith } from '../../support/images/agents.ts';

const names = createImageNames('raworc_base:1', (text) => createHash('sha256').update(text).digest('hex'));
const input: LayerInput = { agent: 'sales', sourceTree: 'tree-1', manifest: manifestWith() };
const hash = (fields: Partial<LayerInput>) => names.layerHash({ ...input, ...fields });
const layer = (agent: string, of: string) => ({ agent, hash: of as LayerHash });

describe('the names of images', () => {
  it('are ids that the store can parse, for they are keys there', () => {
    assert.notEqual(parseLayerHash(names.layerHash(input)), undefined);
    assert.notEqual(parseBuildId(names.buildId([])), undefined);
  });

  it('change with whatever changes what is built', () => {
    const changed: readonly Partial<LayerInput>[] = [
      { agent: 'other' },
      { sourceTree: 'tree-2' },
      { manifest: manifestWith({ build_command: 'make' }) },
      { manifest: manifestWith({ runtime: 'node' }) },
    ];
    const hashes = new Set([input, ...changed].map(hash));
    assert.equal(hashes.size, changed.length + 1);
  });

  it('stay the same where only the calling of the agent changes, so that nothing is built', () => {
    const called = manifestWith({ timeout_seconds: 5, description: 'new', env: { A: 'b' }, handler: 'x.y' });
    assert.equal(hash({ manifest: called }), hash({}));
  });

  it('change with a Rust handler, for that is compiled in', () => {
    const rust = (handler: string) => hash({ manifest: manifestWith({ runtime: 'rust', handler }) });
    assert.notEqual(rust('lib.a'), rust('lib.b'));
  });

  it('do not depend on the order in which agents are listed', () => {
    const [one, two] = [layer('a', '1'), layer('b', '2')];
    assert.equal(names.buildId([one, two]), names.buildId([two, one]));
    assert.notEqual(names.buildId([one, two]), names.buildId([layer('a', '2'), layer('b', '1')]));
  });

  it('of a space change with the base image, those of layers do not, for a layer holds nothing of it', () => {
    const others = createImageNames('raworc_base:2', (text) =>
      createHash('sha256').update(text).digest('hex'),
    );
    assert.notEqual(names.buildId([]), others.buildId([]));
    assert.equal(names.layerHash(input), others.layerHash(input));
  });
});
