// Networks of an imagined engine: names, subnets and who is joined; nothing flows.

import { overlap, parseCidr } from '../cidr.ts';
import type { Networks, NetworkView } from '../engine.ts';
import { EngineError } from '../errors.ts';
import type { Ownership } from './ownership.ts';
import type { MemoryContainer, MemoryNetwork, MemoryWorld } from './world.ts';

export function createNetworks(world: MemoryWorld, ownership: Ownership): Networks {
  const viewOf = ({ id, name, labels, subnet }: MemoryNetwork): NetworkView => ({ id, name, labels, subnet });

  function need(name: string): MemoryNetwork {
    const network = world.networks.get(name);
    if (network === undefined) throw new EngineError('NETWORK_NOT_FOUND', `There is no network ${name}.`);
    ownership.require(network.labels, `network ${name}`);
    return network;
  }

  function requireFree(subnet: string): void {
    const range = parseCidr(subnet);
    if (range === undefined)
      throw new EngineError('ENGINE_REFUSED', `The subnet ${subnet} is no IPv4 range.`);
    for (const other of world.networks.values()) {
      const taken = parseCidr(other.subnet);
      if (taken === undefined || !overlap(range, taken)) continue;
      throw new EngineError('SUBNET_TAKEN', `The subnet ${subnet} overlaps the network ${other.name}.`);
    }
  }

  return {
    async ensure({ name, labels, subnet }) {
      const there = world.networks.get(name);
      if (there === undefined) {
        requireFree(subnet);
        const network = { id: world.nextId(), name, subnet, labels: ownership.mark(labels) };
        world.networks.set(name, network);
        return viewOf(network);
      }
      ownership.require(there.labels, `network ${name}`);
      if (there.subnet === subnet) return viewOf(there);
      throw new EngineError('SUBNET_TAKEN', `The network ${name} is there with the subnet ${there.subnet}.`);
    },

    async inspect(name) {
      const network = world.networks.get(name);
      return network !== undefined && ownership.isOurs(network.labels) ? viewOf(network) : undefined;
    },

    async connect(name, id) {
      need(name);
      const container = world.containers.get(id);
      if (container === undefined)
        throw new EngineError('CONTAINER_NOT_FOUND', `There is no container ${id}.`);
      if (container.networks.has(name)) return;
      container.networks.add(name);
      if (container.state === 'running') tellJoined(world, container, name, 'connect');
    },

    async disconnect(name, id) {
      const network = world.networks.get(name);
      if (network === undefined) return;
      need(name);
      const container = world.containers.get(id);
      if (container === undefined || !container.networks.delete(name)) return;
      if (container.state === 'running') tellJoined(world, container, name, 'disconnect');
    },

    async takenSubnets() {
      return Array.from(world.networks.values(), ({ subnet }) => subnet);
    },

    async list(labels) {
      return [...world.networks.values()]
        .filter((network) => ownership.matches(network.labels, labels))
        .map(viewOf);
    },

    async remove(name) {
      if (!world.networks.has(name)) return;
      const network = need(name);
      const joined = [...world.containers.values()].some(
        ({ networks, state }) => networks.has(name) && (state === 'running' || state === 'paused'),
      );
      if (joined) throw new EngineError('NETWORK_IN_USE', `The network ${name} has containers joined to it.`);
      world.networks.delete(name);
      world.emit({ type: 'network', action: 'destroy', name, at: world.now() }, network.labels);
    },
  };
}

export function tellJoined(
  world: MemoryWorld,
  container: MemoryContainer,
  name: string,
  action: 'connect' | 'disconnect',
): void {
  const labels = world.networks.get(name)?.labels;
  if (labels === undefined) return;
  world.emit({ type: 'network', action, name, container: container.id, at: world.now() }, labels);
}
