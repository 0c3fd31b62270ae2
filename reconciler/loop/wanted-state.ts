// What a space is meant to be: as Git declares it, or, on hold, as the stored snapshot says. Pure.

import type { ImageNames } from '../../runtime/images/images.ts';
import type { LabelMap } from '../../schemas/declaration.ts';
import type { AgentSpec } from '../../schemas/kinds/agent.ts';
import type { SpaceSpec } from '../../schemas/kinds/space.ts';
import type { Manifest } from '../../schemas/manifest/manifest.ts';
import type { Condition } from '../../state/model/condition.ts';
import type { LayerHash } from '../../state/model/ids.ts';
import type { SourcePosition } from '../../state/model/plan.ts';
import type { AgentRow } from '../../state/store/agents.ts';
import type { SpaceRow } from '../../state/store/spaces.ts';
import type { SourceFailure } from '../plan/desired.ts';
import { sourceReasons } from './loading/source-reasons.ts';
import type { PinnedLayer, Snapshot } from './snapshot.ts';

export interface WantedAgent {
  readonly name: string;
  readonly labels: LabelMap;
  readonly spec: AgentSpec;
  readonly specDigest: string;
  readonly position: SourcePosition;
  /** Absent on an agent that only the snapshot still knows. */
  readonly row: AgentRow | undefined;
  /** What its source asks for; absent where it never resolved. */
  readonly wanted: PinnedLayer | undefined;
  /** What is in force. */
  readonly good: PinnedLayer | undefined;
  readonly sourceFailure: SourceFailure | undefined;
}

export interface WantedSpace {
  readonly spec: SpaceSpec;
  readonly labels: LabelMap;
  readonly specDigest: string;
  readonly revision: string;
  readonly agents: readonly WantedAgent[];
}

type Names = Pick<ImageNames, 'layerHash'>;

/** The layer's name is made anew: a newer builder may want another one for the same source. */
export function declaredState(space: SpaceRow, rows: readonly AgentRow[], names: Names): WantedSpace {
  return {
    spec: space.spec as SpaceSpec,
    labels: space.labels,
    specDigest: space.specDigest,
    revision: space.revision,
    agents: rows
      .filter(({ removing }) => !removing)
      .map((row) => ({
        name: row.name,
        labels: row.labels,
        spec: row.spec as AgentSpec,
        specDigest: row.specDigest,
        position: row.position,
        row,
        wanted: renamed(row.name, pin(row.layer, row.sourceCommit, row.sourceTree, row.manifest), names),
        good: goodLayer(row),
        sourceFailure: sourceFailureOf(row.conditions),
      })),
  };
}

export function heldState(snapshot: Snapshot, revision: string, rows: readonly AgentRow[]): WantedSpace {
  const byName = new Map(rows.map((row) => [row.name, row]));
  return {
    spec: snapshot.spec,
    labels: snapshot.labels,
    specDigest: snapshot.specDigest,
    revision,
    agents: snapshot.agents.map(({ name, labels, spec, specDigest, position, ...pinned }) => {
      const row = byName.get(name);
      return {
        name,
        labels,
        spec,
        specDigest,
        position,
        row,
        wanted: pinned,
        good: row === undefined ? undefined : goodLayer(row),
        sourceFailure: undefined,
      };
    }),
  };
}

/** The same source under the name that its layer would get now: how to build again what is gone. */
export function renamed<Pin extends PinnedLayer | undefined>(agent: string, pinned: Pin, names: Names): Pin {
  if (pinned === undefined) return pinned;
  const { tree, manifest } = pinned;
  return { ...pinned, layer: names.layerHash({ agent, sourceTree: tree, manifest }) };
}

/** The failure of a source stands in its agent's conditions until the source resolves again. */
export function sourceFailureOf(conditions: readonly Condition[]): SourceFailure | undefined {
  const ready = conditions.find(({ type }) => type === 'Ready');
  if (ready === undefined || !sourceReasons.has(ready.reason)) return undefined;
  const { reason, message, hint } = ready;
  const retry = !conditions.some(({ type }) => type === 'Stalled');
  return { reason, message, ...(hint === undefined ? {} : { hint }), retry };
}

function goodLayer(row: AgentRow): PinnedLayer | undefined {
  return pin(row.goodLayer, row.goodCommit, row.goodTree, row.goodManifest);
}

function pin(
  layer: string | null,
  commit: string | null,
  tree: string | null,
  manifest: unknown,
): PinnedLayer | undefined {
  if (layer === null || commit === null || tree === null || manifest === null) return undefined;
  return { layer: layer as LayerHash, commit, tree, manifest: manifest as Manifest };
}
