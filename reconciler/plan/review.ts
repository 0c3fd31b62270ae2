// Two desired states compared as a reviewer sees them. Pure.

import type {
  Declaration,
  DeclaredResource,
  DeclaredRole,
  DeclaredRoleBinding,
  DeclaredSecret,
} from '../../schemas/declaration.ts';
import type { Action } from '../../state/model/plan.ts';
import {
  agentKey,
  otherKey,
  type Desired,
  type DesiredAgent,
  type DesiredSpace,
  type Observed,
} from './desired.ts';
import { plan } from './plan.ts';
import type { Sha256 } from './review-hash.ts';
import type { ReviewedChange, ReviewedPlan, ReviewedSide, ReviewedSpace } from './reviewed-plan.ts';

export interface ReviewedState {
  readonly desired: Desired;
  readonly declaration: Declaration;
}

/** What stands before: as if the base were applied, with nobody using it. */
export function reviewChanges(
  base: ReviewedState,
  merged: ReviewedState,
  sha256: Sha256,
): Pick<ReviewedPlan, 'changes' | 'spaces'> {
  const { actions, reviewHashes } = plan(unhindered(base, merged), asObserved(base.desired), sha256);
  const changes = [
    ...plannedChanges(actions, base.desired, merged.desired),
    ...otherChanges(base, merged, sha256),
  ];
  const spaces = Object.keys(reviewHashes)
    .sort()
    .map((name) => reviewedSpace(name, reviewHashes[name] ?? '', actions, merged.desired));
  return { changes: changes.sort(compareChanges), spaces };
}

/**
 * A broken file stops removals when it is carried out; who reviews has to see them all the same. Only what the broken file
 * itself declared is not taken for removed.
 */
function unhindered(base: ReviewedState, { desired, declaration }: ReviewedState): Desired {
  const broken = new Set(declaration.unreadable);
  const protectedNames = new Set(desired.protectedNames);
  for (const { name, position } of base.desired.spaces) {
    if (broken.has(position.file)) protectedNames.add(`Space/${name}`);
  }
  for (const agent of base.desired.agents) {
    if (broken.has(agent.position.file)) protectedNames.add(`Agent/${agentKey(agent)}`);
  }
  for (const other of base.desired.others) {
    if (broken.has(other.position.file)) protectedNames.add(otherKey(other));
  }
  return { ...desired, pruneSuspended: false, protectedNames };
}

function asObserved({ spaces, agents, others }: Desired): Observed {
  return {
    spaces: new Map(
      spaces.map(({ name, labels, spec, specDigest }) => {
        const { prune } = spec;
        return [name, { name, labels, spec, prune, specDigest, removing: false, openSessions: 0 }];
      }),
    ),
    agents: new Map(
      agents.map(({ space, name, labels, spec, specDigest, source }) => {
        const resolved = source.type === 'resolved' ? source.source : undefined;
        const agent = {
          space,
          name,
          labels,
          spec,
          specDigest,
          removing: false,
          sourceCommit: resolved?.commit ?? null,
          sourceTree: resolved?.tree ?? null,
          pinnedSessions: 0,
        };
        return [agentKey(agent), agent];
      }),
    ),
    others: new Map(others.map((other) => [otherKey(other), other])),
  };
}

function plannedChanges(
  actions: readonly Action[],
  base: Desired,
  merged: Desired,
): readonly ReviewedChange[] {
  const [before, after] = [base, merged].map(({ spaces, agents }) => ({
    Space: new Map(spaces.map((space) => [space.name, space])),
    Agent: new Map(agents.map((agent) => [agentKey(agent), agent])),
  }));
  return actions.flatMap((action) => {
    if (!('kind' in action)) return [];
    const { kind, space, name } = action;
    if (kind !== 'Space' && kind !== 'Agent') return [];
    const key = kind === 'Space' ? name : `${space}/${name}`;
    return [
      { kind, space, name, before: sideOf(before?.[kind].get(key)), after: sideOf(after?.[kind].get(key)) },
    ];
  });
}

