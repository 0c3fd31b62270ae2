// The session of a schedule's last run is closed when the next one begins, so that until then its workspace can be looked
// into. One that somebody else has talked to since, or that still answers, is left to its space's idle times.

import type { SessionId } from '../../../state/model/ids.ts';
import { turnHasEnded } from '../../../state/model/turn.ts';
import type { ScheduleRow } from '../../../state/store/schedules.ts';
import type { Store } from '../../../state/store/store.ts';
import { byOf } from './send-run.ts';

export interface RetireDeps {
  readonly store: Pick<Store, 'sessions' | 'turns'>;
  /** Closing a closed one is success. */
  readonly close: (id: SessionId, by: string) => Promise<unknown>;
}

export function createRetire({ store, close }: RetireDeps): (schedule: ScheduleRow) => Promise<void> {
  async function isOnlyOurs(id: SessionId, { turnId }: ScheduleRow): Promise<boolean> {
    const turns = await store.turns.list(id);
    const said = turns.filter(({ parentId }) => parentId === null);
    return said.every((turn) => turn.id === turnId) && turns.every(({ state }) => turnHasEnded(state));
  }

  return async function retire(schedule) {
    const { spec, sessionId } = schedule;
    if (spec.session !== 'new' || sessionId === null) return;
    const row = await store.sessions.get(sessionId);
    if (row === undefined || row.state === 'closed' || row.target === 'closed') return;
    if (await isOnlyOurs(sessionId, schedule)) await close(sessionId, byOf(schedule));
  };
}
