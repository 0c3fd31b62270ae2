// What became of a merged change in one space, from how the space stands. Pure.

import type { SpaceStatus } from '../../../reconciler/loop/control.ts';
import type { Condition } from '../../../state/model/condition.ts';
import type { DeploymentStatus } from '../../client/github.ts';

export interface SpaceOutcome {
  readonly space: string;
  readonly state: Exclude<DeploymentStatus['state'], 'inactive'>;
  /** A sentence. */
  readonly message: string;
  /** What somebody could do about it. */
  readonly hint?: string;
  /** True where a person has to do something before it goes on. */
  readonly waitsForPerson: boolean;
}

export interface MergedSpace {
  readonly space: string;
  /** The change removes the space itself. */
  readonly removed: boolean;
}

/** `status` is undefined where the space is not there (any more, or yet). */
export function spaceOutcome(
  merged: MergedSpace,
  status: SpaceStatus | undefined,
  awaitsReview = false,
): SpaceOutcome {
  const { space } = merged;
  const outcome = (
    state: SpaceOutcome['state'],
    message: string,
    more: { readonly hint?: string; readonly waitsForPerson?: boolean } = {},
  ): SpaceOutcome => ({ space, state, message, waitsForPerson: false, ...more });

  if (status === undefined && awaitsReview) {
    return outcome('failure', 'The space was not made: nobody approved exactly this change.', {
      hint: 'Have a pull request with this change approved, or revert it.',
      waitsForPerson: true,
    });
  }
  if (status === undefined) {
    return merged.removed
      ? outcome('success', 'The space is removed.')
      : outcome('failure', 'The space is not there.', { hint: 'The problems of the files say why.' });
  }
  if (status.hold !== null) {
    return outcome('failure', `The space is held at ${status.hold.revision.slice(0, 7)}; the change waits.`, {
      hint: `/raworc unhold ${space}`,
      waitsForPerson: true,
    });
  }
  if (status.awaitingConfirmation !== null) {
    return outcome('in_progress', 'A removal waits for a confirmation.', {
      hint: `/raworc confirm ${space}`,
      waitsForPerson: true,
    });
  }
  const is = (type: string) => status.conditions.find((each) => each.type === type && each.status === 'True');
  const refused = is('ReviewRequired');
  if (refused !== undefined)
    return outcome('failure', refused.message, { ...hintOf(refused), waitsForPerson: true });
  const stalled = is('Stalled');
  if (stalled !== undefined) {
    return outcome('failure', stalled.message, { ...hintOf(stalled), waitsForPerson: true });
  }
  const reconciling = is('Reconciling');
  if (reconciling !== undefined) return outcome('in_progress', reconciling.message);
  const ready = status.conditions.find(({ type }) => type === 'Ready');
  if (ready?.status === 'True') {
    return merged.removed
      ? outcome('in_progress', 'The space is being removed.')
      : outcome('success', ready.message);
  }
  if (ready === undefined) return outcome('queued', 'The space was not looked at yet.');
  return outcome('failure', ready.message, hintOf(ready));
}

function hintOf({ hint }: Condition): { readonly hint?: string } {
  return hint === undefined ? {} : { hint };
}

/** Before the merged revision was read. */
export function queuedOutcome({ space }: MergedSpace): SpaceOutcome {
  return {
    space,
    state: 'queued',
    message: 'The merged revision is about to be read.',
    waitsForPerson: false,
  };
}
