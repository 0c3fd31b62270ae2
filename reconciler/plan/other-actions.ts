// What changes of secrets, roles and bindings: written down like changes of spaces, so that it is reviewed like them. Pure.

import { NO_SPACE, type ResourceAction } from '../../state/model/plan.ts';
import { otherKey, type Desired, type DesiredOther, type Observed, type ObservedOther } from './desired.ts';
import { pair } from './pair.ts';
import { widenedBinding, widenedRole } from './widened.ts';

export function otherActions(desired: Desired, observed: Observed): readonly ResourceAction[] {
  const { pairs, leftovers } = pair(desired.others, observed.others, otherKey);
  const changes = pairs.flatMap(({ desired: other, observed: before }) =>
    before?.specDigest === other.specDigest ? [] : [changeOf(other, before)],
  );
  return [...changes, ...removable(leftovers, desired).map(removalOf)];
}

/** A secret whose space isn't declared any more goes with it, whenever that is. */
function removable(
  leftovers: readonly ObservedOther[],
  { pruneSuspended, protectedNames, spaces }: Desired,
): readonly ObservedOther[] {
  if (pruneSuspended) return [];
  const declared = new Set([NO_SPACE, ...spaces.map(({ name }) => name)]);
  return leftovers.filter((other) => declared.has(other.space) && !protectedNames.has(otherKey(other)));
}

function changeOf(other: DesiredOther, before: ObservedOther | undefined): ResourceAction {
  const { kind, space, name, position, specDigest } = other;
  const widens = widening(other, before).join('; ');
  return {
    type: before === undefined ? 'create' : 'update',
    kind,
    space,
    name,
    reason: before === undefined ? 'declared' : kind === 'Secret' ? 'sealed anew' : 'changed',
    position,
    sessions: 0,
    ...(before === undefined ? {} : { fromSpecDigest: before.specDigest }),
    toSpecDigest: specDigest,
    ...(widens === '' ? {} : { widens }),
  };
}

function widening({ kind, spec }: DesiredOther, before: ObservedOther | undefined): readonly string[] {
  switch (kind) {
    case 'Secret':
      return [];
    case 'Role':
      return widenedRole(before?.spec, spec);
    case 'RoleBinding':
      return widenedBinding(before?.spec, spec);
    default:
      return kind satisfies never;
  }
}

function removalOf({ kind, space, name, specDigest }: ObservedOther): ResourceAction {
  return {
    type: 'remove',
    kind,
    space,
    name,
    reason: 'not declared any more',
    sessions: 0,
    fromSpecDigest: specDigest,
  };
}
