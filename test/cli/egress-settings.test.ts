// Which addresses an operator may open to sessions, by tables.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { egressAllowSetting } from '../../cli/settings/egress-settings.ts';
import { loadSettings } from '../../cli/settings/settings.ts';

const read = (RAWORC_EGRESS_ALLOW: string, RAWORC_NETWORK_POOL = '') =>
  egressAllowSetting(loadSettings({ RAWORC_HOME: '/nowhere', RAWORC_EGRESS_ALLOW, RAWORC_NETWORK_POOL }, {}));

describe('addresses that are opened to sessions', () => {
  const taken = [
    ['nothing by default, so that no private address can be reached', '', []],
    ['one address, as the packet filter writes it', '10.0.0.5', ['10.0.0.5/32']],
    [
      'several, in one order whatever was written',
      '192.168.7.9/24, 10.0.0.5',
      ['10.0.0.5/32', '192.168.7.0/24'],
    ],
    ['each of them once', '10.0.0.5 10.0.0.5/32', ['10.0.0.5/32']],
  ] as const;
  for (const [why, text, expected] of taken) it(why, () => assert.deepEqual(read(text), expected));

  const refused = [
    ['what is no range, instead of opening something else', 'model.internal', /no IPv4 range/u],
    ['an IPv6 range, for the networks of spaces have none', 'fd00::/64', /no IPv4 range/u],
    ['the metadata address, which gives out the machine’s credentials', '169.254.169.254', /metadata/u],
    ['a range that holds the networks of other spaces', '10.0.0.0/8', /networks of spaces/u],
    ['everything', '0.0.0.0/0', /metadata/u],
    ['the loopback addresses', '127.0.0.1', /loopback/u],
  ] as const;
  for (const [why, text, message] of refused)
    it(`refuses ${why}`, () => assert.throws(() => read(text), { code: 'SETTING_INVALID', message }));

  it('may hold what is outside of a pool that was moved', () => {
    assert.deepEqual(read('10.0.0.0/8', '192.168.128.0/17'), ['10.0.0.0/8']);
  });
});
