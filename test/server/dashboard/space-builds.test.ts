// Builds as they are read and as they are heard of: the two come in any order, and what is over is never shown as going on.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Build } from '../../../server/dashboard/page/api/shapes.ts';
import {
  type BuildProgress,
  isNews,
  withProgress,
} from '../../../server/dashboard/page/live/space-builds.ts';

const build = (state: Build['state']): Build => ({
  id: 'b1',
  kind: 'layer',
  space: 'sales',
  agent: 'bot',
  state,
  image: null,
  bytes: null,
  attempt: 1,
  error: null,
  queued_at: '2026-01-31T12:00:00.000Z',
  started_at: null,
  ended_at: null,
});
const news = (state: Build['state'], id = 'b1'): BuildProgress => ({
  space: 'sales',
  agent: 'bot',
  build: id,
  state,
  line: 'Collecting',
});
const shown = (state: Build['state'], heard: Build['state']) =>
  withProgress([build(state)], new Map([['b1', news(heard)]]))[0];

test('what is heard of a build that goes on is shown at once, with its newest line', () => {
  assert.equal(shown('queued', 'building')?.state, 'building');
  assert.equal(shown('queued', 'building')?.line, 'Collecting');
});

test('a build that was read as over stays over, whatever was heard before', () => {
  assert.equal(shown('succeeded', 'building')?.state, 'succeeded');
});

test('the list is read again for a build that it lacks and for one that ends, not for each line', () => {
  assert.equal(isNews([build('building')], news('building')), false);
  assert.equal(isNews([build('building')], news('queued', 'b2')), true);
  assert.equal(isNews([build('building')], news('failed')), true);
  assert.equal(isNews([build('failed')], news('failed')), false);
});