function sideOf(declared: DesiredSpace | DesiredAgent | undefined): ReviewedSide | null {
  if (declared === undefined) return null;
  const { labels, spec, position } = declared;
  const side: ReviewedSide = { labels, spec: { ...spec }, position };
  if (declared.kind === 'Space' || declared.source.type === 'failed') return side;
  const { repository, commit, tree, inConfig } = declared.source.source;
  const source = inConfig ? { repository: declared.spec.source.path, commit: tree } : { repository, commit };
  return { ...side, source };
}

type Other = DeclaredSecret | DeclaredRole | DeclaredRoleBinding;

/** Kinds that are no part of a space's plan, but that a reviewer has to see. */
function otherChanges(base: ReviewedState, merged: ReviewedState, sha256: Sha256): readonly ReviewedChange[] {
  const before = othersOf(base.declaration);
  const after = othersOf(merged.declaration);
  const changes: ReviewedChange[] = [];
  for (const [key, other] of after) {
    const old = before.get(key);
    if (old?.digest !== other.digest) changes.push(otherChange(old, other, sha256));
  }
  const broken = new Set(merged.declaration.unreadable);
  for (const [key, other] of before) {
    if (!after.has(key) && !broken.has(other.position.file))
      changes.push(otherChange(other, undefined, sha256));
  }
  return changes;
}

function othersOf({ secrets, roles, roleBindings }: Declaration): ReadonlyMap<string, Other> {
  return new Map([...secrets, ...roles, ...roleBindings].map((other) => [keyOf(other), other]));
}

const keyOf = (other: Other) => `${other.kind}/${spaceOf(other)}/${other.name}`;
const spaceOf = (resource: DeclaredResource) => ('space' in resource ? resource.space : '');

function otherChange(before: Other | undefined, after: Other | undefined, sha256: Sha256): ReviewedChange {
  const side = (other: Other | undefined): ReviewedSide | null =>
    other === undefined
      ? null
      : { labels: other.labels, spec: withoutSealed({ ...other.spec }, sha256), position: other.position };
  const { kind, name } = after ?? before ?? unreachable();
  return {
    kind,
    space: spaceOf(after ?? before ?? unreachable()),
    name,
    before: side(before),
    after: side(after),
  };
}

function unreachable(): never {
  throw new Error('A change has a side');
}

function withoutSealed(
  spec: Readonly<Record<string, unknown>>,
  sha256: Sha256,
): Readonly<Record<string, unknown>> {
  const { sealed } = spec;
  return typeof sealed === 'string' ? { ...spec, sealed: sha256(sealed).slice(0, 16) } : spec;
}

function reviewedSpace(
  name: string,
  reviewHash: string,
  actions: readonly Action[],
  merged: Desired,
): ReviewedSpace {
  const own = actions.filter(({ space }) => space === name);
  const count = (type: Action['type']) => own.filter((action) => action.type === type).length;
  const changed = new Set(
    own.flatMap((action) => ('kind' in action && action.kind === 'Agent' ? [action.name] : [])),
  );
  const pins: Record<string, string> = {};
  for (const { space, name: agent, source } of merged.agents) {
    if (space !== name || !changed.has(agent) || source.type === 'failed' || source.source.inConfig) continue;
    pins[agent] = source.source.commit;
  }
  return {
    name,
    reviewHash,
    created: count('create'),
    updated: count('update'),
    removed: count('remove'),
    builds: own.flatMap((action) => (action.type === 'build-layer' ? [action.name] : [])).sort(),
    pins,
  };
}

function compareChanges(one: ReviewedChange, other: ReviewedChange): number {
  const [a, b] = [one, other].map(({ space, kind, name }) => `${space}\n${kindOrder.indexOf(kind)}\n${name}`);
  if (a === b) return 0;
  return (a ?? '') < (b ?? '') ? -1 : 1;
}

const kindOrder: readonly ReviewedChange['kind'][] = ['Space', 'Agent', 'Secret', 'Role', 'RoleBinding'];
