// The engine port's contract on the imagined engine.

import { after, afterEach, before } from 'node:test';
import assert from 'node:assert/strict';
import { createMemoryEngine } from '../../../runtime/containers/memory/engine.ts';
import { createMemoryWorld } from '../../../runtime/containers/memory/world.ts';
import {
  memoryExec,
  memoryProgram,
  memoryRunStep,
  memoryStreamedExec,
} from '../../support/engine/programs.ts';
import { leftovers, sweep } from '../../support/engine/sweep.ts';
import { tarOf } from '../../support/engine/tars.ts';
import { engineContract } from './contract.ts';

const world = createMemoryWorld();
const parts = {
  program: memoryProgram,
  exec: memoryExec,
  streamedExec: memoryStreamedExec,
  runStep: memoryRunStep,
  world,
};
const engine = createMemoryEngine({ owner: 'ours', ...parts });
const stranger = createMemoryEngine({ owner: 'theirs', ...parts });
const baseImage = 'raworc_test_base:latest';
let names = 0;
let subnets = 0;

before(() => engine.images.import(tarOf(), baseImage, { labels: {} }));
afterEach(() => Promise.all([sweep(engine, [baseImage]), sweep(stranger)]));
after(async () => {
  await sweep(engine);
  assert.deepEqual(await leftovers(engine), []);
});

engineContract('the imagined engine', () => ({
  engine,
  stranger,
  baseImage,
  name: (what) => `raworc_test_${what}_${(names += 1)}`,
  subnet: async () => `10.240.${(subnets += 1)}.0/24`,
  rulesImage: async () => baseImage,
  damageHostRules: (network) => void world.hostRules.delete(`ours ${network}`),
}));
