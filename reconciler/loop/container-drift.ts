// Limits and networks of containers that somebody changed by hand, put back to what the space that runs says.

import { isDeepStrictEqual } from 'node:util';

import type { SpaceSpec } from '../../schemas/kinds/space.ts';
import { parseSize } from '../../schemas/size.ts';
import type { ContainerView, Engine, Limits } from '../../runtime/containers/engine.ts';
import { spaceNetworkName } from '../../runtime/containers/network-name.ts';
import { SESSION_LABEL, SPACE_LABEL } from '../../runtime/sessions/names.ts';
import type { Store } from '../../state/store/store.ts';
import type { Snapshot } from './snapshot.ts';

export interface ContainerDriftDeps {
  readonly store: Pick<Store, 'history'>;
  readonly engine: Pick<Engine, 'containers' | 'networks'>;
  readonly installationId: string;
}

/** Answers what was found and repaired, as phrases. */
export async function repairContainers(
  { store, engine, installationId }: ContainerDriftDeps,
  space: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const [applied] = await store.history.list(space, 1);
  if (applied === undefined) return [];
  const { spec } = applied.snapshot as Snapshot;
  const network = spaceNetworkName(installationId, space);
  const found: string[] = [];
  for (const { id } of await engine.containers.list({ [SPACE_LABEL]: space }, { signal })) {
    const view = await engine.containers.inspect(id, { signal });
    // One that is older than the state that runs was made as another state said, and waits for its session to move.
    if (view?.state !== 'running' || (view.startedAt ?? 0) <= applied.appliedAt) continue;
    const session = view.labels[SESSION_LABEL] ?? view.name;
    if (!limitsAre(view, spec)) {
      await engine.containers.update(id, limitsOf(spec), { signal });
      found.push(`the limits of session ${session} were changed`);
    }
    if (spec.network.egress === 'internet' && view.networks?.includes(network) === false) {
      await engine.networks.connect(network, id, { signal });
      found.push(`session ${session} was taken off its network`);
    }
  }
  return found;
}

function limitsOf({ resources: { cpus, memory, pids } }: SpaceSpec): Limits {
  const memoryBytes = parseSize(memory);
  return { cpus, pids, ...(memoryBytes === undefined ? {} : { memoryBytes }) };
}

function limitsAre({ limits }: ContainerView, spec: SpaceSpec): boolean {
  if (limits === undefined) return true;
  const { cpus, pids, memoryBytes } = limitsOf(spec);
  return isDeepStrictEqual([limits.cpus, limits.pids, limits.memoryBytes], [cpus, pids, memoryBytes]);
}
