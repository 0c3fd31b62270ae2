// The setting that opens addresses to sessions which are not public: a model or a registry inside the company. What would let one
// session reach another, or the credentials of the machine, can't be opened.

import { formatCidr, overlap, parseCidr } from '../../runtime/containers/cidr.ts';
import { parseNetworkPool } from '../../runtime/containers/network-pool.ts';
import { settingError } from './errors.ts';
import type { Settings } from './settings.ts';

const name = 'RAWORC_EGRESS_ALLOW';
const hint = 'Write IPv4 addresses or ranges, separated by commas: 10.0.0.5, 192.168.7.0/24.';

/** Sorted, and each range as it is written canonically: `10.0.0.5` is `10.0.0.5/32`. */
export function egressAllowSetting(settings: Settings): readonly string[] {
  const closed = closedRanges(settings.get('RAWORC_NETWORK_POOL'));
  const texts = (settings.get(name) ?? '').split(/[\s,]+/).filter((text) => text !== '');
  const ranges = texts.map((text) => {
    const range = parseCidr(text.includes('/') ? text : `${text}/32`);
    if (range === undefined) throw settingError(name, `${JSON.stringify(text)} is no IPv4 range`, hint);
    for (const [cidr, what] of closed) {
      const other = parseCidr(cidr);
      if (other !== undefined && overlap(range, other))
        throw settingError(name, `${text} holds ${what} (${cidr})`, 'Name smaller ranges without it.');
    }
    return formatCidr(range);
  });
  return [...new Set(ranges)].sort();
}

function closedRanges(poolText: string | undefined): readonly (readonly [cidr: string, what: string])[] {
  const pool = parseNetworkPool(poolText);
  return [
    ['169.254.0.0/16', 'the metadata address of clouds'],
    ['127.0.0.0/8', 'this machine’s loopback addresses'],
    // Whoever starts the runtime is told of a pool that is none.
    ...(typeof pool === 'string'
      ? []
      : [[formatCidr(pool.range), 'the networks of spaces, RAWORC_NETWORK_POOL'] as const]),
  ];
}
