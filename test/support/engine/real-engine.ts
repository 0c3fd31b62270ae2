// A real engine for a test file: answered for, with a base image, an owner of its own, and nothing left at the end.

import { randomBytes } from 'node:crypto';
import { createDockerEngine } from '../../../runtime/containers/docker/engine.ts';
import type { Engine } from '../../../runtime/containers/engine.ts';
import { ensureEngine } from '../machine/engine.ts';
import { importBaseImage } from './base-image.ts';
import { leftovers, sweep } from './sweep.ts';

export interface RealEngine {
  readonly engine: Engine;
  readonly owner: string;
  readonly baseImage: string;
  /** Removes what the owner still has, and throws where something can't be removed. */
  close(): Promise<void>;
}

/** Throws, saying what is missing, where there is no engine and none can be started. */
export async function openRealEngine(): Promise<RealEngine> {
  await ensureEngine({ say: (step) => process.stderr.write(`${step}\n`) });
  const owner = `test-${randomBytes(5).toString('hex')}`;
  const engine = createDockerEngine({ owner });
  const baseImage = `raworc_test_base:${owner}`;
  await importBaseImage(engine, baseImage);
  return {
    engine,
    owner,
    baseImage,
    async close() {
      await sweep(engine);
      const left = await leftovers(engine);
      await engine.close();
      if (left.length > 0) throw new Error(`Left on the engine: ${left.join(', ')}.`);
    },
  };
}
