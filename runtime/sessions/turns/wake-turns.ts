// Turns that wait for something that is there now may begin: their tasks are due.

import type { SessionId } from '../../../state/model/ids.ts';
import type { StoreTables } from '../../../state/store/store.ts';
import type { TurnRow } from '../../../state/store/turns.ts';
import { taskKindOf } from '../hops/family.ts';
import { handedOverTo } from '../hops/handed-over.ts';

type Tables = Pick<StoreTables, 'turns' | 'tasks'>;

/** The session is ready: all of its turns. */
export async function wakeTurns(tables: Tables, id: SessionId, now: number): Promise<void> {
  await wake(tables, await tables.turns.list(id, ['queued', 'running']), now);
}

export async function wake(tables: Tables, turns: readonly TurnRow[], now: number): Promise<void> {
  const keys = { turn: new Set<string>(), ask: new Set<string>() };
  for (const turn of turns) {
    const head = (await handedOverTo(tables, turn)).at(-1) ?? turn;
    keys[taskKindOf(head)].add(head.id);
  }
  for (const kind of ['turn', 'ask'] as const) await tables.tasks.wakeAll(kind, [...keys[kind]], now);
}
