// A space's network: a subnet taken from the pool first, then the host's rules for it, then the network on it, so that a crash
// between two of them leaves nothing that isn't known, and nothing can be on a network that isn't filtered.

import type { SpaceSpec } from '../../schemas/kinds/space.ts';
import type { Egress } from '../../runtime/containers/egress.ts';
import type { Engine } from '../../runtime/containers/engine.ts';
import { isEngineError } from '../../runtime/containers/errors.ts';
import { spaceNetworkName } from '../../runtime/containers/network-name.ts';
import { nextSubnet, type NetworkPool } from '../../runtime/containers/network-pool.ts';
import type { Store } from '../../state/store/store.ts';
import type { Checkpoint } from './checkpoints.ts';

export interface SpaceNetworkDeps {
  readonly store: Pick<Store, 'networkSlots'>;
  readonly engine: Pick<Engine, 'networks'>;
  readonly egress: Pick<Egress, 'require' | 'remove'>;
  readonly installationId: string;
  readonly pool: NetworkPool;
  /** A subnet is free again: who found the pool empty can go on. */
  readonly freed?: () => void;
  readonly checkpoint: Checkpoint;
}

export interface SpaceNetwork {
  /** Answers what was found missing or changed and put right, as a phrase; undefined where nothing was. */
  ensure(
    space: string,
    spec: SpaceSpec,
    wait: { readonly signal: AbortSignal; readonly applied: boolean },
  ): Promise<string | undefined>;
  /** False while something is still joined to it. */
  remove(space: string, wait: { readonly signal: AbortSignal }): Promise<boolean>;
}

export const HOST_RULES_DRIFT = 'the host rules of its network were gone or changed';

/** How many subnets to try that somebody else on the engine turns out to have. */
const MOST_TRIES = 20;

export function createSpaceNetwork(deps: SpaceNetworkDeps): SpaceNetwork {
  const { store, engine, egress, installationId } = deps;

  async function slot(space: string, refused: readonly string[]): Promise<string> {
    for (;;) {
      const own = await store.networkSlots.get(space);
      if (own !== undefined) return own.subnet;
      const ours = (await store.networkSlots.list()).map(({ subnet }) => subnet);
      const subnet = nextSubnet(deps.pool, [...ours, ...(await engine.networks.takenSubnets()), ...refused]);
      if (await store.networkSlots.take({ space, subnet })) return subnet;
    }
  }

  async function make(space: string, signal: AbortSignal): Promise<void> {
    const refused: string[] = [];
    for (;;) {
      const subnet = await slot(space, refused);
      await deps.checkpoint('space.network-slot-taken');
      try {
        const name = spaceNetworkName(installationId, space);
        await egress.require({ name, subnet }, { signal });
        await deps.checkpoint('space.network-filtered');
        await engine.networks.ensure(
          { name, labels: { 'dev.raworc.space': space }, subnet, isolated: true },
          { signal },
        );
        await deps.checkpoint('space.network-made');
        return;
      } catch (thrown) {
        if (!isEngineError(thrown, 'SUBNET_TAKEN') || refused.length >= MOST_TRIES) throw thrown;
        refused.push(subnet);
        await store.networkSlots.release(space);
      }
    }
  }

  async function remove(space: string, signal: AbortSignal): Promise<boolean> {
    try {
      await engine.networks.remove(spaceNetworkName(installationId, space), { signal });
    } catch (thrown) {
      if (isEngineError(thrown, 'NETWORK_IN_USE')) return false;
      throw thrown;
    }
    await deps.checkpoint('removal.network-removed');
    await egress.remove(spaceNetworkName(installationId, space), { signal });
    await deps.checkpoint('removal.host-rules-removed');
    await store.networkSlots.release(space);
    await deps.checkpoint('removal.slot-released');
    deps.freed?.();
    return true;
  }

  return {
    async ensure(space, spec, { signal, applied }) {
      const own = await store.networkSlots.get(space);
      if (spec.network.egress === 'none') {
        // Sessions that are still joined to it have to move first; a later run takes it away.
        if (own !== undefined) await remove(space, signal);
        return undefined;
      }
      const there = await engine.networks.inspect(spaceNetworkName(installationId, space), { signal });
      if (there !== undefined && there.subnet === own?.subnet) {
        const wasOpen = await egress.require(there, { signal });
        return wasOpen && applied ? HOST_RULES_DRIFT : undefined;
      }
      if (there !== undefined) {
        // Made by hand or for another slot: sessions on it move when it is made anew.
        await engine.networks.remove(there.name, { signal });
      }
      await make(space, signal);
      if (!applied) return undefined;
      return there === undefined ? 'the network was removed' : 'the network had another subnet';
    },

    remove: (space, { signal }) => remove(space, signal),
  };
}
