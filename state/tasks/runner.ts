// The one mechanism for durable work: turns, builds and whatever comes later are tasks of some kind with a handler.

import type { Clock } from '../model/clock.ts';
import type { RandomBytes } from '../model/ids.ts';
import type { Meter } from '../model/measurement.ts';
import { noTracer, type Tracer } from '../model/trace.ts';
import type { Store } from '../store/store.ts';
import { type TaskKind, taskKinds } from '../store/tasks.ts';
import type { TaskHandler } from './handler.ts';
import { type KindLoop, startKindLoop } from './kind-loop.ts';
import type { Place } from './place.ts';
import { cancelledTopic, type Signals, taskTopic } from './signals.ts';
import { traceHandler } from './trace-tasks.ts';

export interface TaskLogger {
  warn(fields: object, message: string): void;
}

export interface TaskRunnerDeps {
  readonly store: Pick<Store, 'tasks'>;
  /** The name under which tasks are held here, from `claimHome`. */
  readonly owner: string;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly signals: Signals;
  readonly handlers: Readonly<Partial<Record<TaskKind, TaskHandler>>>;
  readonly logger: TaskLogger;
  readonly meter?: Meter;
  readonly tracer?: Tracer;
}

export interface TaskRunner {
  /** Begins to claim. Once. */
  start(): void;
  /** There may be work of that kind: every runner that hears the signal looks at once. */
  nudge(kind: TaskKind): void;
  /** Tasks of that kind were dropped by `store.tasks.cancel`: who runs one is told to stop at once. */
  cancelled(kind: TaskKind): void;
  /** Undefined while the kind's handler has enough to do, before `start` and after `drain`. */
  reserve(kind: TaskKind): Place | undefined;
  /**
   * Claims nothing more, lets running tasks go on for `graceMs` (0 where left out), hands the others back and resolves
   * when none is held.
   */
  drain(options?: { readonly graceMs?: number }): Promise<void>;
}

export function createTaskRunner(deps: TaskRunnerDeps): TaskRunner {
  const loops = new Map<TaskKind, KindLoop>();
  const stopListening: (() => void)[] = [];

  return {
    start() {
      for (const kind of taskKinds) {
        const handler = deps.handlers[kind];
        if (handler === undefined) continue;
        const loop = startKindLoop(kind, traceHandler(handler, deps.tracer ?? noTracer), deps);
        loops.set(kind, loop);
        stopListening.push(
          deps.signals.on(taskTopic(kind), loop.nudge),
          deps.signals.on(cancelledTopic(kind), loop.check),
        );
      }
    },
    nudge(kind) {
      deps.signals.send(taskTopic(kind));
    },
    cancelled(kind) {
      deps.signals.send(cancelledTopic(kind));
    },
    reserve: (kind) => loops.get(kind)?.reserve(),
    async drain({ graceMs = 0 } = {}) {
      for (const stop of stopListening.splice(0)) stop();
      const ending = [...loops.values()];
      loops.clear();
      await Promise.all(ending.map((loop) => loop.drain(graceMs)));
    },
  };
}
