// Whether a plan still waits for somebody's approval, where only what was approved is carried out.

import { NO_SPACE } from '../../../state/model/plan.ts';
import type { Approvals } from '../../../state/store/approvals.ts';
import type { ReviewedSpaceRow } from '../../../state/store/reviews.ts';
import type { StoredView } from '../plan-page/stored-view.ts';

/** Undefined where nothing has to be approved. */
export async function approvalOf(
  spaces: readonly ReviewedSpaceRow[],
  approvals: Pick<Approvals, 'get'>,
): Promise<StoredView['approval']> {
  const by = new Set<string>();
  const missing: string[] = [];
  for (const { space, reviewHash } of spaces) {
    const approval = await approvals.get(space, reviewHash);
    if (approval === undefined) missing.push(space === NO_SPACE ? 'roles and bindings' : space);
    else by.add(approval.by);
  }
  return spaces.length === 0 ? undefined : { by: [...by].sort(), missing };
}
