// Which subnet a new network gets, by tables.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  nextSubnet,
  parseNetworkPool,
  subnetCount,
  type NetworkPool,
} from '../../../runtime/containers/network-pool.ts';

const pool = (text: string): NetworkPool => {
  const parsed = parseNetworkPool(text);
  assert.ok(typeof parsed !== 'string', `no pool: ${text}`);
  return parsed;
};

describe('the network pool', () => {
  const cases: readonly (readonly [why: string, pool: string, taken: readonly string[], next: string])[] = [
    ['begins at its beginning', '10.213.0.0/16', [], '10.213.0.0/24'],
    [
      'fills gaps, so that a closed space’s slot is used again',
      '10.213.0.0/16',
      ['10.213.0.0/24', '10.213.2.0/24'],
      '10.213.1.0/24',
    ],
    ['steps past a larger foreign network as a whole', '10.213.0.0/16', ['10.213.0.0/20'], '10.213.16.0/24'],
    ['steps past a smaller foreign network', '10.213.0.0/16', ['10.213.0.64/26'], '10.213.1.0/24'],
    [
      'is not disturbed by what lies outside',
      '10.213.0.0/16',
      ['192.168.0.0/16', '172.17.0.0/16'],
      '10.213.0.0/24',
    ],
    ['passes over what is no IPv4 range', '10.213.0.0/16', ['fd00::/64', 'default', ''], '10.213.0.0/24'],
    ['clears the bits behind a prefix', '10.213.0.77/16', ['10.213.0.9/24'], '10.213.1.0/24'],
    ['gives smaller subnets where told', '10.213.0.0/24/28', ['10.213.0.0/28'], '10.213.0.16/28'],
    ['is its own only subnet where it is small', '10.213.5.0/26', [], '10.213.5.0/26'],
    ['reaches the end of the address space', '255.255.254.0/23', ['255.255.254.0/24'], '255.255.255.0/24'],
  ];
  for (const [why, text, taken, next] of cases) {
    it(why, () => assert.equal(nextSubnet(pool(text), taken), next));
  }

  it('holds a hundred spaces and more by default, where the engine’s own pools end at some thirty', () => {
    const taken: string[] = [];
    for (let space = 0; space < 100; space += 1) taken.push(nextSubnet(pool('10.213.0.0/16'), taken));
    assert.equal(new Set(taken).size, 100);
    assert.equal(subnetCount(pool('10.213.0.0/16')), 256);
  });

  it('says when it is used up, since only a person can enlarge it', () => {
    assert.throws(() => nextSubnet(pool('10.213.0.0/24'), ['10.0.0.0/8']), { code: 'NETWORK_POOL_EMPTY' });
  });

  it('refuses what is no pool with a reason, for it comes from a person', () => {
    for (const text of [
      '',
      '10.213.0.0',
      '10.213.0.0/33',
      '300.0.0.0/8',
      'fd00::/48',
      '10.213.0.0/16/8',
      '10.0.0.0/30',
    ]) {
      assert.equal(typeof parseNetworkPool(text), 'string', text);
    }
  });
});
