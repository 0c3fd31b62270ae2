// Events between who hears them and who takes them: nothing is lost or held up while the taker is busy.

export interface EventQueue<T> {
  readonly push: (event: T) => void;
  /** The taker gets what is queued, then the end or this error. */
  readonly end: (error?: unknown) => void;
  readonly events: () => AsyncGenerator<T>;
}

export function createEventQueue<T>(): EventQueue<T> {
  const queued: T[] = [];
  let over: { readonly error: unknown } | undefined;
  let wake = Promise.withResolvers<void>();

  return {
    push(event) {
      queued.push(event);
      wake.resolve();
    },
    end(error) {
      over ??= { error };
      wake.resolve();
    },
    async *events() {
      for (;;) {
        const next = queued.shift();
        if (next !== undefined) yield next;
        else if (over !== undefined) {
          if (over.error !== undefined) throw over.error;
          return;
        } else {
          wake = Promise.withResolvers();
          await wake.promise;
        }
      }
    },
  };
}
