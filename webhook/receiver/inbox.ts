// Writes deliveries down, each once, together with the task that carries it out: what is acknowledged is not lost.

import { createHash } from 'node:crypto';
import type { Clock } from '../../state/model/clock.ts';
import { newTaskId, type RandomBytes } from '../../state/model/ids.ts';
import { noTracer, type Tracer } from '../../state/model/trace.ts';
import { tracedNow } from '../../state/tasks/trace-tasks.ts';
import type { DeliveryId, DeliveryRow, NewDelivery } from '../../state/store/deliveries.ts';
import type { Store, StoreTables } from '../../state/store/store.ts';
import type { Refusal } from './errors.ts';
import type { Label } from './head.ts';
import type { Hint } from './hint.ts';

export interface Arrival {
  readonly label: Label;
  readonly bytes: Uint8Array;
  /** What its body says, or why that makes no sense. */
  readonly content: { readonly hint: Hint; readonly action: string | null } | Refusal;
}

/** `ended`: there is nothing (more) to do. Otherwise a task will do it, or does. */
export type Receipt = {
  readonly type: 'accepted' | 'ignored' | 'repeated' | 'revived';
  readonly ended: boolean;
};

export interface InboxDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: RandomBytes;
  /** There is a new task of the kind `delivery`. */
  readonly wake: () => void;
  readonly tracer?: Tracer;
}

export interface Inbox {
  /** Durable once it resolves. Throws what the store throws. */
  put(arrival: Arrival): Promise<Receipt>;
}

/**
 * Signatures cover the body and not the id, so that a body that was overheard could be sent again under a new one. For so
 * long it counts as the delivery that it copies. Pings are alike by nature, and do nothing.
 */
const replayWindowMs = 10 * 60_000;
/** About an hour of trying. */
const maxAttempts = 20;

export const deliveryKey = ({ hook, delivery }: DeliveryId) => `${hook}/${delivery}`;

export function createInbox({ store, clock, random, wake, tracer = noTracer }: InboxDeps): Inbox {
  async function order(tables: StoreTables, { hook, delivery }: DeliveryId, now: number): Promise<void> {
    await tables.tasks.insert({
      id: newTaskId(now, random),
      kind: 'delivery',
      key: deliveryKey({ hook, delivery }),
      serialKey: null,
      payload: { hook, delivery, ...tracedNow(tracer) },
      priority: 0,
      runAt: now,
      maxAttempts,
      createdAt: now,
    });
  }

  async function again(tables: StoreTables, known: DeliveryRow, row: NewDelivery): Promise<Receipt> {
    await tables.deliveries.receivedAgain(known);
    // What was refused is judged anew: it may have been refused by an older Raworc.
    const isOpen = known.state === 'failed' || (known.state === 'refused' && row.state !== 'refused');
    if (!isOpen) return { type: 'repeated', ended: known.state !== 'pending' };
    const { state, hint, error, endedAt } = known.state === 'failed' ? { ...known, ...revived } : row;
    const isOurs = await tables.deliveries.change(known, known.state, { state, hint, error, endedAt });
    if (!isOurs) return { type: 'repeated', ended: false };
    if (state === 'pending') await order(tables, known, row.receivedAt);
    return { type: 'revived', ended: state !== 'pending' };
  }

  return {
    async put({ label, bytes, content }) {
      const now = clock.now();
      const row: NewDelivery = {
        ...label,
        bodyHash: createHash('sha256').update(bytes).digest('hex'),
        bytes: bytes.length,
        receivedAt: now,
        ...standing(content, now),
      };
      const receipt = await store.transaction(async (tables): Promise<Receipt> => {
        const { deliveries } = tables;
        const twin =
          row.event === 'ping'
            ? undefined
            : await deliveries.withBody(row.event, row.bodyHash, now - replayWindowMs);
        if (twin !== undefined) return again(tables, twin, row);
        if (!(await deliveries.insert(row))) {
          const known = await deliveries.get(row);
          return known === undefined ? { type: 'repeated', ended: true } : again(tables, known, row);
        }
        if (row.state !== 'pending') return { type: 'ignored', ended: true };
        await order(tables, row, now);
        return { type: 'accepted', ended: false };
      });
      if (!receipt.ended) wake();
      return receipt;
    },
  };
}

const revived = { state: 'pending', error: null, endedAt: null } as const;

function standing(
  content: Arrival['content'],
  now: number,
): Pick<NewDelivery, 'state' | 'hint' | 'action' | 'error' | 'endedAt'> {
  if ('code' in content) {
    const { code, message } = content;
    return { state: 'refused', hint: null, action: null, error: { code, message }, endedAt: now };
  }
  const { hint, action } = content;
  const isNothing = hint.type === 'nothing';
  return {
    state: isNothing ? 'done' : 'pending',
    hint,
    action,
    error: null,
    endedAt: isNothing ? now : null,
  };
}
