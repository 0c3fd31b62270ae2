// Puts the receiver together: the route that takes deliveries, and the task that carries them out.

import type { FastifyInstance } from 'fastify';
import type { Nudge } from '../../reconciler/loop/control.ts';
import type { Clock } from '../../state/model/clock.ts';
import type { RandomBytes } from '../../state/model/ids.ts';
import type { Tracer } from '../../state/model/trace.ts';
import type { Store } from '../../state/store/store.ts';
import type { TaskHandler } from '../../state/tasks/handler.ts';
import { createDeliveryCounts, type DeliveryCounts } from './counts.ts';
import { createDeliveryHandler } from './delivery-task.ts';
import { createInbox } from './inbox.ts';
import { type BodyLimits, createBodyReader } from './read-body.ts';
import { createRegisteredRepositories, type RegisteredDeps } from './registered-repositories.ts';
import type { ReviewDesk } from './review-desk.ts';
import { registerRoute } from './route.ts';

export interface ReceiverDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: RandomBytes;
  /** The present one, and while it is rotated the one before. At least one. */
  readonly secrets: readonly string[];
  readonly config: RegisteredDeps['config'];
  /** `github.com`, or the host of an Enterprise server. */
  readonly gitHost: string;
  readonly nudge: (what: Nudge) => void;
  readonly desk: ReviewDesk;
  /** There is a new task of the kind `delivery`. */
  readonly wake: () => void;
  readonly limits?: Partial<BodyLimits>;
  readonly tracer?: Tracer;
}

export interface Receiver {
  /** Registers `POST /webhook/github`; the application is its own, so that its other routes parse bodies as before. */
  readonly route: (app: FastifyInstance) => void;
  /** Of the kind `delivery`. */
  readonly handler: TaskHandler;
  readonly counts: DeliveryCounts;
  /** Drops deliveries of more than 30 days ago that have ended; answers how many. */
  readonly forgetOld: () => Promise<number>;
}

const megabyte = 1024 * 1024;
/** GitHub itself waits for 10 s. */
const defaultLimits: BodyLimits = { bytes: 8 * megabyte, ms: 10_000, bytesAtOnce: 64 * megabyte };
const keptMs = 30 * 24 * 60 * 60_000;

export function createReceiver(deps: ReceiverDeps): Receiver {
  const { store, clock, random, wake, config, gitHost, nudge, desk } = deps;
  if (deps.secrets.length === 0) throw new Error('A receiver without a secret would believe anybody.');
  const limits = { ...defaultLimits, ...deps.limits };
  const counts = createDeliveryCounts();
  const inbox = createInbox({
    store,
    clock,
    random,
    wake,
    ...(deps.tracer === undefined ? {} : { tracer: deps.tracer }),
  });
  const bodies = createBodyReader(limits, clock);
  const registered = createRegisteredRepositories({ store, config, gitHost, clock });
  return {
    route: (app) => registerRoute(app, { inbox, bodies, secrets: deps.secrets, limit: limits.bytes, counts }),
    handler: createDeliveryHandler({ store, clock, registered, nudge, desk }),
    counts,
    forgetOld: () => store.deliveries.deleteEndedBefore(clock.now() - keptMs),
  };
}
