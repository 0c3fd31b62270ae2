// A reviewed plan and what it touches now, as the value that is shown. Pure.

import type { ReviewedChange, ReviewedPlan } from '../../../reconciler/plan/reviewed-plan.ts';
import { NO_SPACE } from '../../../state/model/plan.ts';
import type { StoredView } from '../plan-page/stored-view.ts';
import type { ShownChange } from '../render/view.ts';
import { expectedBrake } from './brakes.ts';
import type { Live } from './live.ts';

export interface Beside {
  readonly live: Live;
  readonly fork: boolean;
  readonly approval?: StoredView['approval'];
}

export function viewOfPlan(plan: ReviewedPlan, { live, fork, approval }: Beside): StoredView {
  const { base, head, planHash, problems, conflicts } = plan;
  const sessionsOf = (space: string) => live.get(space)?.sessions ?? 0;
  return {
    base,
    head,
    planHash,
    changes: plan.changes.map((change) => shownChange(change, live)),
    spaces: plan.spaces
      .filter(({ name }) => name !== NO_SPACE)
      .map(({ name, created, updated, removed, builds }) => {
        return { name, created, updated, removed, builds, sessions: sessionsOf(name) };
      }),
    problems,
    conflicts,
    drift: plan.spaces.flatMap(({ name }) => live.get(name)?.drift ?? []),
    fork,
    ...(approval === undefined ? {} : { approval }),
  };
}

function shownChange(change: ReviewedChange, live: Live): ShownChange {
  const { kind, space, name, before, after } = change;
  const touches = kind === 'Space' || kind === 'Agent';
  const brake = expectedBrake(change, live);
  return {
    kind,
    space,
    name,
    before,
    after,
    sessions: touches ? (live.get(space)?.sessions ?? 0) : 0,
    ...(brake === undefined ? {} : { brake }),
  };
}
