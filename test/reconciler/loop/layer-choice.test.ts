// Which layer goes into an image, by a table.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { chooseLayer } from '../../../reconciler/loop/layer-choice.ts';
import type { PinnedLayer } from '../../../reconciler/loop/snapshot.ts';
import type { Manifest } from '../../../schemas/manifest/manifest.ts';
import type { LayerHash } from '../../../state/model/ids.ts';
import type { BuildRow, BuildState } from '../../../state/store/builds.ts';

const layer = (name: string): PinnedLayer => ({
  layer: name as LayerHash,
  commit: 'c',
  tree: 't',
  manifest: { runtime: 'python3' } as Manifest,
});

function build(id: string, state: BuildState, code = 'BUILD_FAILED'): BuildRow {
  const error = state === 'failed' ? { code, message: 'It failed.' } : null;
  return {
    id,
    kind: 'layer',
    space: 's',
    agent: 'a',
    state,
    image: null,
    bytes: null,
    attempt: 1,
    error,
    queuedAt: 0,
    startedAt: 0,
    endedAt: 0,
  };
}

interface Case {
  readonly why: string;
  readonly wanted?: string;
  readonly good?: string;
  readonly builds?: readonly BuildRow[];
  readonly present?: readonly string[];
  readonly now?: number;
  readonly choice: string;
}

const cases: readonly Case[] = [
  { why: 'what is there is used', wanted: 'new', present: ['new'], choice: 'wanted new' },
  {
    why: 'what is not there is asked for',
    wanted: 'new',
    good: 'old',
    present: ['old'],
    choice: 'pending new',
  },
  {
    why: 'what is being built is waited for, even though the old one is there',
    wanted: 'new',
    good: 'old',
    builds: [build('new', 'building')],
    present: ['old'],
    choice: 'pending new',
  },
  {
    why: 'an image that was removed after its build is built again',
    wanted: 'new',
    builds: [build('new', 'succeeded')],
    choice: 'pending new',
  },
  {
    why: 'a build that was called off is asked for again when it is wanted again',
    wanted: 'new',
    builds: [build('new', 'cancelled')],
    choice: 'pending new',
  },
  {
    why: 'code that does not build leaves the last good layer in force',
    wanted: 'new',
    good: 'old',
    builds: [build('new', 'failed')],
    present: ['old'],
    now: 1e9,
    choice: 'fallback old',
  },
  {
    why: 'without a good layer the agent is left out',
    wanted: 'new',
    builds: [build('new', 'failed')],
    choice: 'fallback nothing',
  },
  {
    why: 'a failure that may pass is tried again, but not at once',
    wanted: 'new',
    good: 'old',
    builds: [build('new', 'failed', 'ENGINE_UNREACHABLE')],
    present: ['old'],
    now: 500,
    choice: 'fallback old, again at 1000',
  },
  {
    why: 'once its time has come it is asked for again',
    wanted: 'new',
    good: 'old',
    builds: [build('new', 'failed', 'ENGINE_UNREACHABLE')],
    present: ['old'],
    now: 1_000,
    choice: 'pending new',
  },
  {
    why: 'a source that never resolved falls back as well',
    good: 'old',
    present: ['old'],
    choice: 'fallback old',
  },
  {
    why: 'the last good layer is built again where its image was removed',
    wanted: 'new',
    good: 'old',
    builds: [build('new', 'failed')],
    choice: 'pending old',
  },
];

for (const { why, wanted, good, builds = [], present = [], now = 0, choice } of cases) {
  test(why, () => {
    const result = chooseLayer(
      wanted === undefined ? undefined : layer(wanted),
      good === undefined ? undefined : layer(good),
      {
        build: (id) => builds.find((each) => each.id === id),
        present: (id) => present.includes(id),
      },
      now,
    );
    const used = result.type === 'pending' ? result.build.layer : (result.use?.layer ?? 'nothing');
    const again =
      result.type === 'fallback' && result.retryAt !== undefined ? `, again at ${result.retryAt}` : '';
    assert.equal(`${result.type} ${used}${again}`, choice);
  });
}
