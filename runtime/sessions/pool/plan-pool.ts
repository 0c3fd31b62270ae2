// What a space's warm pool needs next: which slots are of no use any more, which have to be filled, and when to look
// again. Pure.

import type { SessionId } from '../../../state/model/ids.ts';
import type { SessionRow } from '../../../state/store/sessions.ts';
import { backoffMs } from '../../../state/tasks/backoff.ts';

export interface PoolFacts {
  /** How many are wanted; 0 where the space goes, or is gone. */
  readonly wanted: number;
  /** The space's; without one nothing can be started. */
  readonly image: string | null;
  /** What a container would be made as now, beside its image: see `Making`. */
  readonly making: string;
  /** Made ahead and not closed. */
  readonly slots: readonly SessionRow[];
  readonly now: number;
}

/** What a slot's row remembers, in its metadata, until somebody claims it. */
export interface Making {
  /** The limits, isolation and network that its space declared: a container that was made otherwise is of no use. */
  readonly making: string;
  /** How many before it, in its place, ended in error. */
  readonly failures: number;
}

export interface NewSlot {
  readonly index: number;
  readonly failures: number;
}

export interface PoolPlan {
  readonly dismiss: readonly SessionId[];
  readonly fill: readonly NewSlot[];
  /** Left out where nothing is on its way. */
  readonly lookAgainMs?: number;
}

/** People's sessions start on the same engine. */
const STARTING_AT_ONCE = 4;
const RECHECK_MS = 1_000;

export function planPool(facts: PoolFacts): PoolPlan {
  const { wanted, image, slots, now } = facts;
  const dismiss: SessionId[] = [];
  const failuresAt = new Map<number, number>();
  const taken = new Set<number>();
  const waits: number[] = [];
  let starting = 0;
  for (const slot of slots) {
    // It gave up its place already, and is being closed.
    if (slot.target === 'closed') continue;
    const index = indexOf(slot);
    const isLost = slot.target !== 'running' || index === undefined || index >= wanted;
    if (isLost || remembered(slot).making !== facts.making) {
      dismiss.push(slot.id);
      continue;
    }
    if (slot.state === 'error') {
      const waitMs = patience(slot, image, now);
      if (waitMs <= 0) {
        dismiss.push(slot.id);
        failuresAt.set(index, slot.image === image ? remembered(slot).failures + 1 : 0);
        continue;
      }
      waits.push(waitMs);
    } else if (slot.state !== 'idle') starting += 1;
    taken.add(index);
  }
  const fill: NewSlot[] = [];
  const startable = image === null ? 0 : wanted;
  for (let index = 0; index < startable; index += 1) {
    if (taken.has(index)) continue;
    if (starting >= STARTING_AT_ONCE) break;
    fill.push({ index, failures: failuresAt.get(index) ?? 0 });
    starting += 1;
  }
  if (starting > 0) waits.push(RECHECK_MS);
  return { dismiss, fill, ...(waits.length === 0 ? {} : { lookAgainMs: Math.min(...waits) }) };
}

/** How long a slot that ended in error keeps its place, so that an image that can't run is not started for ever. */
function patience(slot: SessionRow, image: string | null, now: number): number {
  if (image !== null && slot.image !== image) return 0;
  // Without chance: all slots of a pool look again in the same run.
  return slot.since + backoffMs(remembered(slot).failures + 1, 0.5) - now;
}

export function slotName(space: string, index: number): string {
  return `${space}/${index}`;
}

function indexOf({ space, slot }: SessionRow): number | undefined {
  const index = slot === null ? Number.NaN : Number(slot.slice(space.length + 1));
  return Number.isInteger(index) ? index : undefined;
}

/** May be handed out: at rest, on what its space runs. */
export function isClaimable(slot: SessionRow, image: string | null, making: string): boolean {
  const isAtRest =
    slot.warm && slot.state === 'idle' && slot.target === 'running' && slot.deadlineAt === null;
  return isAtRest && slot.image !== null && slot.image === image && remembered(slot).making === making;
}

function remembered({ metadata }: SessionRow): Making {
  const { making, failures } = metadata as Partial<Making>;
  return { making: making ?? '', failures: failures ?? 0 };
}
