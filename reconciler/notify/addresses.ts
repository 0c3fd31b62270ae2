// Which addresses may be told anything: public ones, and those that whoever runs the server allows. Else people who declare
// spaces could make the server knock at doors inside its network.

import { BlockList, isIP, isIPv6 } from 'node:net';

export type MayReach = (address: string) => boolean;

const notPublic: readonly (readonly [net: string, prefix: number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];

/** Of the sixth version only what is given out to the public; what hides one of the fourth is judged as that. */
const publicSix = new BlockList();
publicSix.addSubnet('2000::', 3, 'ipv6');
const closedSix = new BlockList();
for (const [net, prefix] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  closedSix.addSubnet(net, prefix, 'ipv6');
const closedFour = new BlockList();
for (const [net, prefix] of notPublic) closedFour.addSubnet(net, prefix, 'ipv4');

const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/** `allowed`: ranges such as `10.0.0.0/8`, or `fd00::/8`. */
export function createMayReach(allowed: readonly string[]): MayReach {
  const open = new BlockList();
  for (const range of allowed) {
    const [net = '', prefix] = range.split('/');
    open.addSubnet(net, Number(prefix), isIPv6(net) ? 'ipv6' : 'ipv4');
  }
  return function mayReach(given) {
    const address = MAPPED.exec(given)?.[1] ?? given;
    const version = isIP(address);
    if (version === 0) return false;
    const family = version === 6 ? 'ipv6' : 'ipv4';
    if (open.check(address, family)) return true;
    if (family === 'ipv4') return !closedFour.check(address, 'ipv4');
    return publicSix.check(address, 'ipv6') && !closedSix.check(address, 'ipv6');
  };
}
