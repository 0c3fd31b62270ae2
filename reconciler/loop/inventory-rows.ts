// What is written into the inventory for a part of a reading: the desired columns, beside what rows hold already.

import type { ImageNames } from '../../runtime/images/images.ts';
import type { AgentRow } from '../../state/store/agents.ts';
import type { SpaceRow } from '../../state/store/spaces.ts';
import type { DesiredAgent, DesiredSpace } from '../plan/desired.ts';
import { report, type Outcome } from './report.ts';

export interface RowContext {
  readonly revision: string;
  readonly now: number;
  readonly names: Pick<ImageNames, 'layerHash'>;
}

const RECHECK_MS = 60_000;

export function spaceRow(
  { name, labels, spec, specDigest, position }: DesiredSpace,
  before: SpaceRow | undefined,
  { revision, now }: RowContext,
): SpaceRow {
  return {
    name,
    labels,
    spec,
    specDigest,
    position,
    revision,
    removing: false,
    awaitingConfirmation: null,
    buildId: before?.buildId ?? null,
    image: before?.image ?? null,
    appliedDigest: before?.appliedDigest ?? null,
    appliedRevision: before?.appliedRevision ?? null,
    hold: before?.hold ?? null,
    conditions: underWay(before, revision, now),
    createdAt: before?.createdAt ?? now,
    updatedAt: now,
  };
}

/** A space that is declared as before, but whose agents changed. */
export function touchedSpace(before: SpaceRow, { revision, now }: RowContext): Partial<SpaceRow> {
  return { revision, removing: false, conditions: underWay(before, revision, now) };
}

/** Until the space's next run has said how it stands, nobody may take what an older one said for the answer. */
export function underWay(
  before: SpaceRow | undefined,
  revision: string,
  now: number,
): SpaceRow['conditions'] {
  const message = `Revision ${revision.slice(0, 7)} is being carried out.`;
  const outcome: Outcome = { type: 'progressing', reason: 'Started', message, recheckAfterMs: RECHECK_MS };
  const hold = before?.hold ?? null;
  return report(outcome, before?.conditions ?? [], now, hold === null ? {} : { hold }).conditions;
}

export function agentRow(
  agent: DesiredAgent,
  before: AgentRow | undefined,
  { revision, now, names }: RowContext,
): AgentRow {
  const { space, name, labels, spec, specDigest, position, source } = agent;
  // A source that fails leaves in force what it last resolved to.
  const resolved =
    source.type === 'resolved'
      ? {
          sourceCommit: source.source.commit,
          sourceTree: source.source.tree,
          manifest: source.source.manifest,
          layer: names.layerHash({
            agent: name,
            sourceTree: source.source.tree,
            manifest: source.source.manifest,
          }),
        }
      : {
          sourceCommit: before?.sourceCommit ?? null,
          sourceTree: before?.sourceTree ?? null,
          manifest: before?.manifest ?? null,
          layer: before?.layer ?? null,
        };
  return {
    space,
    name,
    labels,
    spec,
    specDigest,
    position,
    revision,
    removing: false,
    ...resolved,
    goodLayer: before?.goodLayer ?? null,
    goodCommit: before?.goodCommit ?? null,
    goodTree: before?.goodTree ?? null,
    goodManifest: before?.goodManifest ?? null,
    appliedDigest: before?.appliedDigest ?? null,
    conditions: report(agentStart(agent), before?.conditions ?? [], now).conditions,
    createdAt: before?.createdAt ?? now,
    updatedAt: now,
  };
}

function agentStart({ source }: DesiredAgent): Outcome {
  if (source.type === 'resolved') {
    const message = `Source ${source.source.commit.slice(0, 7)} is being carried out.`;
    return { type: 'progressing', reason: 'Started', message, recheckAfterMs: RECHECK_MS };
  }
  const { reason, message, hint, retry } = source.failure;
  if (retry) return { type: 'failed', reason, message, ...(hint === undefined ? {} : { hint }) };
  return {
    type: 'stalled',
    reason,
    message,
    hint: hint ?? 'Correct the source in the config repository, or what it points to.',
  };
}
