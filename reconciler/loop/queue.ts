// The queue of keys: merges duplicates, never runs a key twice at once, runs again what was added meanwhile, and serves
// people before background.

import type { Clock } from '../../state/model/clock.ts';
import { messageOf } from '../../state/model/errors.ts';
import { noMeter, type Meter } from '../../state/model/measurement.ts';
import { inSpan, noTracer, type Tracer } from '../../state/model/trace.ts';
import { backoffMs } from './backoff.ts';
import { prefixOf, type Key, type KeyPrefix } from './keys.ts';

export type Priority = 'people' | 'background';

/** What a run wants to happen next with its key; `backoff` grows with every one in a row. */
export type Requeue =
  | { readonly type: 'none' }
  | { readonly type: 'after'; readonly ms: number }
  | { readonly type: 'backoff' };

export interface QueueDeps {
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  /** How many keys with a prefix may run at once. */
  readonly concurrency: Readonly<Record<KeyPrefix, number>>;
  /** Throwing counts as `backoff`. */
  readonly run: (key: Key, signal: AbortSignal) => Promise<Requeue>;
  readonly onError?: (key: Key, message: string, thrown: unknown) => void;
  readonly meter?: Meter;
  /** A key that was added in a trace runs in it, and so do its later looks; `config` begins one where there is none. */
  readonly tracer?: Tracer;
}

export interface Queue {
  add(key: Key, priority?: Priority): void;
  /** Adds the key in `ms`, unless it is added sooner by then; of several times the soonest counts. */
  addAfter(key: Key, ms: number): void;
  /** Resolves once the first run that begins after this call has ended. */
  run(key: Key, priority?: Priority): Promise<void>;
  /** Begins to serve. */
  start(): void;
  /** Starts nothing new and resolves when the runs under way have ended; `abort` ends them early. */
  drain(options?: { readonly abort?: boolean }): Promise<void>;
  /** Resolves when nothing runs and nothing is due. */
  idle(): Promise<void>;
}

/** Within so long another look belongs to what caused the first. */
const SAME_WORK_MS = 5_000;

