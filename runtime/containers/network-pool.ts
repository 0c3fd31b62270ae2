// Which subnet a new network gets: the first of the pool that overlaps nothing taken. Pure; who stores the choice
// decides races.

import { formatCidr, overlap, parseCidr, sizeOf, type Range } from './cidr.ts';
import { EngineError } from './errors.ts';

export const DEFAULT_NETWORK_POOL = '10.213.0.0/16';
export const DEFAULT_SUBNET_PREFIX = 24;

export interface NetworkPool {
  readonly range: Range;
  /** Length of each subnet's prefix. */
  readonly prefix: number;
}

/** Reads `RAWORC_NETWORK_POOL`: `10.213.0.0/16`, or `10.213.0.0/16/26` for subnets of another size than /24. */
export function parseNetworkPool(text: string = DEFAULT_NETWORK_POOL): NetworkPool | string {
  const [, cidr = '', own] = /^([^/]+\/\d+)(?:\/(\d+))?$/.exec(text.trim()) ?? [];
  const range = parseCidr(cidr);
  if (range === undefined) return `"${text}" is no IPv4 range such as ${DEFAULT_NETWORK_POOL}`;
  const prefix = own === undefined ? Math.max(DEFAULT_SUBNET_PREFIX, range.prefix) : Number(own);
  if (prefix < range.prefix) return `subnets of /${prefix} don't fit into ${cidr}`;
  if (prefix > 29) return `subnets of /${prefix} are too small: a gateway and a few containers need /29`;
  return { range, prefix };
}

export function subnetCount({ range, prefix }: NetworkPool): number {
  return 2 ** (prefix - range.prefix);
}

/**
 * The first free subnet. `taken` are CIDRs of any kind: our own slots, the engine's other networks, routes of the host;
 * what is no IPv4 range is passed over. Throws `NETWORK_POOL_EMPTY`.
 */
export function nextSubnet(pool: NetworkPool, taken: readonly string[]): string {
  const ranges = taken.map(parseCidr).filter((range) => range !== undefined);
  const step = sizeOf(pool.prefix);
  const end = pool.range.first + sizeOf(pool.range.prefix);
  let candidate: Range = { first: pool.range.first, prefix: pool.prefix };
  while (candidate.first < end) {
    const { first, prefix } = candidate;
    const hit = ranges.find((range) => overlap(range, { first, prefix }));
    if (hit === undefined) return formatCidr(candidate);
    // Past all of what was hit, for it may be larger than a subnet.
    const past = hit.first + sizeOf(hit.prefix);
    candidate = { first: Math.max(first + step, Math.ceil(past / step) * step), prefix };
  }
  const message = `All ${subnetCount(pool)} subnets of the network pool ${formatCidr(pool.range)} are taken.`;
  throw new EngineError('NETWORK_POOL_EMPTY', message);
}
