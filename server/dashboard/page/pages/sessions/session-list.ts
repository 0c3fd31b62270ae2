// The sessions that are shown: read page by page, and read again when the overview says that they changed.

import { signal, type Signal } from '@preact/signals';
import { get } from '../../api/client.ts';
import { type ApiProblem, asProblem } from '../../api/problem.ts';
import type { Overview, Page, Session } from '../../api/shapes.ts';

export interface SessionList {
  /** Newest first; null until they were read. */
  readonly sessions: Signal<readonly Session[] | null>;
  readonly hasMore: Signal<boolean>;
  readonly problem: Signal<ApiProblem | null>;
  /** Those that are shown, as they are now. */
  refresh(): Promise<void>;
  readMore(): Promise<void>;
}

const PAGE = 100;

export function createSessionList(space: string | null, state: string): SessionList {
  const sessions = signal<readonly Session[] | null>(null);
  const hasMore = signal(false);
  const problem = signal<ApiProblem | null>(null);
  let wanted = PAGE;
  let underWay: Promise<void> | undefined;
  let isStale = false;

  async function read(): Promise<void> {
    const all: Session[] = [];
    let after: string | null = null;
    do {
      const query = new URLSearchParams({
        limit: String(Math.min(500, wanted - all.length)),
        ...(space === null ? {} : { space }),
        ...(state === '' ? {} : { state }),
        ...(after === null ? {} : { after }),
      });
      const page: Page<Session> = await get<Page<Session>>(`sessions?${query.toString()}`);
      all.push(...page.items);
      after = page.next;
    } while (after !== null && all.length < wanted);
    sessions.value = all;
    hasMore.value = after !== null;
    problem.value = null;
  }

  /** Once at a time; what is asked for meanwhile is one more time. */
  async function refresh(): Promise<void> {
    isStale = true;
    underWay ??= (async () => {
      while (isStale) {
        isStale = false;
        await read().catch((thrown: unknown) => (problem.value = asProblem(thrown)));
      }
    })().finally(() => (underWay = undefined));
    return underWay;
  }

  return {
    sessions,
    hasMore,
    problem,
    refresh,
    readMore() {
      wanted += PAGE;
      return refresh();
    },
  };
}

/** Differs when the numbers of what is shown do. */
export function numbersOf(overview: Overview | null, space: string | null): string {
  const shown = (overview?.spaces ?? []).filter(({ name }) => space === null || name === space);
  return JSON.stringify(shown.map(({ name, sessions }) => [name, sessions]));
}
