// The contract of the build cache, which is everybody's on that engine: it is looked at, and nothing of it is removed here.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { contextOf } from '../../support/engine/tars.ts';
import type { UseHarness } from './harness.ts';

/** No engine has so much. */
const PEBIBYTE = 1024 ** 5;

export function buildCacheContract(use: UseHarness): void {
  describe('the build cache', () => {
    it('is told in bytes, and stays as it is where it may hold more than it does', async () => {
      const harness = use();
      const { engine, baseImage, name } = harness;
      const context = contextOf(`FROM ${baseImage}\nRUN echo ${name('salt')}\n`);
      const tag = `${name('image')}:cached`;
      await engine.images.build({ context, tag, labels: {}, onLog: () => undefined });
      assert.ok((await engine.buildCache.size()) > 0);
      assert.equal(await engine.buildCache.prune(PEBIBYTE), 0);
      assert.ok((await engine.buildCache.size()) > 0);
    });
  });
}
