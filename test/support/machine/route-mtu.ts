// How long packets may be on this machine's way out. Containers on a bridge that lets through longer ones reach nobody, or
// only those who say little.

import { readFileSync } from 'node:fs';

/** In bytes, of the interface of the default route; undefined where that can't be told. */
export function routeMtu(): number | undefined {
  try {
    const [, ...routes] = readFileSync('/proc/net/route', 'utf8').split('\n');
    const toAll = routes
      .map((route) => route.split('\t'))
      .find(([, destination]) => destination === '00000000');
    const mtu = Number(readFileSync(`/sys/class/net/${toAll?.[0]}/mtu`, 'utf8'));
    return Number.isInteger(mtu) && mtu > 0 ? mtu : undefined;
  } catch {
    return undefined;
  }
}
