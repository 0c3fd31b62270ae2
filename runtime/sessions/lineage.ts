// Which session was forked from which, as the whole tree that one of them is in; bounded, for a tree may grow for ever.

import type { SessionId } from '../../state/model/ids.ts';
import type { SessionRow } from '../../state/store/sessions.ts';
import type { Store } from '../../state/store/store.ts';
import { sessionNotFound } from './errors.ts';

export interface SessionNode {
  readonly row: SessionRow;
  readonly forks: readonly SessionNode[];
}

export interface SessionTree {
  readonly root: SessionNode;
  /** True where there are more than are shown. */
  readonly isCut: boolean;
}

const MOST_SESSIONS = 500;
/** Above it the tree is shown from the ancestor that is so far up. */
const MOST_ANCESTORS = 100;

type Sessions = Pick<Store['sessions'], 'get' | 'forksOf'>;

export async function treeOf(
  { sessions }: { readonly sessions: Sessions },
  id: SessionId,
): Promise<SessionTree> {
  const row = await sessions.get(id);
  if (row === undefined) throw sessionNotFound(id);
  const top = await ancestorOf(sessions, row);
  let room = MOST_SESSIONS - 1;
  let isCut = top.parentId !== null && (await sessions.get(top.parentId)) !== undefined;
  const forks = new Map<SessionId, readonly SessionRow[]>();
  for (const next of breadthFirst(top)) {
    // One more than fits tells that there are more.
    const found = await sessions.forksOf(next.id, room + 1);
    if (found.length > room) isCut = true;
    const shown = found.slice(0, room);
    room -= shown.length;
    forks.set(next.id, shown);
  }
  return { root: nodeOf(top), isCut };

  /** Those found while it goes on are among those it gives. */
  function* breadthFirst(first: SessionRow): Generator<SessionRow> {
    const queue = [first];
    for (const next of queue) {
      yield next;
      queue.push(...(forks.get(next.id) ?? []));
    }
  }

  function nodeOf(shown: SessionRow): SessionNode {
    return { row: shown, forks: (forks.get(shown.id) ?? []).map(nodeOf) };
  }
}

async function ancestorOf(sessions: Sessions, row: SessionRow): Promise<SessionRow> {
  let top = row;
  for (let up = 0; up < MOST_ANCESTORS && top.parentId !== null; up += 1) {
    const parent = await sessions.get(top.parentId);
    if (parent === undefined) return top;
    top = parent;
  }
  return top;
}
