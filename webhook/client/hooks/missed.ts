// Which deliveries never arrived, from what GitHub remembers of them. Pure.

import type { HookDelivery } from '../github.ts';

/** GitHub delivers nothing again that is older. */
const longestAgoMs = 3 * 24 * 60 * 60_000;

/** One of each that no attempt brought over, oldest first, so that they come in the order in which they happened. */
export function missed(deliveries: readonly HookDelivery[], now: number): readonly HookDelivery[] {
  const arrived = new Set(deliveries.filter(wasTaken).map(({ guid }) => guid));
  const latest = new Map<string, HookDelivery>();
  for (const delivery of deliveries) {
    if (arrived.has(delivery.guid) || delivery.at < now - longestAgoMs) continue;
    const known = latest.get(delivery.guid);
    if (known === undefined || known.at < delivery.at) latest.set(delivery.guid, delivery);
  }
  return [...latest.values()].sort((a, b) => a.at - b.at);
}

/** What we refused for good, a wrong shape for example, is refused again however often it comes. */
function wasTaken({ status }: HookDelivery): boolean {
  const refusedForGood = status >= 400 && status < 500 && status !== 401 && status !== 404 && status !== 408;
  return (status >= 200 && status < 300) || refusedForGood;
}
