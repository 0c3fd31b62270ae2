// A space's desired state with every source pinned: what history keeps, and what a hold and a rollback return to.

import type { LabelMap } from '../../schemas/declaration.ts';
import type { AgentSpec } from '../../schemas/kinds/agent.ts';
import type { SpaceSpec } from '../../schemas/kinds/space.ts';
import type { Manifest } from '../../schemas/manifest/manifest.ts';
import type { LayerHash } from '../../state/model/ids.ts';
import type { SourcePosition } from '../../state/model/plan.ts';

/** Enough to build a layer again, bit for bit the same source. */
export interface PinnedLayer {
  readonly layer: LayerHash;
  readonly commit: string;
  readonly tree: string;
  readonly manifest: Manifest;
}

export interface SnapshotAgent extends PinnedLayer {
  readonly name: string;
  readonly labels: LabelMap;
  readonly spec: AgentSpec;
  readonly specDigest: string;
  readonly position: SourcePosition;
}

/** What stands in `HistoryRow.snapshot`. */
export interface Snapshot {
  readonly spec: SpaceSpec;
  readonly labels: LabelMap;
  readonly specDigest: string;
  readonly agents: readonly SnapshotAgent[];
}
