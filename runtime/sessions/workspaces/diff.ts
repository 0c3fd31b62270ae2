// How two sessions differ: their files, and where their histories part.

import type { SessionId } from '../../../state/model/ids.ts';
import type { MessageRow } from '../../../state/store/messages.ts';
import type { Store } from '../../../state/store/store.ts';
import type { Engine } from '../../containers/engine.ts';
import { workspaceName } from '../names.ts';
import { requireFiles } from './files.ts';
import type { OnFiles } from './on-files.ts';
import type { Workspaces } from './workspaces.ts';

export interface FileDifference {
  readonly path: string;
  /** As seen from the first: `added` is only in the other. */
  readonly change: 'added' | 'removed' | 'changed';
  readonly type: 'file' | 'folder' | 'link' | 'other';
}

export interface SessionDiff {
  readonly files: {
    /** In the order of their paths; not all of them where there are very many. */
    readonly items: readonly FileDifference[];
    readonly added: number;
    readonly removed: number;
    readonly changed: number;
  };
  readonly messages: {
    /** How many they have in common, from the first on. */
    readonly common: number;
    /** What each has beyond those: the first of them, and how many there are. */
    readonly here: Beyond;
    readonly there: Beyond;
  };
}

export interface Beyond {
  readonly items: readonly MessageRow[];
  readonly count: number;
}

export interface DiffDeps {
  readonly store: Pick<Store, 'sessions' | 'spaces' | 'messages'>;
  readonly volumes: Pick<Engine['volumes'], 'inspect'>;
  readonly onFiles: OnFiles;
}

const PAGE = 20;
const MOST_SHOWN = 50;
const MOST_FILES = 1000;

export function createDiff(deps: DiffDeps): Workspaces['diff'] {
  return async function diff(one, other, wait) {
    for (const id of [one, other]) await requireFiles(deps, id, wait);
    const work = {
      session: one,
      volumes: [workspaceName(one), workspaceName(other)],
      request: { verb: 'compare', limit: MOST_FILES },
    };
    const files =
      one === other
        ? { items: [], added: 0, removed: 0, changed: 0 }
        : await deps.onFiles.ask<SessionDiff['files']>(work, wait);
    return { files, messages: await compareHistories(deps.store, one, other) };
  };
}

type Conversations = Pick<Store, 'messages'>;

export async function compareHistories(
  store: Conversations,
  one: SessionId,
  other: SessionId,
): Promise<SessionDiff['messages']> {
  const [here, there] = [conversation(store, one), conversation(store, other)];
  let common = 0;
  let [mine, theirs] = await Promise.all([here.next(), there.next()]);
  while (mine.done !== true && theirs.done !== true && isSame(mine.value, theirs.value)) {
    common += 1;
    [mine, theirs] = await Promise.all([here.next(), there.next()]);
  }
  return { common, here: await beyond(mine, here), there: await beyond(theirs, there) };
}

async function beyond(
  first: IteratorResult<MessageRow, void>,
  others: AsyncGenerator<MessageRow, void>,
): Promise<Beyond> {
  const items: MessageRow[] = [];
  let count = 0;
  for (let next = first; next.done !== true; next = await others.next()) {
    count += 1;
    if (items.length < MOST_SHOWN) items.push(next.value);
  }
  return { items, count };
}

/** A copied message has an id of its own. */
function isSame(one: MessageRow, other: MessageRow): boolean {
  const isBySame = one.role === other.role && one.agent === other.agent;
  return isBySame && one.createdAt === other.createdAt && one.content === other.content;
}

export async function* conversation(
  { messages }: Conversations,
  id: SessionId,
): AsyncGenerator<MessageRow, void> {
  for (let after: string | undefined; ;) {
    const page = await messages.list(id, { limit: PAGE, ...(after === undefined ? {} : { after }) });
    yield* page;
    if (page.length < PAGE) return;
    after = page.at(-1)?.id;
  }
}
