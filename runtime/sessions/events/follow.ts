// A session's log as a stream: what is stored, then what happens, with nothing left out and nothing twice. Fed by this
// process where the news is made here, and by a look into the store where another process makes it.

import type { Clock } from '../../../state/model/clock.ts';
import type { SessionId } from '../../../state/model/ids.ts';
import { isLastOfTurn, type LoggedEvent, type StreamedDelta } from '../../../state/model/session-event.ts';
import type { Store } from '../../../state/store/store.ts';
import { sessionNotFound } from '../errors.ts';
import type { SessionBus } from './bus.ts';
import { createInbox, isLogged } from './inbox.ts';
import type { Partials } from './partials.ts';

export interface FollowDeps {
  readonly store: Pick<Store, 'sessions' | 'events'>;
  readonly clock: Clock;
  readonly bus: SessionBus;
  readonly partials: Partials;
}

/** Few, for each may be as large as a reply. */
const PAGE = 20;
/** How late news of another process may be. */
const POLL_MS = 1000;

export type FollowEvents = (
  id: SessionId,
  options: { readonly after: number; readonly signal: AbortSignal },
) => AsyncGenerator<LoggedEvent | StreamedDelta>;

export function createFollow({ store, clock, bus, partials }: FollowDeps): FollowEvents {
  return async function* follow(id, { after, signal }) {
    const inbox = createInbox();
    const stop = bus.events.listen(id, inbox.put);
    /** Taken in the moment from which on all that is told is put: what is streamed after it follows it. */
    const putPartials = (): void => {
      for (const partial of partials.of(id)) inbox.put(partial);
    };
    putPartials();
    const over = new Set<string>();
    let seen = after;

    async function* stored(): AsyncGenerator<LoggedEvent> {
      for (;;) {
        const page = await store.events.list(id, seen, PAGE);
        for (const event of page) {
          seen = event.seq;
          if (isLastOfTurn(event)) over.add(event.data.turn_id);
          yield event;
        }
        if (page.length < PAGE) return;
      }
    }

    /** One that was had back goes on after that. */
    const isOver = async (): Promise<boolean> => {
      const now = await store.sessions.get(id);
      return now === undefined || now.state === 'closed';
    };

    try {
      const row = await store.sessions.get(id);
      if (row === undefined) throw sessionNotFound(id);
      let isBehind = true;
      while (!signal.aborted) {
        if (inbox.hasLost()) {
          isBehind = true;
          putPartials();
        }
        if (isBehind) {
          isBehind = false;
          for await (const event of stored()) {
            yield event;
            if (event.type === 'session.closed' && (await isOver())) return;
          }
          if (row.state === 'closed') return;
        }
        const item = inbox.take();
        if (item === undefined) {
          isBehind = !(await arrivalWithin(POLL_MS));
        } else if (!isLogged(item)) {
          if (!over.has(item.data.turn_id)) yield item;
        } else if (item.seq === seen + 1) {
          seen = item.seq;
          yield item;
          if (item.type === 'session.closed' && (await isOver())) return;
        } else if (item.seq > seen) {
          isBehind = true;
        }
      }
    } finally {
      stop();
    }

    async function arrivalWithin(ms: number): Promise<boolean> {
      const enough = new AbortController();
      const timeout = clock.wait(ms, { signal: AbortSignal.any([signal, enough.signal]) });
      const arrived = await Promise.race([
        inbox.arrival().then(() => true),
        timeout.then(
          () => false,
          () => false,
        ),
      ]);
      enough.abort('arrived');
      return arrived;
    }
  };
}
