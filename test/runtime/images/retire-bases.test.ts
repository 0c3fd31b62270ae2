// Base images of earlier recipes go where nothing stands on them, whoever made it; those of this recipe never do.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMemoryEngine } from '../../../runtime/containers/memory/engine.ts';
import { BASE_OWNER, RECIPE_VERSION } from '../../../runtime/images/base/recipe.ts';
import { createRetireBases } from '../../../runtime/images/base/retire-bases.ts';
import { contextOf } from '../../support/engine/tars.ts';

const program = () => Promise.resolve(0);

function createWorld() {
  const shared = createMemoryEngine({ owner: BASE_OWNER, program });
  const others = createMemoryEngine({ owner: 'others', program, world: shared.world });
  const build = (engine: typeof shared, tag: string, labels: Readonly<Record<string, string>>) =>
    engine.images.build({
      context: contextOf('FROM scratch\n'),
      tag,
      labels: { ...labels, tag },
      onLog: () => undefined,
    });
  const told: string[] = [];
  const retire = async (dryRun = false) => {
    const tell = async (images: readonly { readonly reference: string }[]) =>
      void told.push(...images.map(({ reference }) => reference));
    const gone = await createRetireBases(shared)({ dryRun, tell });
    return gone.map(({ reference }) => reference);
  };
  return {
    shared,
    others,
    retire,
    told,
    base: (tag: string) => build(shared, tag, { 'dev.raworc.kind': 'base' }),
    onBase: (tag: string, base: string) =>
      build(others, tag, { 'dev.raworc.kind': 'space', 'dev.raworc.base': base }),
  };
}

test('those of earlier recipes go, what was built on first, told before', async () => {
  const { base, retire, told, shared } = createWorld();
  const tags = ['raworc_base:1-aa', 'raworc_build:1-aa'];
  for (const tag of tags) await base(tag);
  assert.deepEqual(await retire(true), tags.toReversed());
  assert.deepEqual(told, []);
  assert.notEqual(await shared.images.inspect('raworc_base:1-aa'), undefined);
  assert.deepEqual(await retire(), tags.toReversed());
  assert.deepEqual(told, tags.toReversed());
  assert.equal(await shared.images.inspect('raworc_base:1-aa'), undefined);
  assert.deepEqual(await retire(), []);
});

test('one on which a space of another installation stands stays, and what its agents are built on', async () => {
  const { base, onBase, retire, others } = createWorld();
  for (const tag of ['raworc_base:1-aa', 'raworc_build:1-aa', 'raworc_base:1-bb']) await base(tag);
  await onBase('raworc_space_theirs:1', 'raworc_base:1-aa');
  assert.deepEqual(await retire(), ['raworc_base:1-bb']);
  await others.images.remove('raworc_space_theirs:1');
  assert.deepEqual(await retire(), ['raworc_build:1-aa', 'raworc_base:1-aa']);
});

test('those of this recipe and of later ones stay, whatever certificates are in them', async () => {
  const { base, retire } = createWorld();
  for (const version of [RECIPE_VERSION, RECIPE_VERSION + 1]) {
    for (const name of ['base', 'build']) await base(`raworc_${name}:${version}-aa`);
  }
  await base('raworc_base:old');
  await base('raworc_root:trixie-1');
  assert.deepEqual(await retire(), []);
});

test('one that a container stands on stays, and goes once that is gone', async () => {
  const { base, retire, others } = createWorld();
  await base('raworc_base:1-aa');
  const id = await others.containers.create({
    name: 'helper',
    image: 'raworc_base:1-aa',
    command: ['true'],
    user: '0:0',
    labels: {},
    mounts: [],
    tmpfs: {},
    network: 'none',
  });
  assert.deepEqual(await retire(), []);
  await others.containers.remove(id);
  assert.deepEqual(await retire(), ['raworc_base:1-aa']);
});
