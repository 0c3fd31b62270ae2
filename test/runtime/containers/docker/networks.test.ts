// Networks of a real engine: more than its own pools hold, and with no traffic between their containers.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import Docker from 'dockerode';
import type { NetworkSpec } from '../../../../runtime/containers/engine.ts';
import {
  nextSubnet,
  parseNetworkPool,
  type NetworkPool,
} from '../../../../runtime/containers/network-pool.ts';
import { openRealEngine, type RealEngine } from '../../../support/engine/real-engine.ts';
import { sweep } from '../../../support/engine/sweep.ts';

/** The engine's own pools end at 31. */
const COUNT = Number(process.env['RAWORC_TEST_NETWORKS'] ?? 34);
const SERVE = ['sh', '-c', 'while true; do echo hello | nc -l -p 8080; done'];

let real: RealEngine;
before(async () => {
  real = await openRealEngine();
});
after(() => real.close());

async function specs(count: number, isolated: boolean): Promise<readonly NetworkSpec[]> {
  const pool = parseNetworkPool('10.208.0.0/16') as NetworkPool;
  const taken = [...(await real.engine.networks.takenSubnets())];
  return Array.from({ length: count }, (_, index) => {
    const subnet = nextSubnet(pool, taken);
    taken.push(subnet);
    return { name: `raworc_test_${real.owner}_${index}`, labels: {}, subnet, isolated };
  });
}

async function serve(network: string, name: string): Promise<string> {
  const { containers } = real.engine;
  const id = await containers.create({
    name: `raworc_test_${real.owner}_${name}`,
    image: real.baseImage,
    command: SERVE,
    user: '10001:10001',
    labels: {},
    mounts: [],
    network,
  });
  await containers.start(id);
  return id;
}

describe('networks on a real engine', () => {
  it(`go past the engine’s own limit, ${COUNT} of them`, async () => {
    for (const spec of await specs(COUNT, true)) await real.engine.networks.ensure(spec);
    assert.equal((await real.engine.networks.list({})).length, COUNT);
    await sweep(real.engine, [real.baseImage]);
  });

  it('let through packets as long as the engine’s own bridge does, because longer ones never arrive', async () => {
    const docker = new Docker();
    const mtuOf = async (network: string) => {
      const { Options = {} } = (await docker.getNetwork(network).inspect()) as {
        Options?: Record<string, string>;
      };
      return Options['com.docker.network.driver.mtu'];
    };
    const [spec] = await specs(1, true);
    assert.ok(spec);
    await real.engine.networks.ensure(spec);
    assert.notEqual(await mtuOf('bridge'), undefined);
    assert.equal(await mtuOf(spec.name), await mtuOf('bridge'));
    await sweep(real.engine, [real.baseImage]);
  });

  for (const isolated of [false, true]) {
    const what = isolated
      ? 'keep containers apart, for sessions of a space are different people’s'
      : 'join them where told';
    it(what, async () => {
      const { containers, networks } = real.engine;
      const [spec] = await specs(1, isolated);
      assert.ok(spec !== undefined);
      await networks.ensure(spec);
      const [one, two] = await Promise.all([serve(spec.name, 'one'), serve(spec.name, 'two')]);
      const address = (await containers.exec(two, ['hostname', '-i'])).stdout.toString().trim();
      const ask = (from: string): string => `nc -w 2 ${from} 8080`;
      // It listens anew after each answer, so a first "refused" proves nothing.
      const untilAnswered = (from: string): string => `until ${ask(from)}; do sleep 0.05; done`;
      await containers.exec(two, ['sh', '-c', untilAnswered('127.0.0.1')]);
      const script = isolated ? ask(address) : untilAnswered(address);
      const asked = await containers.exec(one, ['sh', '-c', script]);
      assert.equal(asked.stdout.toString(), isolated ? '' : 'hello\n');
      await sweep(real.engine, [real.baseImage]);
    });
  }
});
