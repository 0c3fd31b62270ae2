// A process that can be killed in the middle of anything: what it had begun on the store or the engine never answers it,
// transactions are rolled back and its connections close, as when a real one dies.

import type { Attachment, Engine } from '../../../runtime/containers/engine.ts';
import type { Clock } from '../../../state/model/clock.ts';
import type { Store } from '../../../state/store/store.ts';

export interface Mortal {
  readonly store: Store;
  readonly engine: Engine;
  readonly clock: Clock;
  readonly isDead: () => boolean;
  /** Resolves when what it had begun has had its effect: a real process would have left it undone. */
  die(): Promise<void>;
  /** Never resolves once it is dead. */
  readonly breathe: () => Promise<void>;
}

const never = <T>(): Promise<T> => new Promise<T>(() => undefined);

export function createMortal(store: Store, engine: Engine, clock: Clock): Mortal {
  const death = new AbortController();
  const isDead = (): boolean => death.signal.aborted;
  const attachments = new Set<Attachment>();
  const underWay = new Set<Promise<unknown>>();

  async function living<T>(work: () => Promise<T>): Promise<T> {
    if (isDead()) return never();
    let result: T;
    const begun = work();
    underWay.add(begun);
    try {
      result = await begun;
    } catch (error) {
      if (isDead()) return never();
      throw error;
    } finally {
      underWay.delete(begun);
    }
    return isDead() ? never() : result;
  }

  function guard<T extends object>(room: T): T {
    return new Proxy(room, {
      get(target, key, receiver) {
        const value: unknown = Reflect.get(target, key, receiver);
        if (typeof value !== 'function')
          return typeof value === 'object' && value !== null ? guard(value) : value;
        return (...args: unknown[]) => living(async () => (await value.apply(target, args)) as unknown);
      },
    });
  }

  const stopping = <T extends object>(tables: T): T =>
    new Proxy(tables, {
      get(target, key, receiver) {
        const value: unknown = Reflect.get(target, key, receiver);
        if (typeof value === 'object' && value !== null) return stopping(value);
        if (typeof value !== 'function') return value;
        return async (...args: unknown[]) => {
          if (isDead()) throw new Error('killed in mid-transaction');
          return (await value.apply(target, args)) as unknown;
        };
      },
    });

  /** It has no effect that would have to be waited for, and may have no end. */
  const waitExit: Engine['containers']['waitExit'] = (id, { signal } = {}) =>
    living(() =>
      engine.containers.waitExit(id, {
        signal: AbortSignal.any([death.signal, ...(signal ? [signal] : [])]),
      }),
    );

  const guardedStore = guard(store);
  const guardedEngine = guard(engine);
  return {
    isDead,
    async die() {
      death.abort();
      for (const attachment of attachments) attachment.end();
      await Promise.allSettled(underWay);
    },
    breathe: () => (isDead() ? never() : Promise.resolve()),
    clock: {
      now: clock.now,
      wait: (ms, options = {}) =>
        living(() =>
          clock.wait(ms, {
            signal: AbortSignal.any([death.signal, ...(options.signal ? [options.signal] : [])]),
          }),
        ),
    },
    store: new Proxy(guardedStore, {
      get(target, key, receiver) {
        if (key !== 'transaction') return Reflect.get(target, key, receiver) as unknown;
        return (work: Parameters<Store['transaction']>[0]) =>
          living(() =>
            store.transaction(async (tables) => {
              const result = await work(stopping(tables));
              if (isDead()) throw new Error('killed before the commit');
              return result;
            }),
          );
      },
    }),
    engine: new Proxy(guardedEngine, {
      get(target, key, receiver) {
        if (key === 'events') return engine.events;
        if (key !== 'containers') return Reflect.get(target, key, receiver) as unknown;
        return new Proxy(target.containers, {
          get(containers, method, self) {
            if (method === 'waitExit') return waitExit;
            if (method !== 'attach') return Reflect.get(containers, method, self) as unknown;
            return async (...args: Parameters<Engine['containers']['attach']>) => {
              const attachment = await living(() => engine.containers.attach(...args));
              attachments.add(attachment);
              return attachment;
            };
          },
        });
      },
    }),
  };
}
