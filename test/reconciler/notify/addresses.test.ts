import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createMayReach } from '../../../reconciler/notify/addresses.ts';

const mayReach = createMayReach([]);

describe('addresses that notifications may be sent to', () => {
  const open = ['1.1.1.1', '172.15.0.1', '172.32.0.1', '2606:4700:4700::1111'];
  for (const address of open) it(`${address} is public`, () => assert.equal(mayReach(address), true));

  const closed: readonly (readonly [address: string, why: string])[] = [
    ['127.0.0.1', 'is this machine'],
    ['0.0.0.0', 'is this machine, too'],
    ['10.1.2.3', 'is a private network'],
    ['172.16.0.1', 'is one, too'],
    ['192.168.1.1', 'is one, too'],
    ['100.64.0.1', 'is behind a provider'],
    ['169.254.169.254', 'gives out the credentials of cloud machines'],
    ['224.0.0.1', 'is many machines'],
    ['255.255.255.255', 'is all machines'],
    ['::1', 'is this machine'],
    ['::', 'is this machine, too'],
    ['fe80::1', 'is on the same wire'],
    ['fd00::1', 'is a private network'],
    ['::ffff:10.0.0.1', 'hides a private address'],
    ['::ffff:a00:1', 'hides it in other words'],
    ['64:ff9b::a00:1', 'leads to one through a translator'],
    ['2002:a00:1::', 'leads to one through a tunnel'],
    ['ff02::1', 'is many machines'],
    ['localhost', 'is no address'],
    ['', 'is nothing'],
  ];
  for (const [address, why] of closed)
    it(`${address === '' ? 'nothing' : address} ${why}`, () => assert.equal(mayReach(address), false));

  it('whoever runs the server can open a range, and only that', () => {
    const allowed = createMayReach(['10.0.0.0/24', 'fd00:1::/32']);
    assert.deepEqual(['10.0.0.9', '10.0.1.9', 'fd00:1::5', 'fd00:2::5', '::ffff:10.0.0.9'].map(allowed), [
      true,
      false,
      true,
      false,
      true,
    ]);
  });
});
