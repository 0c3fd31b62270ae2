// The sessions of a list as far as one has scrolled. When they may have changed only the newest and those in sight are read
// again, the others once they come into sight.

import { signal, type Signal } from '@preact/signals';
import { type ApiProblem, asProblem } from '../../api/problem.ts';
import type { Overview, Page, Session } from '../../api/shapes.ts';
import type { Rows } from '../../parts/window-of-rows.ts';
import { type Known, nothingKnown, reaches, withPage } from './known-sessions.ts';

export interface SessionList {
  /** Newest first; null until some were read. */
  readonly known: Signal<Known | null>;
  readonly problem: Signal<ApiProblem | null>;
  /** They may have changed. */
  refresh(): void;
  readMore(): void;
  /** Those are in sight now. */
  see(rows: Rows): void;
  stop(): void;
}

export interface Listed {
  /** Null: those of every space. */
  readonly space: string | null;
  /** Empty: in any. */
  readonly state: string;
}

const PAGE = 100;
/** More are read before one is at the end of what is known. */
const AHEAD = 50;
/** So many are asked for to see whether there are new ones. */
const FEW = 20;
const MOST = 500;

/** Of the API's list, by its query. Throws `ApiProblem`s. */
export type ReadPage = (query: string, signal: AbortSignal) => Promise<Page<Session>>;

/** `before` is what was known of it when one was here last. */
export function createSessionList(
  { space, state }: Listed,
  read: ReadPage,
  before: Known | null = null,
): SessionList {
  const known = signal(before);
  const problem = signal<ApiProblem | null>(null);
  const leaving = new AbortController();
  let stale: ReadonlySet<string> = new Set();
  let inSight: Rows = { from: 0, to: 0 };
  let isNewsWanted = false;
  let isMoreWanted = false;
  let isWorking = false;

  function readAfter(after: string | null, limit: number): Promise<Page<Session>> {
    const query = new URLSearchParams({
      limit: String(Math.min(MOST, limit)),
      ...(space === null ? {} : { space }),
      ...(state === '' ? {} : { state }),
      ...(after === null ? {} : { after }),
    });
    return read(query.toString(), leaving.signal);
  }

  /** What changed while it was asked may be missing in the answer: who is stale since then stays so. */
  async function learn(after: string | null, ask: () => Promise<Page<Session>>): Promise<void> {
    const before = stale;
    const page = await ask();
    known.value = withPage(known.value ?? nothingKnown, after, page);
    if (before !== stale) return;
    const fresh = new Set(page.items.map(({ id }) => id));
    stale = new Set([...stale].filter((id) => !fresh.has(id)));
  }

  /** As many as there are new ones: what is known has no holes, even where one of the pages can't be read. */
  async function readNews(): Promise<Page<Session>> {
    const before = known.value ?? nothingKnown;
    let news = await readAfter(null, before.sessions.length === 0 ? PAGE : FEW);
    while (!reaches(before, news)) {
      const { items, next } = await readAfter(news.next, PAGE);
      news = { items: [...news.items, ...items], next };
    }
    return news;
  }

  /** Undefined where none in sight is stale; a few more than that are read, so that one sees where the list ends. */
  function staleInSight(): { readonly after: string | null; readonly count: number } | undefined {
    const sessions = known.value?.sessions ?? [];
    const indexes = sessions
      .slice(inSight.from, inSight.to)
      .flatMap(({ id }, at) => (stale.has(id) ? [at] : []));
    const [first, last] = [indexes[0], indexes.at(-1)];
    if (first === undefined || last === undefined) return undefined;
    return { after: sessions[inSight.from + first - 1]?.id ?? null, count: last - first + 1 + FEW };
  }

  async function step(): Promise<boolean> {
    const { sessions, hasMore } = known.value ?? nothingKnown;
    if (isNewsWanted) {
      isNewsWanted = false;
      await learn(null, readNews);
      return true;
    }
    const old = staleInSight();
    if (old !== undefined) {
      await learn(old.after, () => readAfter(old.after, old.count));
      return true;
    }
    const isMore = isMoreWanted || inSight.to > sessions.length - AHEAD;
    isMoreWanted = false;
    if (!isMore || !hasMore) return false;
    const after = sessions.at(-1)?.id ?? null;
    await learn(after, () => readAfter(after, PAGE));
    return true;
  }

  /** One question at a time; who scrolls on meanwhile is answered by the next. */
  async function work(): Promise<void> {
    if (isWorking) return;
    isWorking = true;
    try {
      while (!leaving.signal.aborted && (await step())) problem.value = null;
    } catch (thrown) {
      if (!leaving.signal.aborted) problem.value = asProblem(thrown);
    }
    isWorking = false;
  }

  return {
    known,
    problem,
    refresh() {
      stale = new Set(known.value?.sessions.map(({ id }) => id));
      isNewsWanted = true;
      void work();
    },
    readMore() {
      isMoreWanted = true;
      void work();
    },
    see(rows) {
      inSight = rows;
      void work();
    },
    stop: () => leaving.abort(),
  };
}

/** Differs when the numbers of what is shown do. */
export function numbersOf(overview: Overview | null, space: string | null): string {
  const shown = (overview?.spaces ?? []).filter(({ name }) => space === null || name === space);
  return JSON.stringify(shown.map(({ name, sessions }) => [name, sessions]));
}
