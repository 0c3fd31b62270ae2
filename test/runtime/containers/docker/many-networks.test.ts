// More networks than the engine's own pools hold, each space with its own.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  nextSubnet,
  parseNetworkPool,
  type NetworkPool,
} from '../../../../runtime/containers/network-pool.ts';
import { openRealEngine, type RealEngine } from '../../../support/engine/real-engine.ts';

/** The engine's own end at 31. */
const COUNT = Number(process.env['RAWORC_TEST_NETWORKS'] ?? 34);
let real: RealEngine;
before(async () => {
  real = await openRealEngine();
});
after(() => real.close());

describe('networks on a real engine', () => {
  it(`go past the engine’s own limit, ${COUNT} of them`, async () => {
    const { networks } = real.engine;
    const pool = parseNetworkPool('10.208.0.0/16') as NetworkPool;
    const taken = [...(await networks.takenSubnets())];
    const specs = Array.from({ length: COUNT }, (_, index) => {
      const subnet = nextSubnet(pool, taken);
      taken.push(subnet);
      return { name: `raworc_test_${real.owner}_${index}`, labels: {}, subnet, isolated: true };
    });
    for (const spec of specs) await networks.ensure(spec);
    assert.equal((await networks.list({})).length, COUNT);
  });
});
