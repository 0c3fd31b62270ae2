// The warm pool of each space: sessions that were started ahead. One run of `pool/{space}` brings it nearer to what is
// wanted; whatever a crash left is found by looking.

import type { SpaceSpec } from '../../../schemas/kinds/space.ts';
import type { Clock } from '../../../state/model/clock.ts';
import type { RandomBytes, SessionId } from '../../../state/model/ids.ts';
import type { SessionEvent } from '../../../state/model/session-event.ts';
import type { Store } from '../../../state/store/store.ts';
import * as because from '../lifecycle/reasons.ts';
import { newSessionRow } from '../new-session-row.ts';
import type { SessionDeps } from '../ports.ts';
import type { EditSession } from '../session-edit.ts';
import { makingFor } from './making.ts';
import { type Making, type NewSlot, planPool, slotName } from './plan-pool.ts';
import type { StartWorkers } from './start-workers.ts';

export interface PoolDeps {
  readonly store: Store;
  readonly edit: EditSession;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly nudge: SessionDeps['nudge'];
  readonly startWorkers: StartWorkers;
}

export interface Pool {
  /** Brings the pool nearer to `wanted`; answers when to look again by itself. Idempotent. */
  fill(space: string, wanted: number): Promise<{ readonly requeueAfterMs?: number }>;
  /** Has a session closed that nobody owns yet; false where somebody does. */
  dismiss(id: SessionId): Promise<boolean>;
}

/** By then it should be closed; afterwards the sweep looks after it. */
const DISMISS_DEADLINE_MS = 60_000;
const BY = 'pool';

export function createPool({ store, edit, clock, random, nudge, startWorkers }: PoolDeps): Pool {
  /** Nothing where another runtime filled the slot, or the space went meanwhile. */
  async function make(name: string, { index, failures }: NewSlot): Promise<void> {
    const now = clock.now();
    const made = await store.transaction(async (tables) => {
      const space = await tables.spaces.get(name);
      if (space === undefined || space.removing) return undefined;
      const metadata = { making: makingFor(space.spec as SpaceSpec), failures } satisfies Making;
      const { reason, message } = because.madeAhead;
      const slot = slotName(name, index);
      const fields = { space: name, createdBy: BY, warm: true, slot, reason, message, metadata };
      const row = newSessionRow(fields, now, random);
      if (!(await tables.sessions.insert(row))) return undefined;
      const event: SessionEvent = { type: 'session.init', data: { from: null, ...because.madeAhead } };
      await tables.events.append(row.id, [event], BY, now);
      return row;
    });
    if (made !== undefined) nudge(made.id, 'background');
  }

  async function dismiss(id: SessionId): Promise<boolean> {
    const { result } = await edit(id, BY, ({ row, patch, now }) => {
      const { warm, target } = row();
      if (!warm) return false;
      if (target !== 'closed') {
        patch({ target: 'closed', slot: null, deadlineAt: now + DISMISS_DEADLINE_MS });
      }
      return true;
    });
    if (result) nudge(id, 'background');
    return result;
  }

  return {
    dismiss,
    async fill(name, wanted) {
      const [space, slots] = await Promise.all([store.spaces.get(name), store.sessions.warm(name)]);
      const isGoing = space === undefined || space.removing;
      const plan = planPool({
        wanted: isGoing ? 0 : wanted,
        image: space?.image ?? null,
        making: space === undefined ? '' : makingFor(space.spec as SpaceSpec),
        slots,
        now: clock.now(),
      });
      for (const id of plan.dismiss) await dismiss(id);
      for (const slot of plan.fill) await make(name, slot);
      await store.sessions.deleteClosedWarm(name);
      if (space !== undefined) await startWorkers(space, slots);
      return plan.lookAgainMs === undefined ? {} : { requeueAfterMs: plan.lookAgainMs };
    },
  };
}
