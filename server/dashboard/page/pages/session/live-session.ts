// A session as it is now: read once, then kept up by its events, merged once per frame.

import { type Signal, signal } from '@preact/signals';
import { get } from '../../api/client.ts';
import { follow } from '../../api/event-stream.ts';
import { type ApiProblem, asProblem } from '../../api/problem.ts';
import type { LoggedEvent, Message, Page, Session, SessionNode, Turn } from '../../api/shapes.ts';
import {
  type Conversation,
  type Heard,
  silence,
  withHeard,
  withMessages,
  withTurns,
} from './conversation.ts';

export interface LiveSession {
  readonly session: Signal<Session | null>;
  readonly conversation: Signal<Conversation>;
  /** Oldest first. */
  readonly events: Signal<readonly LoggedEvent[]>;
  readonly tree: Signal<SessionNode | null>;
  readonly problem: Signal<ApiProblem | null>;
  readonly isConnected: Signal<boolean>;
  /** The cursor of what was said before; null where that is the beginning. */
  readonly older: Signal<string | null>;
  /** Until the signal aborts. */
  follow(signal: AbortSignal): Promise<void>;
  /** Reads the session again. */
  refresh(): Promise<void>;
  readOlder(): Promise<void>;
  readEarlierEvents(): Promise<void>;
}

const MESSAGES = 50;
const EVENTS = 100;

export function createLiveSession(id: string): LiveSession {
  const path = `sessions/${encodeURIComponent(id)}`;
  const session = signal<Session | null>(null);
  const conversation = signal(silence);
  const events = signal<readonly LoggedEvent[]>([]);
  const tree = signal<SessionNode | null>(null);
  const problem = signal<ApiProblem | null>(null);
  const isConnected = signal(true);
  const older = signal<string | null>(null);
  let olderTurns: string | null = null;
  let heard: Heard[] = [];
  let frame = 0;

  const keep = (work: Promise<void>): Promise<void> =>
    work.catch((thrown: unknown) => {
      problem.value = asProblem(thrown);
    });

  async function refresh(): Promise<void> {
    session.value = await get<Session>(path);
  }

  async function readTree(): Promise<void> {
    tree.value = (await get<{ root: SessionNode }>(`${path}/tree`)).root;
  }

  async function readOlder(): Promise<void> {
    const after = older.value === null ? '' : `&after=${encodeURIComponent(older.value)}`;
    const page = await get<Page<Message>>(`${path}/messages?first=newest&limit=${MESSAGES}${after}`);
    conversation.value = withMessages(conversation.value, page.items.toReversed(), 'older');
    older.value = page.next;
    olderTurns = await readTurns(olderTurns);
  }

  /** Those after the cursor, newest first, and the cursor of those before them; a message is of one turn at most. */
  async function readTurns(cursor: string | null): Promise<string | null> {
    const after = cursor === null ? '' : `&after=${encodeURIComponent(cursor)}`;
    const page = await get<Page<Turn>>(`${path}/turns?limit=${MESSAGES}${after}`);
    conversation.value = withTurns(conversation.value, page.items);
    return page.next ?? cursor;
  }

  function show(): void {
    frame = 0;
    const [all, stored] = [heard, heard.filter(({ event }) => !isPiece(event))];
    heard = [];
    conversation.value = withHeard(conversation.value, all);
    if (stored.length === 0) return;
    events.value = [...events.value, ...stored.map(({ data }) => data as LoggedEvent)];
    const isNew = (begin: string): boolean => stored.some(({ event }) => event.startsWith(begin));
    if (isNew('session.')) void keep(refresh());
    if (isNew('session.')) void keep(readTree());
    // Which commit answered stands in the record alone.
    if (isNew('agent.message')) void keep(readTurns(null).then(() => undefined));
  }

  return {
    session,
    conversation,
    events,
    tree,
    problem,
    isConnected,
    older,
    refresh,
    readOlder: () => keep(readOlder()),
    readEarlierEvents: () =>
      keep(
        (async () => {
          const before = (events.value[0]?.seq ?? 1) - 1;
          const after = Math.max(0, before - EVENTS);
          const page = await get<{ items: readonly LoggedEvent[] }>(
            `${path}/events?after=${after}&limit=${before - after}`,
          );
          events.value = [...page.items, ...events.value];
        })(),
      ),
    async follow(signal) {
      const leaving = new AbortController();
      const over = AbortSignal.any([signal, leaving.signal]);
      await keep(
        (async () => {
          const log = await get<{ items: readonly LoggedEvent[]; next: number }>(
            `${path}/events?tail=${EVENTS}`,
          );
          events.value = log.items;
          await refresh();
          await readOlder();
          await readTree();
          if (session.value?.state === 'closed') return;
          const on = { signal: over, onConnected: (is: boolean) => void (isConnected.value = is) };
          // Who only looks on must not keep it from being paused.
          await follow(`${path}/events?attached=false&after=${log.next}`, on, (event) => {
            heard.push(event);
            frame ||= requestAnimationFrame(show);
            if (event.event === 'session.closed') leaving.abort();
          });
        })(),
      );
    },
  };
}

const isPiece = (event: string): boolean => event === 'agent.delta' || event === 'agent.partial';
