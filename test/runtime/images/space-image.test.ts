import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { AGENTS_PER_COMMAND, spaceDockerfile } from '../../../runtime/images/spaces/dockerfile.ts';
import { chooseStart, layersLabel, MAX_DEPTH } from '../../../runtime/images/spaces/start.ts';
import type { SpaceLayer } from '../../../runtime/images/images.ts';
import { BASE, DEPTH, LAYERS } from '../../../runtime/images/labels.ts';
import type { LayerHash } from '../../../state/model/ids.ts';

const layers = (text: string): readonly SpaceLayer[] =>
  text
    .split(' ')
    .filter(Boolean)
    .map((part) => {
      const [agent = '', hash = ''] = part.split(':');
      return { agent, hash: hash as LayerHash };
    });

const earlier = (image: string, held: string, depth = 0, base = 'base') => ({
  image,
  labels: { [BASE]: base, [LAYERS]: layersLabel(layers(held)), [DEPTH]: String(depth) },
});

describe('what a space’s image is made from', () => {
  it('is the base where there is nothing earlier', () => {
    const start = chooseStart('base', layers('b:1 a:1'), []);
    assert.deepEqual(start, { from: 'base', copy: layers('a:1 b:1'), remove: [], depth: 0 });
  });

  it('is the earlier image with the one changed agent replaced, wherever that stands in it', () => {
    const start = chooseStart('base', layers('a:1 b:2 c:1'), [earlier('old', 'a:1 b:1 c:1')]);
    assert.deepEqual(start, { from: 'old', copy: layers('b:2'), remove: ['b'], depth: 1 });
  });

  it('loses agents that are gone, so that nobody can call them', () => {
    const start = chooseStart('base', layers('a:1'), [earlier('old', 'a:1 b:1')]);
    assert.deepEqual(start, { from: 'old', copy: [], remove: ['b'], depth: 1 });
  });

  it('is the earlier image that leaves the least to copy, as after a rollback', () => {
    const images = [earlier('new', 'a:2 b:2', 1), earlier('old', 'a:1 b:1')];
    assert.equal(chooseStart('base', layers('a:1 b:1 c:1'), images).from, 'old');
  });

  it('is never an image on another base, for that has another system or other certificates', () => {
    assert.equal(chooseStart('base', layers('a:1'), [earlier('old', 'a:1', 0, 'other')]).from, 'base');
  });

  it('is the base again after so many changes that the engine could stack no more', () => {
    const deep = earlier('old', 'a:1 b:1', MAX_DEPTH);
    assert.equal(chooseStart('base', layers('a:2 b:1'), [deep]).from, 'base');
    const nearly = earlier('old', 'a:1 b:1', MAX_DEPTH - 1);
    assert.equal(chooseStart('base', layers('a:2 b:1'), [nearly]).from, 'old');
  });

  it('is the base where everything changed, so that what was covered is freed', () => {
    assert.equal(chooseStart('base', layers('a:2'), [earlier('old', 'a:1')]).from, 'base');
  });
});

describe('the Dockerfile of a space', () => {
  const imageOf = ({ agent, hash }: SpaceLayer) => `layer_${agent}:${hash}`;

  it('removes what is replaced before it copies, for files may be gone in the new version', () => {
    const text = spaceDockerfile(
      chooseStart('base', layers('a:2 b:1'), [earlier('old', 'a:1 b:1')]),
      imageOf,
    );
    assert.match(text, /rm -rf \/agents\/a && cp -a \/mnt\/a \/agents\//);
  });

  it('copies any number of agents in few steps, for each step is a file system layer', () => {
    const many = layers(Array.from({ length: 500 }, (_, at) => `a${at}:1`).join(' '));
    const text = spaceDockerfile(chooseStart('base', many, []), imageOf);
    assert.equal(text.match(/^RUN /gm)?.length, Math.ceil(500 / AGENTS_PER_COMMAND));
    assert.equal(text.match(/--mount=/g)?.length, 500);
  });

  it('ends as the agents’ user', () => {
    for (const wanted of ['', 'a:1']) {
      assert.match(spaceDockerfile(chooseStart('base', layers(wanted), []), imageOf), /USER 10001:10001\n$/);
    }
  });
});
