// The session is ready: turns that wait for that may begin.

import type { SessionId } from '../../../state/model/ids.ts';
import type { StoreTables } from '../../../state/store/store.ts';

export async function wakeTurns(
  { turns, tasks }: Pick<StoreTables, 'turns' | 'tasks'>,
  id: SessionId,
  now: number,
): Promise<void> {
  const unfinished = await turns.list(id, ['queued', 'running']);
  const keys = unfinished.map((turn) => turn.id);
  await tasks.wakeAll('turn', keys, now);
}
