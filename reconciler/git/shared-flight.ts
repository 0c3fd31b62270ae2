// Several who want the same thing at once share one making of it, and it is given up only when all have left.

import type { Waiting } from './repositories.ts';

export type ShareFlight = <T>(
  key: string,
  make: (signal: AbortSignal) => Promise<T>,
  waiting: Waiting,
) => Promise<T>;

export function createSharedFlights(): ShareFlight {
  const flights = new Map<
    string,
    { readonly promise: Promise<unknown>; readonly abort: AbortController; waiting: number }
  >();

  return async <T>(
    key: string,
    make: (signal: AbortSignal) => Promise<T>,
    { signal }: Waiting,
  ): Promise<T> => {
    signal?.throwIfAborted();
    let flight = flights.get(key);
    if (flight === undefined) {
      const abort = new AbortController();
      const promise = make(abort.signal);
      flight = { promise, abort, waiting: 0 };
      flights.set(key, flight);
      const land = () => {
        if (flights.get(key)?.promise === promise) flights.delete(key);
      };
      promise.then(land, land);
    }
    flight.waiting += 1;
    try {
      return await untilAborted(flight.promise as Promise<T>, signal);
    } finally {
      flight.waiting -= 1;
      if (flight.waiting === 0) {
        // Who comes now must not join what is being given up.
        if (flights.get(key) === flight) flights.delete(key);
        flight.abort.abort();
      }
    }
  };
}

function untilAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  return new Promise((resolve, reject) => {
    const leave = () => reject(signal.reason);
    signal.addEventListener('abort', leave, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
  });
}
