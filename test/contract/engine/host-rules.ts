// The contract of the host's rules.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { UseHarness } from './harness.ts';

export function hostRulesContract(use: UseHarness): void {
  describe('host rules', () => {
    it('are set once for any number of networks, and found as they should be afterwards', async () => {
      const { engine, name, subnet, rulesImage } = use();
      const options = { image: await rulesImage(), allowed: [] };
      const networks = [
        { name: name('net'), subnet: await subnet() },
        { name: name('net'), subnet: await subnet() },
      ];
      const names = networks.map((network) => network.name);
      await engine.hostRules.probe(options);
      assert.deepEqual(await engine.hostRules.ensure(networks.slice(0, 1), options), names.slice(0, 1));
      assert.deepEqual(await engine.hostRules.ensure(networks, options), names.slice(1));
      assert.deepEqual(await engine.hostRules.ensure(networks, options), []);
      for (const network of names) await engine.hostRules.remove(network, options);
      assert.deepEqual(await engine.hostRules.ensure(networks, options), names, 'they were gone');
      for (const network of [...names, ...names]) await engine.hostRules.remove(network, options);
    });

    it('are put right where somebody took them away, and say so', async () => {
      const { engine, name, subnet, rulesImage, damageHostRules } = use();
      const options = { image: await rulesImage(), allowed: [] };
      const network = { name: name('net'), subnet: await subnet() };
      await engine.hostRules.ensure([network], options);
      damageHostRules(network.name);
      assert.deepEqual(await engine.hostRules.ensure([network], options), [network.name]);
      assert.deepEqual(await engine.hostRules.ensure([network], options), []);
      const moved = { ...network, subnet: await subnet() };
      assert.deepEqual(await engine.hostRules.ensure([moved], options), [network.name]);
      const opened = { ...options, allowed: ['10.0.0.5/32', '192.168.7.0/24'] };
      assert.deepEqual(
        await engine.hostRules.ensure([moved], opened),
        [network.name],
        'an operator opened more',
      );
      assert.deepEqual(await engine.hostRules.ensure([moved], opened), []);
      assert.deepEqual(
        await engine.hostRules.ensure([moved], options),
        [network.name],
        'and closed it again',
      );
      await engine.hostRules.remove(network.name, options);
    });

    it('of another installation are left alone', async () => {
      const { engine, stranger, name, subnet, rulesImage } = use();
      const options = { image: await rulesImage(), allowed: [] };
      const network = { name: name('net'), subnet: await subnet() };
      await engine.hostRules.ensure([network], options);
      await stranger.hostRules.remove(network.name, options);
      assert.deepEqual(await engine.hostRules.ensure([network], options), []);
      await engine.hostRules.remove(network.name, options);
      assert.deepEqual(await engine.containers.list({}), [], 'nothing that set them is left');
    });
  });
}
