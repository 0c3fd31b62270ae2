// A list as far as somebody wants to see it, of as many pages as that takes.

import { get } from './client.ts';
import type { Page } from './shapes.ts';

export interface ReadPages<T> {
  readonly items: readonly T[];
  readonly hasMore: boolean;
}

export interface Wanted {
  readonly count: number;
  /** Items that the API gives at once. */
  readonly atOnce: number;
  readonly signal: AbortSignal;
}

/** `path` has a query already. Throws `ApiProblem`s. */
export async function readPages<T>(path: string, { count, atOnce, signal }: Wanted): Promise<ReadPages<T>> {
  const items: T[] = [];
  let after: string | null = null;
  do {
    const limit = Math.min(atOnce, count - items.length);
    const from: string = after === null ? '' : `&after=${encodeURIComponent(after)}`;
    const page: Page<T> = await get<Page<T>>(`${path}&limit=${limit}${from}`, signal);
    items.push(...page.items);
    after = page.next;
  } while (after !== null && items.length < count);
  return { items, hasMore: after !== null };
}
