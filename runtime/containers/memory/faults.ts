// Faults to order: the engine goes away and comes back, a call fails before or after it did its work.

import { EngineError } from '../errors.ts';

/** `containers.create`, `images.build`, `info`… */
export type MethodName = string;

export interface MemoryFaults {
  /** From now on every call throws `ENGINE_UNREACHABLE`, streams end and events break off. Containers go on. */
  readonly goAway: () => void;
  readonly comeBack: () => void;
  /** The next call of that method throws: `before` it does anything, or `after`, as a lost answer does. */
  readonly failNext: (method: MethodName, error: Error, when?: 'before' | 'after') => void;
}

export interface FaultLine extends MemoryFaults {
  /** Aborts when the engine goes away; a new one after it came back. */
  gone(): AbortSignal;
  /** The room with every method guarded; `name` is the part before the dot, or empty. */
  guard<T extends object>(room: T, name: string): T;
}

type Method = (...args: readonly unknown[]) => unknown;

export function createFaultLine(): FaultLine {
  let away = new AbortController();
  const ordered = new Map<string, Error[]>();

  function strike(method: MethodName, when: 'before' | 'after'): void {
    if (away.signal.aborted) throw unreachable();
    const error = ordered.get(`${when} ${method}`)?.shift();
    if (error !== undefined) throw error;
  }

  const guarded =
    (method: MethodName, act: Method): Method =>
    async (...args) => {
      const signal = args.map(signalOf).find((found) => found !== undefined);
      signal?.throwIfAborted();
      strike(method, 'before');
      const result = await act(...args);
      strike(method, 'after');
      return result;
    };

  return {
    goAway: () => away.abort(unreachable()),
    comeBack() {
      if (away.signal.aborted) away = new AbortController();
    },
    failNext(method, error, when = 'before') {
      const key = `${when} ${method}`;
      ordered.set(key, [...(ordered.get(key) ?? []), error]);
    },
    gone: () => away.signal,
    guard: <T extends object>(room: T, name: string): T => {
      const methods = Object.entries(room as Record<string, Method>);
      const prefix = name === '' ? '' : `${name}.`;
      return Object.fromEntries(methods.map(([key, act]) => [key, guarded(`${prefix}${key}`, act)])) as T;
    },
  };
}

function signalOf(argument: unknown): AbortSignal | undefined {
  const signal = typeof argument === 'object' && argument !== null && 'signal' in argument && argument.signal;
  return signal instanceof AbortSignal ? signal : undefined;
}

function unreachable(): EngineError {
  return new EngineError('ENGINE_UNREACHABLE', "The container engine can't be reached: it went away.");
}
