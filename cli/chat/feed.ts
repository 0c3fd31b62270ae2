// What happens in a session while one chats in it: one stream of its events, taken up again where it broke.

import { setTimeout as delay } from 'node:timers/promises';
import type { EventListView, EventView } from '../../server/api/shapes/event.ts';
import { RaworcError } from '../../state/model/errors.ts';
import type { Client } from '../client/client.ts';

export type Happening =
  | { readonly type: 'event'; readonly event: string; readonly data: Readonly<Record<string, unknown>> }
  /** The connection broke and was made again: deltas may be missing, and what is stored is not. */
  | { readonly type: 'again' }
  | { readonly type: 'failed'; readonly error: unknown };

export interface Feed {
  /** From now on, what happens is kept until it is taken. Resolves when that has begun. */
  listen(): Promise<void>;
  take(): Promise<Happening>;
  close(): void;
}

const firstPauseMs = 200;
const longestPauseMs = 2000;

/** `onAway` is told once when the server does not answer any more. */
export function openFeed(client: Client, session: string, onAway: () => void): Feed {
  const over = new AbortController();
  const path = `sessions/${encodeURIComponent(session)}/events`;
  let kept: Happening[] = [];
  let isListening = false;
  let news = Promise.withResolvers<void>();
  let last = 0;
  let isAway = false;
  const ready = Promise.withResolvers<void>();

  function put(happening: Happening): void {
    if (isListening) kept.push(happening);
    news.resolve();
  }

  async function findLast(): Promise<void> {
    for (;;) {
      const { items, next } = await client.request<EventListView>('GET', path, {
        query: { after: last, limit: 1000 },
        signal: over.signal,
      });
      last = next;
      if (items.length < 1000) return;
    }
  }

  async function follow(): Promise<void> {
    const headers = { 'last-event-id': String(last) };
    for await (const { id, event, data } of client.stream('GET', path, { headers, signal: over.signal })) {
      isAway = false;
      if (id !== undefined) last = Number(id);
      const facts = data as Readonly<Record<string, unknown>>;
      put({ type: 'event', event, data: id === undefined ? facts : (facts as unknown as EventView).data });
      if (event === 'session.closed') over.abort();
    }
  }

  async function run(): Promise<void> {
    let pauseMs = firstPauseMs;
    let begin: () => Promise<void> = findLast;
    while (!over.signal.aborted) {
      try {
        await begin();
        if (begin === follow) put({ type: 'again' });
        begin = follow;
        ready.resolve();
        pauseMs = firstPauseMs;
      } catch (error) {
        if (over.signal.aborted) return;
        if (error instanceof RaworcError && error.disposition !== 'retry') {
          isListening = true;
          put({ type: 'failed', error });
          ready.resolve();
          return;
        }
        if (begin === follow) put({ type: 'again' });
        if (!isAway) onAway();
        isAway = true;
        await delay(pauseMs);
        pauseMs = Math.min(pauseMs * 2, longestPauseMs);
      }
    }
  }
  void run();

  return {
    listen() {
      kept = kept.filter(({ type }) => type === 'failed');
      isListening = true;
      return ready.promise;
    },
    async take() {
      for (;;) {
        const happening = kept.shift();
        if (happening !== undefined) return happening;
        news = Promise.withResolvers();
        await news.promise;
      }
    },
    close: () => over.abort(),
  };
}
