// Keeps an eye on the container engine: is it the one that the store knows, is it there, and what happens on it. While it
// can't be trusted nothing is repaired.

import type { Engine, EngineEvent } from '../../runtime/containers/engine.ts';
import { checkMarker, engineChanged, placeMarker } from '../../runtime/containers/engine-marker.ts';
import { EngineError } from '../../runtime/containers/errors.ts';
import type { Clock } from '../../state/model/clock.ts';
import { messageOf } from '../../state/model/errors.ts';
import type { RandomBytes } from '../../state/model/ids.ts';
import type { Store } from '../../state/store/store.ts';
import { backoffMs } from './backoff.ts';
import type { Checkpoint } from './checkpoints.ts';
import type { Log } from './log.ts';

export interface EngineWatchDeps {
  readonly engine: Engine;
  readonly store: Pick<Store, 'meta'>;
  readonly installationId: string;
  readonly clock: Clock;
  readonly random: () => number;
  readonly randomBytes: RandomBytes;
  readonly log: Log;
  /** Events are told from now on, for the first time or again: whatever happened before has to be looked for. */
  readonly onConnected: () => void;
  readonly onEvent: (event: EngineEvent) => void;
  /** It can't be used any more, which every status has to say. */
  readonly onLost: () => void;
  readonly checkpoint: Checkpoint;
}

export interface EngineWatch {
  /** Resolves after the first look, whatever it showed. */
  start(): Promise<void>;
  stop(): void;
  /** Throws `ENGINE_CHANGED` or `ENGINE_UNREACHABLE` while nothing may be done on the engine. */
  require(): void;
  isUsable(): boolean;
  /** Looks at the marker again. */
  check(): Promise<void>;
  /** From now on this engine is the one. */
  accept(): Promise<void>;
}

type EngineState = 'unknown' | 'usable' | 'changed' | 'unreachable';

const LOOK_AGAIN_MS = 30_000;

export function createEngineWatch(deps: EngineWatchDeps): EngineWatch {
  const { engine, store, installationId, clock, log } = deps;
  const stop = new AbortController();
  let state: EngineState = 'unknown';
  let failures = 0;

  function become(next: EngineState): void {
    if (state === next) return;
    const before = state;
    state = next;
    if (next === 'changed') log.error({ code: 'ENGINE_CHANGED' }, engineChanged().message);
    if (next === 'unreachable') log.warn({ before }, 'The container engine does not answer.');
    if (next === 'usable') failures = 0;
    else deps.onLost();
  }

  async function look(): Promise<void> {
    const signal = stop.signal;
    try {
      const known = await store.meta.get('engine-marker');
      const found = await checkMarker(engine, installationId, known, { signal });
      if (found === 'first') await mark();
      become(found === 'changed' ? 'changed' : 'usable');
    } catch (error) {
      if (signal.aborted) return;
      log.warn({ error: messageOf(error) }, 'The container engine could not be recognised.');
      become('unreachable');
    }
  }

  async function mark(): Promise<void> {
    const markerId = Buffer.from(deps.randomBytes(16)).toString('hex');
    const placed = await placeMarker(engine, installationId, markerId, { signal: stop.signal });
    await deps.checkpoint('engine.marker-placed');
    await store.meta.set('engine-marker', placed);
  }

  async function watch(): Promise<void> {
    while (!stop.signal.aborted) {
      try {
        if (state === 'usable') {
          for await (const event of engine.events({ signal: stop.signal })) {
            if (event.type === 'connected') deps.onConnected();
            else if (event.type === 'volume') await look();
            else deps.onEvent(event);
            if (state !== 'usable') break;
          }
        } else {
          const pause = state === 'changed' ? LOOK_AGAIN_MS : backoffMs((failures += 1), deps.random());
          await clock.wait(pause, { signal: stop.signal });
          await look();
        }
      } catch (error) {
        if (stop.signal.aborted) return;
        log.warn({ error: messageOf(error) }, 'The stream of engine events broke off.');
        become('unreachable');
      }
    }
  }

  return {
    async start() {
      await look();
      void watch();
    },
    stop: () => stop.abort(),
    check: look,
    isUsable: () => state === 'usable',
    require() {
      if (state === 'changed') throw engineChanged();
      if (state !== 'usable') {
        throw new EngineError('ENGINE_UNREACHABLE', 'The container engine does not answer.');
      }
    },
    async accept() {
      await mark();
      await look();
      if (state === 'usable') deps.onConnected();
    },
  };
}
