// Networks on a Docker engine: bridges with a subnet of ours, since the engine's own pools end after some thirty.

import type { NetworkInspectInfo } from 'dockerode';
import type { Networks, NetworkView, Waiting } from '../engine.ts';
import { EngineError, isEngineError } from '../errors.ts';
import { inspectNetwork, joinNetwork, untyped } from './abortable.ts';
import type { Connection } from './connection.ts';
import type { Ownership } from './ownership.ts';

const MTU = 'com.docker.network.driver.mtu';

export function createNetworks({ docker, call }: Connection, ownership: Ownership): Networks {
  async function look(name: string, wait?: Waiting): Promise<NetworkInspectInfo | undefined> {
    try {
      return await call((abortSignal) => inspectNetwork(docker, name, abortSignal), wait);
    } catch (thrown) {
      if (isEngineError(thrown, 'NETWORK_NOT_FOUND')) return undefined;
      throw thrown;
    }
  }

  async function requireOurs(name: string, wait?: Waiting): Promise<NetworkInspectInfo> {
    const info = await look(name, wait);
    if (info === undefined) throw new EngineError('NETWORK_NOT_FOUND', `There is no network ${name}.`);
    ownership.require(info.Labels, `network ${name}`);
    return info;
  }

  function ourView(info: NetworkInspectInfo): NetworkView {
    ownership.know('network', info.Id);
    return { id: info.Id, name: info.Name, labels: info.Labels ?? {}, subnet: subnetsOf(info)[0] ?? '' };
  }

  /** What the engine's own bridge says; a network of ours would let through packets that are too long for the way out. */
  async function bridgeOptions(wait?: Waiting): Promise<Readonly<Record<string, string>>> {
    const mtu = (await look('bridge', wait))?.Options?.[MTU] as unknown;
    return typeof mtu === 'string' ? { [MTU]: mtu } : {};
  }

  return {
    async ensure({ name, labels, subnet, isolated }, wait) {
      const request = {
        Name: name,
        CheckDuplicate: true,
        Driver: 'bridge',
        Internal: false,
        // The host's rules are for the addresses that it can have.
        EnableIPv6: false,
        IPAM: { Driver: 'default', Config: [{ Subnet: subnet }] },
        Options: {
          ...(await bridgeOptions(wait)),
          'com.docker.network.bridge.enable_icc': String(!isolated),
        },
        Labels: ownership.mark(labels),
      };
      try {
        await call((abortSignal) => docker.createNetwork({ ...request, abortSignal }), wait);
      } catch (thrown) {
        if (!isEngineError(thrown) || !/already exists/.test(thrown.message)) throw thrown;
      }
      const view = ourView(await requireOurs(name, wait));
      if (view.subnet === subnet) return view;
      const message = `The network ${name} is there with the subnet ${view.subnet}, not ${subnet}.`;
      throw new EngineError('SUBNET_TAKEN', message, { details: { name, subnet: view.subnet } });
    },

    async inspect(name, wait) {
      const info = await look(name, wait);
      return info !== undefined && ownership.isOurs(info.Labels) ? ourView(info) : undefined;
    },

    async connect(name, container, wait) {
      const { Containers: joined = {} } = await requireOurs(name, wait);
      if (container in joined) return;
      try {
        await call((abortSignal) => joinNetwork(docker, name, container, abortSignal), wait);
      } catch (thrown) {
        // One that doesn't run has an endpoint too, which the network's view leaves out.
        if (!isEngineError(thrown) || !/already exists in network/.test(thrown.message)) throw thrown;
      }
    },

    async disconnect(name, container, wait) {
      const info = await look(name, wait);
      if (info === undefined) return;
      ownership.require(info.Labels, `network ${name}`);
      const request = { Container: container };
      try {
        await call((abortSignal) => docker.getNetwork(name).disconnect({ ...request, abortSignal }), wait);
      } catch (thrown) {
        if (isEngineError(thrown, 'CONTAINER_NOT_FOUND')) return;
        if (!isEngineError(thrown) || !/is not connected to/.test(thrown.message)) throw thrown;
      }
    },

    async takenSubnets(wait) {
      const infos = await call((abortSignal) => untyped(docker).listNetworks({ abortSignal }), wait);
      return infos.flatMap((info) => subnetsOf(info));
    },

    async list(labels, wait) {
      const filters = { label: ownership.filter(labels) };
      const infos = await call((abortSignal) => untyped(docker).listNetworks({ filters, abortSignal }), wait);
      return infos.map(ourView);
    },

    async remove(name, wait) {
      const info = await look(name, wait);
      if (info === undefined) return;
      ownership.require(info.Labels, `network ${name}`);
      try {
        await call((abortSignal) => docker.getNetwork(info.Id).remove({ abortSignal }), wait);
      } catch (thrown) {
        if (!isEngineError(thrown, 'NETWORK_NOT_FOUND')) throw thrown;
      }
    },
  };
}

function subnetsOf(info: NetworkInspectInfo): string[] {
  return (info.IPAM?.Config ?? []).flatMap(({ Subnet }) => (Subnet === undefined ? [] : [Subnet]));
}
