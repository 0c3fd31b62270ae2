// Writes down in one step that a space runs a new state: its image, the layers in force, and the entry of its history.

import { isDeepStrictEqual } from 'node:util';

import type { Clock } from '../../state/model/clock.ts';
import type { BuildId } from '../../state/model/ids.ts';
import type { AgentPatch, AgentRow } from '../../state/store/agents.ts';
import type { SpaceRow } from '../../state/store/spaces.ts';
import type { Store, StoreTables } from '../../state/store/store.ts';
import { HISTORY_KEPT } from './held-snapshot.ts';
import { sameWish } from './same-wish.ts';
import type { PinnedLayer, Snapshot, SnapshotAgent } from './snapshot.ts';
import type { ChosenLayer } from './space-image.ts';
import type { WantedAgent, WantedSpace } from './wanted-state.ts';

export interface Application {
  /** As it was read at the beginning of the run. */
  readonly row: SpaceRow;
  readonly wanted: WantedSpace;
  readonly layers: readonly ChosenLayer[];
  readonly buildId: BuildId;
  readonly image: string;
}

/** `outdated`: something else is wanted meanwhile, and nothing was written. */
export type ApplySpace = (application: Application) => Promise<'applied' | 'unchanged' | 'outdated'>;

export function createSpaceApply({
  store,
  clock,
}: {
  readonly store: Store;
  readonly clock: Clock;
}): ApplySpace {
  return async function apply(application) {
    const { row, wanted, layers, buildId, image } = application;
    if (isApplied(application)) return 'unchanged';
    const now = clock.now();
    return store.transaction(async (tables) => {
      const fresh = await tables.spaces.get(row.name);
      if (fresh === undefined || !sameWish(fresh, row)) return 'outdated';
      await putInForce(tables, application, now);
      await tables.spaces.update(
        row.name,
        { buildId, image, appliedDigest: wanted.specDigest, appliedRevision: wanted.revision },
        now,
      );
      const snapshot: Snapshot = {
        spec: wanted.spec,
        labels: wanted.labels,
        specDigest: wanted.specDigest,
        agents: layers.map(snapshotOf),
      };
      const { revision } = wanted;
      const [before] = await tables.history.list(row.name, 1);
      // What runs is the newest entry, whatever the clock says.
      const appliedAt = Math.max(now, (before?.appliedAt ?? 0) + 1);
      await tables.history.put({ space: row.name, revision, buildId, image, snapshot, appliedAt });
      await tables.history.trim(row.name, HISTORY_KEPT);
      return 'applied';
    });
  };
}

function snapshotOf({ agent, use }: ChosenLayer): SnapshotAgent {
  const { name, labels, spec, specDigest, position } = agent;
  return { name, labels, spec, specDigest, position, ...use };
}

function isApplied({ row, wanted, layers, buildId, image }: Application): boolean {
  if (row.buildId !== buildId || row.image !== image) return false;
  if (row.appliedDigest !== wanted.specDigest || row.appliedRevision !== wanted.revision) return false;
  return layers.every(({ agent, use }) => agent.row !== undefined && isInForce(agent.row, use));
}

/** The good layer of an agent is the one in its space's image: what sessions are told about it must fit what runs. */
async function putInForce(
  tables: StoreTables,
  { row, layers, wanted }: Application,
  now: number,
): Promise<void> {
  const rows = new Map((await tables.agents.list(row.name)).map((each) => [each.name, each]));
  for (const { agent, use } of layers) {
    const own = rows.get(agent.name);
    rows.delete(agent.name);
    if (own === undefined) {
      // Only a hold wants agents that Git doesn't declare any more; they leave again with it.
      if (row.hold !== null) await tables.agents.putAll([rowOfHeld(agent, use, row, wanted, now)]);
    } else if (!isInForce(own, use) || own.appliedDigest !== agent.specDigest) {
      await tables.agents.update(row.name, agent.name, inForce(use, agent.specDigest), now);
    }
  }
  for (const { name, goodLayer } of rows.values()) {
    if (goodLayer !== null) await tables.agents.update(row.name, name, notInForce, now);
  }
}

function isInForce(row: AgentRow, use: PinnedLayer): boolean {
  return (
    row.goodLayer === use.layer &&
    row.goodTree === use.tree &&
    isDeepStrictEqual(row.goodManifest, use.manifest)
  );
}

const notInForce = {
  goodLayer: null,
  goodCommit: null,
  goodTree: null,
  goodManifest: null,
  appliedDigest: null,
} satisfies AgentPatch;

function inForce({ layer, commit, tree, manifest }: PinnedLayer, digest: string) {
  return {
    goodLayer: layer,
    goodCommit: commit,
    goodTree: tree,
    goodManifest: manifest,
    appliedDigest: digest,
  } satisfies AgentPatch;
}

function rowOfHeld(
  { name, labels, spec, specDigest, position }: WantedAgent,
  use: PinnedLayer,
  space: SpaceRow,
  wanted: WantedSpace,
  now: number,
): AgentRow {
  return {
    space: space.name,
    name,
    labels,
    spec,
    specDigest,
    position,
    revision: wanted.revision,
    removing: true,
    sourceCommit: use.commit,
    sourceTree: use.tree,
    manifest: use.manifest,
    layer: use.layer,
    ...inForce(use, specDigest),
    conditions: [],
    createdAt: now,
    updatedAt: now,
  };
}
