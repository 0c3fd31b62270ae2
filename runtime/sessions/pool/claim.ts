// Whoever creates a session is given one that was made ahead, where there is one: one conditional UPDATE makes it theirs,
// so it is never handed to two.

import type { SpaceSpec } from '../../../schemas/kinds/space.ts';
import type { SessionEvent } from '../../../state/model/session-event.ts';
import type { Ownership, SessionRow } from '../../../state/store/sessions.ts';
import type { SpaceRow } from '../../../state/store/spaces.ts';
import type { StoreTables } from '../../../state/store/store.ts';
import * as because from '../lifecycle/reasons.ts';
import { makingFor } from './making.ts';
import { isClaimable } from './plan-pool.ts';

/** Undefined where none is at rest, all were claimed by somebody quicker, or the idempotency key is taken. */
export async function claimSlot(
  { sessions }: Pick<StoreTables, 'sessions'>,
  { name, image, spec }: SpaceRow,
  owner: Ownership,
): Promise<SessionRow | undefined> {
  const making = makingFor(spec as SpaceSpec);
  const event: SessionEvent = { type: 'session.claimed', data: because.claimed };
  const entry = { events: [event], by: owner.createdBy, now: owner.createdAt };
  for (const slot of await sessions.warm(name)) {
    if (!isClaimable(slot, image, making)) continue;
    const claimed = await sessions.claim(slot, owner, entry);
    if (claimed !== undefined) return claimed;
  }
  return undefined;
}
