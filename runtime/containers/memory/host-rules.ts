// Host rules of an imagined engine: which subnets are filtered. Nothing flows, so nothing is refused.

import type { HostRules } from '../engine.ts';
import type { Ownership } from './ownership.ts';
import type { MemoryWorld } from './world.ts';

export function createHostRules({ hostRules }: MemoryWorld, { owner }: Ownership): HostRules {
  const keyOf = (network: string): string => `${owner} ${network}`;
  return {
    async ensure(networks, { allowed }) {
      const ruleOf = (subnet: string) => [subnet, ...allowed].join(' ');
      const wrong = networks.filter(({ name, subnet }) => hostRules.get(keyOf(name)) !== ruleOf(subnet));
      for (const { name, subnet } of wrong) hostRules.set(keyOf(name), ruleOf(subnet));
      return wrong.map(({ name }) => name);
    },

    probe: async () => {},

    async remove(network) {
      hostRules.delete(keyOf(network));
    },
  };
}