export function createQueue(deps: QueueDeps): Queue {
  const { clock, meter = noMeter, tracer = noTracer } = deps;
  const waiting = new Map<Key, Priority>();
  const running = new Set<Key>();
  const runningByPrefix = new Map<KeyPrefix, number>();
  const later = new Map<Key, number>();
  const failures = new Map<Key, number>();
  /** In which trace a key was added first since it last began. */
  const causes = new Map<Key, string>();
  const waiters = new Map<Key, (() => void)[]>();
  const idlers: (() => void)[] = [];
  const stop = new AbortController();
  let serving = false;
  let alarm: { readonly at: number; readonly cancel: AbortController } | undefined;

  function noteCause(key: Key, cause: string | undefined): void {
    if (cause !== undefined && !causes.has(key)) causes.set(key, cause);
  }

  function add(key: Key, priority: Priority = 'background'): void {
    if (stop.signal.aborted) return;
    noteCause(key, tracer.current());
    later.delete(key);
    if (waiting.get(key) !== 'people') waiting.set(key, priority);
    serve();
  }

  function addAfter(key: Key, ms: number): void {
    if (waiting.has(key) || stop.signal.aborted) return;
    const at = clock.now() + ms;
    const before = later.get(key);
    if (before !== undefined && before <= at) return;
    later.set(key, at);
    setAlarm();
  }

  function serve(): void {
    if (serving) for (let next = pick(); next !== undefined; next = pick()) begin(next);
    settle();
  }

  /** The first waiting key, people's before others', that isn't running and whose prefix has room. */
  function pick(): Key | undefined {
    let background: Key | undefined;
    for (const [key, priority] of waiting) {
      if (running.has(key)) continue;
      const prefix = prefixOf(key);
      if ((runningByPrefix.get(prefix) ?? 0) >= deps.concurrency[prefix]) continue;
      if (priority === 'people') return key;
      background ??= key;
    }
    return background;
  }

  function begin(key: Key): void {
    const prefix = prefixOf(key);
    waiting.delete(key);
    running.add(key);
    runningByPrefix.set(prefix, (runningByPrefix.get(prefix) ?? 0) + 1);
    const answered = waiters.get(key) ?? [];
    waiters.delete(key);
    const cause = causes.get(key);
    causes.delete(key);
    // Whoever made room for it has nothing to do with it.
    tracer.within(undefined, () => void perform(key, answered, cause));
  }

  async function perform(
    key: Key,
    answered: readonly (() => void)[],
    cause: string | undefined,
  ): Promise<void> {
    const begun = clock.now();
    const requeue = await inTrace(key, cause);
    const prefix = prefixOf(key);
    const outcome = requeue.type === 'backoff' ? 'backoff' : 'done';
    meter({ type: 'reconciled', prefix, outcome, ms: clock.now() - begun });
    running.delete(key);
    runningByPrefix.set(prefix, (runningByPrefix.get(prefix) ?? 1) - 1);
    if (!waiting.has(key)) again(key, requeue, cause);
    for (const resolve of answered) resolve();
    serve();
  }

  function inTrace(key: Key, cause: string | undefined): Promise<Requeue> {
    const prefix = prefixOf(key);
    if (cause === undefined && prefix !== 'config') return attempt(key);
    const attributes = { 'raworc.key': key };
    return inSpan(tracer, `reconcile ${prefix}`, { parent: cause ?? null, attributes }, async (span) => {
      const requeue = await attempt(key);
      if (requeue.type === 'backoff')
        span.end({ error: { code: 'BACKOFF', message: 'It is tried again after a pause.' } });
      return requeue;
    });
  }

  async function attempt(key: Key): Promise<Requeue> {
    try {
      return await deps.run(key, stop.signal);
    } catch (thrown) {
      if (!stop.signal.aborted) deps.onError?.(key, messageOf(thrown), thrown);
      return { type: 'backoff' };
    }
  }

  function again(key: Key, requeue: Requeue, cause: string | undefined): void {
    if (requeue.type !== 'backoff') {
      failures.delete(key);
      if (requeue.type === 'none') return;
      addAfter(key, requeue.ms);
      // A moment later it is the same work; a resync much later is not.
      if (requeue.ms <= SAME_WORK_MS) noteCause(key, cause);
      return;
    }
    const count = (failures.get(key) ?? 0) + 1;
    failures.set(key, count);
    addAfter(key, backoffMs(count, deps.random()));
  }

  function setAlarm(): void {
    const at = Math.min(...later.values());
    if (!Number.isFinite(at) || (alarm !== undefined && alarm.at <= at)) return;
    alarm?.cancel.abort();
    const cancel = new AbortController();
    alarm = { at, cancel };
    clock.wait(Math.max(0, at - clock.now()), { signal: cancel.signal }).then(ring, () => {});
  }

  function ring(): void {
    alarm = undefined;
    const now = clock.now();
    for (const [key, at] of later) {
      if (at > now) continue;
      later.delete(key);
      if (!waiting.has(key)) waiting.set(key, 'background');
    }
    setAlarm();
    serve();
  }

  function settle(): void {
    if (running.size > 0 || (serving && waiting.size > 0)) return;
    for (const resolve of idlers.splice(0)) resolve();
  }

  return {
    add,
    addAfter(key, ms) {
      if (!stop.signal.aborted) noteCause(key, tracer.current());
      addAfter(key, ms);
    },
    run(key, priority = 'people') {
      return new Promise((resolve) => {
        const list = waiters.get(key) ?? [];
        list.push(resolve);
        waiters.set(key, list);
        add(key, priority);
      });
    },
    start() {
      serving = true;
      serve();
    },
    async drain(options = {}) {
      serving = false;
      alarm?.cancel.abort();
      if (options.abort === true) stop.abort();
      await this.idle();
      stop.abort();
      for (const list of waiters.values()) for (const resolve of list) resolve();
      waiters.clear();
    },
    idle() {
      return new Promise((resolve) => {
        idlers.push(resolve);
        settle();
      });
    },
  };
}
