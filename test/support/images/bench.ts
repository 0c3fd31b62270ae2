// A real engine with the real base image, for tests of images; what they leave is removed at the end.

import { randomBytes } from 'node:crypto';

import { createDockerEngine } from '../../../runtime/containers/docker/engine.ts';
import type { Engine } from '../../../runtime/containers/engine.ts';
import type { BaseImages } from '../../../runtime/images/base/base-names.ts';
import { createAgentImages } from '../../../runtime/images/create-images.ts';
import type { AgentImages } from '../../../runtime/images/images.ts';
import { ensureBase } from '../base/ensure-base.ts';
import { sweep } from '../engine/sweep.ts';
import { ensureEngine } from '../machine/engine.ts';

export interface ImageBench {
  readonly engine: Engine;
  readonly base: BaseImages;
  readonly images: AgentImages;
  /** Aborts at the end, so that no build of a test that failed goes on after the sweep. */
  readonly signal: AbortSignal;
  /** A space's name that no other test has, so that none finds another's caches and images. */
  space(name: string): string;
  /** Starts a session's container of an image and returns its id. */
  start(image: string): Promise<string>;
  /** What a command prints in a new container of an image; throws where it fails. */
  run(image: string, folder: string, command: readonly string[]): Promise<string>;
  close(): Promise<void>;
}

export async function openImageBench(): Promise<ImageBench> {
  await ensureEngine({ say: (step) => process.stderr.write(`${step}\n`) });
  const base = await ensureBase();
  const tag = randomBytes(4).toString('hex');
  const engine = createDockerEngine({ owner: `test-images-${tag}` });
  const ending = new AbortController();
  let started = 0;

  async function start(image: string): Promise<string> {
    started += 1;
    const id = await engine.containers.create({
      name: `raworc_test_images_${tag}_${started}`,
      image,
      command: ['cat'],
      user: '10001:10001',
      labels: {},
      mounts: [],
      tmpfs: { '/tmp': 16 * 1024 * 1024 },
      network: 'none',
    });
    await engine.containers.start(id);
    return id;
  }

  return {
    engine,
    base,
    images: createAgentImages({ engine, base }),
    signal: ending.signal,
    space: (name) => `${name}-${tag}`,
    start,
    async run(image, workingDir, command) {
      const id = await start(image);
      try {
        const { exitCode, stdout, stderr } = await engine.containers.exec(id, command, { workingDir });
        if (exitCode !== 0)
          throw new Error(`${command.join(' ')} ended with ${exitCode}: ${stderr.toString()}`);
        return stdout.toString().trim();
      } finally {
        await engine.containers.remove(id);
      }
    },
    async close() {
      ending.abort();
      await sweep(engine);
      await engine.close();
    },
  };
}
