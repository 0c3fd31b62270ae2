// Tells whoever watches what happens, and wakes whoever waits for it.

import type { Progress } from './control.ts';

/** How much one slow watcher may have pending before its oldest lines are dropped. */
const MOST_PENDING = 1_000;

export interface ProgressHub {
  publish(progress: Progress): void;
  watch(options: { readonly space?: string; readonly signal: AbortSignal }): AsyncIterable<Progress>;
  /** Called for each one until the function that it answers is called. */
  listen(listener: (progress: Progress) => void): () => void;
}

export function createProgressHub(): ProgressHub {
  const listeners = new Set<(progress: Progress) => void>();

  function listen(listener: (progress: Progress) => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  return {
    listen,
    publish(progress) {
      for (const listener of listeners) listener(progress);
    },
    watch({ space, signal }) {
      // Listening begins with the call, so that nothing between the call and the first step is missed.
      const pending: Progress[] = [];
      let wake: (() => void) | undefined;
      const unlisten = listen((progress) => {
        if (space !== undefined && 'space' in progress && progress.space !== space) return;
        pending.push(progress);
        if (pending.length > MOST_PENDING) pending.shift();
        wake?.();
      });
      const stop = () => {
        unlisten();
        wake?.();
      };
      signal.addEventListener('abort', stop, { once: true });
      return (async function* follow() {
        try {
          while (!signal.aborted) {
            const next = pending.shift();
            if (next !== undefined) yield next;
            else await new Promise<void>((resolve) => (wake = resolve));
          }
        } finally {
          unlisten();
          signal.removeEventListener('abort', stop);
        }
      })();
    },
  };
}
