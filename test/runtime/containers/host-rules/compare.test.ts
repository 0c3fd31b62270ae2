// What the host's packet filter says, against what it should say.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { canFilter, removal, repair } from '../../../../runtime/containers/host-rules/compare.ts';
import { resolversIn } from '../../../../runtime/containers/host-rules/resolvers.ts';
import { chainNames, ruleSet } from '../../../../runtime/containers/host-rules/rules.ts';

const engines = ['-P INPUT ACCEPT', '-P FORWARD DROP', '-N DOCKER-USER', '-A FORWARD -j DOCKER-USER'];
const ofOthers = ['-A INPUT -i lo -j ACCEPT', '-A DOCKER-USER -j RETURN'];
const known = { owner: 'ours', key: '0123456789ab', resolvers: ['10.0.0.2'], allowed: ['10.0.0.5/32'] };
const set = ruleSet({ name: 'raworc_sales', subnet: '10.213.0.0/24' }, known);
const good = [
  ...engines,
  ...set.chains.map((chain) => `-N ${chain}`),
  ...set.jumps,
  ...ofOthers,
  ...set.rules,
];

describe('repairing host rules', () => {
  it('does nothing where everything stands', () => {
    assert.deepEqual(repair(good, [set]), { networks: [], input: undefined });
  });

  it('sets everything where nothing is there, in one transaction, in front of what others have', () => {
    const { networks, input } = repair([...engines, ...ofOthers], [set]);
    assert.deepEqual(networks, ['raworc_sales']);
    const lines = (input ?? '').split('\n');
    assert.equal(lines[0], '*filter');
    assert.deepEqual(lines.slice(-2), ['COMMIT', '']);
    assert.equal(
      lines.filter((line) => line.startsWith('-I ') && line.includes(' 1 -s 10.213.0.0/24')).length,
      2,
    );
  });

  const damages: Readonly<Record<string, (listing: readonly string[]) => readonly string[]>> = {
    'a rule is gone': (listing) => listing.filter((line) => !line.includes('169.254.0.0/16')),
    'a rule was put in front': (listing) => {
      const at = listing.indexOf(set.rules[0] ?? '');
      return listing.toSpliced(at, 0, `-A ${set.chains[0]} -j RETURN`);
    },
    'rules are in another order': (listing) => {
      const rules = listing.filter((line) => line.startsWith(`-A ${set.chains[0]} `));
      return [...listing.filter((line) => !rules.includes(line)), ...rules.toReversed()];
    },
    'nothing leads there': (listing) => listing.filter((line) => line !== set.jumps[0]),
    'it is asked after a rule that lets everything through': (listing) => [
      ...listing.filter((line) => line !== set.jumps[0]),
      ...set.jumps.slice(0, 1),
    ],
    'it is asked twice': (listing) => [...listing, ...set.jumps],
    'it is asked for another subnet': (listing) =>
      listing.map((line) => line.replace('10.213.0.0/24', '10.213.9.0/24')),
  };
  for (const [what, damage] of Object.entries(damages)) {
    it(`repairs where ${what}, and takes away what led there before`, () => {
      const listing = damage(good);
      const { networks, input = '' } = repair(listing, [set]);
      assert.deepEqual(networks, ['raworc_sales']);
      for (const line of listing.filter((one) => set.chains.some((chain) => one.endsWith(` -j ${chain}`))))
        assert.ok(input.includes(line.replace('-A ', '-D ')), line);
    });
  }

  it('never names a rule of another’s', () => {
    for (const input of [repair([...engines, ...ofOthers], [set]).input, removal(good, set.chains)])
      assert.doesNotMatch(input ?? '', /-i lo|-j RETURN$(?<!RAWORC.*)|-F DOCKER|-P /m);
  });

  it('takes all away that leads into a network’s chains, and finds nothing the second time', () => {
    const input = removal(good, set.chains) ?? '';
    assert.deepEqual(
      input.split('\n').map((line) => line.slice(0, 2)),
      ['*f', '-D', '-D', '-F', '-F', '-X', '-X', 'CO', ''],
    );
    assert.equal(removal([...engines, ...ofOthers], set.chains), undefined);
  });

  it('is impossible where the engine keeps no chain that is asked first', () => {
    assert.equal(canFilter(good), true);
    assert.equal(canFilter(['-P FORWARD ACCEPT']), false);
  });

  it('has chains whose names the filter takes', () => {
    for (const chain of chainNames(known.key)) assert.ok(chain.length <= 28, chain);
  });
});

describe('the resolvers of a host', () => {
  const cases = [
    ['nameserver 10.255.255.53\n', ['10.255.255.53']],
    ['# of systemd\nnameserver 127.0.0.53\noptions edns0\n', []],
    [
      'nameserver 9.9.9.9\nnameserver 1.1.1.1\nnameserver 9.9.9.9\nnameserver fd00::1\n',
      ['1.1.1.1', '9.9.9.9'],
    ],
    ['', []],
  ] as const;
  for (const [text, expected] of cases)
    it(`are ${expected.join(' and ') || 'none that a container could ask'} in ${JSON.stringify(text)}`, () => {
      assert.deepEqual(resolversIn(text), expected);
    });
});
