// A receiver with a real store in memory, whose tasks run when the test says so.

import { randomBytes } from 'node:crypto';
import fastify, { type FastifyInstance } from 'fastify';
import type { Nudge } from '../../../reconciler/loop/control.ts';
import type { DeliveryRow } from '../../../state/store/deliveries.ts';
import { openStore } from '../../../state/store/open.ts';
import type { Store } from '../../../state/store/store.ts';
import { type Claim } from '../../../state/store/tasks.ts';
import type { BodyLimits } from '../../../webhook/receiver/read-body.ts';
import { createReceiver, type Receiver } from '../../../webhook/receiver/receiver.ts';
import { createReviewDesk, type ReviewDesk } from '../../../webhook/receiver/review-desk.ts';
import { createManualClock, type ManualClock } from '../../support/manual-clock.ts';
import { anAgent } from '../../support/rows.ts';
import { type Delivered, headersOf, secret } from './signed.ts';

export interface ReceiverWorld {
  readonly app: FastifyInstance;
  readonly store: Store;
  readonly clock: ManualClock;
  readonly receiver: Receiver;
  readonly desk: ReviewDesk;
  readonly nudges: Nudge[];
  /** Status and parsed answer. */
  deliver(delivered: Delivered): Promise<{ readonly status: number; readonly answer: Answer }>;
  /** Carries out every delivery that waits; answers how many. */
  work(): Promise<number>;
  row(id: string, hook?: string): Promise<DeliveryRow | undefined>;
  /** The keys of the reviews that wait, and ends them. */
  takeReviews(): Promise<readonly string[]>;
  end(): Promise<void>;
}

export interface Answer {
  readonly delivery?: string;
  readonly outcome?: string;
  readonly error?: { readonly code: string; readonly message: string };
}

export interface WorldOptions {
  readonly config?: { readonly location: string; readonly ref?: string };
  /** The `source` of an agent each. */
  readonly sources?: readonly object[];
  readonly secrets?: readonly string[];
  readonly limits?: Partial<BodyLimits>;
}

export async function createReceiverWorld(options: WorldOptions = {}): Promise<ReceiverWorld> {
  const { config = { location: 'github.com/team/config', ref: 'main' }, sources = [], limits } = options;
  const store = await openStore('sqlite::memory:', { random: randomBytes });
  await store.agents.putAll(
    sources.map((source, at) => anAgent({ name: `agent-${at}`, spec: { source: { path: '.', ...source } } })),
  );
  const clock = createManualClock(Date.parse('2026-01-01T00:00:00Z'));
  const nudges: Nudge[] = [];
  const parts = { store, clock, random: randomBytes, wake: () => undefined };
  const desk = createReviewDesk(parts);
  const receiver = createReceiver({
    ...parts,
    secrets: options.secrets ?? [secret],
    config,
    gitHost: 'github.com',
    nudge: (what) => nudges.push(what),
    desk,
    ...(limits === undefined ? {} : { limits }),
  });
  const app = fastify({ forceCloseConnections: true });
  await app.register(async (own) => receiver.route(own));

  const claim = (kind: 'delivery' | 'review') =>
    store.tasks.claim({ kinds: [kind], owner: 'test', now: clock.now(), leaseMs: 1000, limit: 50 });
  const claimOf = ({
    id,
    owner,
    epoch,
  }: {
    id: Claim['id'];
    owner: string | null;
    epoch: number;
  }): Claim => ({
    id,
    owner: owner ?? '',
    epoch,
  });

  return {
    app,
    store,
    clock,
    receiver,
    desk,
    nudges,
    async deliver(delivered) {
      const payload = typeof delivered.body === 'string' ? delivered.body : Buffer.from(delivered.body);
      const reply = await app.inject({
        method: 'POST',
        url: '/webhook/github',
        headers: headersOf(delivered),
        payload,
      });
      return { status: reply.statusCode, answer: reply.json() };
    },
    async work() {
      let count = 0;
      for (let tasks = await claim('delivery'); tasks.length > 0; tasks = await claim('delivery')) {
        for (const task of tasks) {
          await receiver.handler.run(task, { signal: AbortSignal.timeout(10_000), claim: claimOf(task) });
          count += 1;
        }
      }
      return count;
    },
    row: (delivery, hook = '7') => store.deliveries.get({ hook, delivery }),
    async takeReviews() {
      const keys: string[] = [];
      for (let tasks = await claim('review'); tasks.length > 0; tasks = await claim('review')) {
        for (const task of tasks) {
          keys.push((task.payload as { key: string }).key);
          await store.tasks.complete(claimOf(task));
        }
      }
      return keys;
    },
    async end() {
      await app.close();
      await store.close();
    },
  };
}
