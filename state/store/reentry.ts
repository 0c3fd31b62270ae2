// Inside a transaction only its tables may be used: another use of the store would wait for a connection that, with one
// of them, never comes free. This turns that silent wait into an error at the place of the mistake.

import { AsyncLocalStorage } from 'node:async_hooks';
import type { KyselyPlugin } from 'kysely';
import { storeReentered } from './errors.ts';

export interface ReentryGuard {
  /** Throws `STORE_REENTERED` inside a transaction. */
  check(): void;
  /** Checks every statement of the handle that has it: the store's own, not a transaction's. */
  readonly plugin: KyselyPlugin;
  /** Runs the work of a transaction. What it starts and leaves behind is free again when it ends. */
  inside<T>(work: () => Promise<T>): Promise<T>;
}

export function createReentryGuard(): ReentryGuard {
  const current = new AsyncLocalStorage<{ isOpen: boolean }>();

  function check(): void {
    if (current.getStore()?.isOpen === true) throw storeReentered();
  }

  return {
    check,
    plugin: {
      transformQuery({ node }) {
        check();
        return node;
      },
      transformResult: ({ result }) => Promise.resolve(result),
    },
    async inside(work) {
      const transaction = { isOpen: true };
      try {
        return await current.run(transaction, work);
      } finally {
        transaction.isOpen = false;
      }
    },
  };
}
