// Says in a phrase what differs between what is there and what is desired, and whether running sessions notice.

import type { LabelMap } from '../../schemas/declaration.ts';
import type { DesiredAgent, DesiredSpace, ObservedAgent, ObservedSpace } from './desired.ts';

export interface Difference {
  /** `spec changed: resources.memory`, `source 1f3a9bc → 9bc2d01`; several are joined with `; `. */
  readonly reason: string;
  readonly sourceChanged: boolean;
  /** True where running sessions have to move to take it up. */
  readonly reachesSessions: boolean;
}

/** Space fields that are read where a session lives on, so that nothing has to move for them. */
const quietSpaceFields = ['description', 'labels', 'sessions', 'routing', 'prune'];
const quietAgentFields = ['purpose', 'labels', 'source.update', 'schedules'];

export function spaceDifference(desired: DesiredSpace, observed: ObservedSpace): Difference | undefined {
  if (observed.removing) return { reason: 'declared again', sourceChanged: false, reachesSessions: false };
  if (desired.specDigest === observed.specDigest) return undefined;
  const fields = changedFields(withLabels(observed), withLabels(desired));
  return {
    reason: specReason(fields),
    sourceChanged: false,
    reachesSessions: fields.some((field) => !isBelow(field, quietSpaceFields)),
  };
}

export function agentDifference(desired: DesiredAgent, observed: ObservedAgent): Difference | undefined {
  const reasons: string[] = [];
  let reachesSessions = false;
  if (observed.removing) reasons.push('declared again');
  else if (desired.specDigest !== observed.specDigest) {
    const fields = changedFields(withLabels(observed), withLabels(desired));
    reasons.push(specReason(fields));
    reachesSessions = fields.some(
      (field) => !isBelow(field, quietAgentFields) && !isBelow(field, ['source']),
    );
  }
  const sourceChanged =
    desired.source.type === 'resolved' && desired.source.source.tree !== observed.sourceTree;
  if (desired.source.type === 'resolved' && sourceChanged) {
    const { source } = desired.source;
    const from = source.inConfig ? observed.sourceTree : observed.sourceCommit;
    const to = source.inConfig ? source.tree : source.commit;
    reasons.push(
      from === null || from === to ? `source ${short(to)}` : `source ${short(from)} → ${short(to)}`,
    );
  }
  if (reasons.length === 0) return undefined;
  return { reason: reasons.join('; '), sourceChanged, reachesSessions: reachesSessions || sourceChanged };
}

/** Dotted paths of the fields that differ, sorted; lists are compared as a whole. */
export function changedFields(from: unknown, to: unknown, path = ''): readonly string[] {
  if (isRecord(from) && isRecord(to)) {
    const names = [...new Set([...Object.keys(from), ...Object.keys(to)])].sort();
    return names.flatMap((name) =>
      changedFields(from[name], to[name], path === '' ? name : `${path}.${name}`),
    );
  }
  return JSON.stringify(from) === JSON.stringify(to) ? [] : [path];
}

export function short(hash: string): string {
  return hash.slice(0, 7);
}

function specReason(fields: readonly string[]): string {
  if (fields.length === 0) return 'spec changed';
  const shown = fields.slice(0, 3).join(', ');
  return fields.length > 3
    ? `spec changed: ${shown} and ${fields.length - 3} more`
    : `spec changed: ${shown}`;
}

function isBelow(field: string, roots: readonly string[]): boolean {
  return roots.some((root) => field === root || field.startsWith(`${root}.`));
}

function withLabels(item: { readonly labels: LabelMap; readonly spec: object }): Record<string, unknown> {
  return { ...item.spec, labels: item.labels };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
