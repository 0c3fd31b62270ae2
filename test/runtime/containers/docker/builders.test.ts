// Builds on a real engine beyond the contract: cache mounts, the classic builder, and that aborting really ends it.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { createConnection } from '../../../../runtime/containers/docker/connection.ts';
import { createImages } from '../../../../runtime/containers/docker/images.ts';
import { createOwnership } from '../../../../runtime/containers/docker/ownership.ts';
import type { BuildLogLine, Images } from '../../../../runtime/containers/engine.ts';
import { openRealEngine, type RealEngine } from '../../../support/engine/real-engine.ts';
import { contextOf } from '../../../support/engine/tars.ts';

let real: RealEngine;
before(async () => {
  real = await openRealEngine();
});
after(() => real.close());

async function build(
  images: Images,
  dockerfile: string,
  more: { signal?: AbortSignal; onStep?: () => void } = {},
) {
  const lines: BuildLogLine[] = [];
  const image = await images.build(
    {
      context: contextOf(`FROM ${real.baseImage}\n${dockerfile}\n`),
      tag: `raworc_test_image:${real.owner}`,
      labels: {},
      limits: { memoryBytes: 64 * 1024 * 1024, cpus: 0.5 },
      onLog(line) {
        lines.push(line);
        if (line.text === 'running') more.onStep?.();
      },
    },
    more.signal === undefined ? {} : { signal: more.signal },
  );
  return { image, lines, texts: lines.map(({ text }) => text) };
}

/** Waits until no process of this machine has that word in its arguments. */
async function gone(word: string): Promise<void> {
  const running = (): boolean =>
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name) && name !== String(process.pid))
      .some((pid) => {
        try {
          return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(word);
        } catch {
          return false;
        }
      });
  while (running()) await delay(20);
}

describe('builds on a real engine', () => {
  it('keep package caches between builds, which is why BuildKit is wanted', async () => {
    const target = `/cache-${real.owner}`;
    const mount = `--mount=type=cache,id=${real.owner},target=${target}`;
    await build(real.engine.images, `RUN ${mount} echo kept > ${target}/file`);
    const { texts } = await build(real.engine.images, `RUN ${mount} cat ${target}/file && echo second`);
    assert.ok(texts.includes('kept'), texts.join('\n'));
  });

  for (const builder of ['BuildKit', 'the classic builder']) {
    it(`really end on ${builder} when they are aborted, for a build nobody wants must not eat the machine`, async () => {
      const connection = createConnection({ timeoutMs: 30_000 });
      const images = createImages(
        connection,
        createOwnership(real.owner),
        async () => builder === 'BuildKit',
      );
      const abort = new AbortController();
      const word = `60${String(process.pid).padStart(7, '0')}${builder.length}`;
      const building = build(images, `RUN echo running && sleep ${word}`, {
        signal: abort.signal,
        onStep: () => abort.abort(),
      });
      await assert.rejects(building, { code: 'BUILD_CANCELLED' });
      await gone(word);
      connection.close();
    });
  }

  it('work with the classic builder where an engine has no BuildKit', async () => {
    const connection = createConnection({ timeoutMs: 30_000 });
    const images = createImages(connection, createOwnership(real.owner), async () => false);
    const dockerfile = `RUN echo printed-${real.owner} && echo problem >&2`;
    const { image, lines } = await build(images, dockerfile);
    assert.ok(
      lines.some(({ text, step }) => text === `printed-${real.owner}` && step?.startsWith('RUN') === true),
    );
    assert.ok(lines.some(({ text }) => text === 'problem'));
    const again = await build(images, dockerfile);
    assert.equal(again.image.id, image.id);
    assert.ok(again.lines.some(({ cached, step }) => cached === true && step?.startsWith('RUN') === true));
    await assert.rejects(build(images, 'RUN exit 4'), { code: 'BUILD_FAILED', message: /code: 4/ });
    connection.close();
  });
});
