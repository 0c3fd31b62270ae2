// The engine port's contract on a real engine.

import { after, afterEach, before } from 'node:test';
import { createDockerEngine } from '../../../runtime/containers/docker/engine.ts';
import type { Engine } from '../../../runtime/containers/engine.ts';
import { nextSubnet, parseNetworkPool, type NetworkPool } from '../../../runtime/containers/network-pool.ts';
import { ensureBase } from '../../support/base/ensure-base.ts';
import { flushRulesOf } from '../../support/machine/packet-filter.ts';
import { openRealEngine, type RealEngine } from '../../support/engine/real-engine.ts';
import { sweep } from '../../support/engine/sweep.ts';
import { engineContract } from './contract.ts';

let real: RealEngine;
let stranger: Engine;
let names = 0;
const given: string[] = [];
// Away from the default pool, and from that of other test processes.
const pool = parseNetworkPool(`10.${224 + (process.pid % 16)}.0.0/16`) as NetworkPool;

before(async () => {
  real = await openRealEngine();
  stranger = createDockerEngine({ owner: `${real.owner}-stranger` });
});
afterEach(() => Promise.all([sweep(real.engine, [real.baseImage]), sweep(stranger)]));
after(async () => {
  await stranger.close();
  await real.close();
});

engineContract('a Docker engine', () => ({
  engine: real.engine,
  stranger,
  baseImage: real.baseImage,
  name: (what) => `raworc_test_${real.owner}_${what}_${(names += 1)}`,
  async subnet() {
    const subnet = nextSubnet(pool, [...given, ...(await real.engine.networks.takenSubnets())]);
    given.push(subnet);
    return subnet;
  },
  rulesImage: async () => (await ensureBase()).base,
  damageHostRules: flushRulesOf,
}));
