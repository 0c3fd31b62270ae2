// The one way in which a session's row, its turns and its log are changed: everything in one transaction, with the row's
// version as the guard, and what was logged told to those who listen once it is committed.

import type { Clock } from '../../state/model/clock.ts';
import type { SessionId } from '../../state/model/ids.ts';
import type { LoggedEvent, SessionEvent } from '../../state/model/session-event.ts';
import type { SessionCause } from '../../state/model/session-state.ts';
import type { LogEntry } from '../../state/store/session-events.ts';
import type { SessionPatch, SessionRow } from '../../state/store/sessions.ts';
import type { Store, StoreTables } from '../../state/store/store.ts';
import { RaworcError } from '../../state/model/errors.ts';
import { sessionMoved, sessionNotFound, wrongState } from './errors.ts';
import { transitionOf, type Because } from './lifecycle/transition.ts';

export interface SessionEdit {
  readonly tables: StoreTables;
  readonly now: number;
  /** As changed so far. */
  readonly row: () => SessionRow;
  /** Throws `SESSION_STATE` where the table does not allow it. */
  readonly move: (cause: SessionCause, because: Because) => void;
  readonly patch: (patch: SessionPatch) => void;
  readonly log: (event: SessionEvent) => void;
}

export interface Edited<T> {
  readonly row: SessionRow;
  readonly result: T;
}

/**
 * `work` may run several times and must have no effect but through its edit. Given the row as it was `seen` last, that is
 * tried first, and the row is read only where somebody changed it since. Throws `SESSION_NOT_FOUND`.
 */
export type EditSession = <T>(
  id: SessionId,
  by: string,
  work: (edit: SessionEdit) => Promise<T> | T,
  seen?: SessionRow,
) => Promise<Edited<T>>;

export interface SessionEditDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly publish: (row: SessionRow, events: readonly LoggedEvent[]) => void;
}

/** Somebody who loses so often is not unlucky. */
const MOST_TRIES = 50;

export function createSessionEdit({ store, clock, publish }: SessionEditDeps): EditSession {
  return async function edit(id, by, work, seen) {
    for (let tries = 1; ; tries += 1) {
      try {
        const { row, result, logged } = await store.transaction((tables) =>
          editWithin(tables, { id, by, now: clock.now(), seen: tries === 1 ? seen : undefined }, work),
        );
        if (logged.length > 0) publish(row, logged);
        return { row, result };
      } catch (thrown) {
        const wasMoved = thrown instanceof RaworcError && thrown.code === 'SESSION_MOVED';
        if (!wasMoved || tries >= MOST_TRIES) throw thrown;
      }
    }
  };
}

export interface EditedWithin<T> extends Edited<T> {
  /** To be published once the transaction is committed. */
  readonly logged: readonly LoggedEvent[];
}

/**
 * One try inside of a transaction that does something else too. Whoever opened it begins again after `SESSION_MOVED`, once
 * it is rolled back.
 */
export async function editWithin<T>(
  tables: StoreTables,
  { id, by, now, seen }: EditEntry,
  work: (edit: SessionEdit) => Promise<T> | T,
): Promise<EditedWithin<T>> {
  const before = seen ?? (await tables.sessions.get(id));
  if (before === undefined) throw sessionNotFound(id);
  const events: SessionEvent[] = [];
  let row = before;
  const patch = (more: SessionPatch): void => {
    row = { ...row, ...more };
  };
  const result = await work({
    tables,
    now,
    row: () => row,
    patch,
    log: (event) => void events.push(event),
    move(cause, because) {
      const transition = transitionOf(row, cause, because, now);
      if (transition === undefined) throw wrongState(id, row.state, cause);
      patch(transition.patch);
      events.push(transition.event);
    },
  });
  // Where nothing is written, nothing shows whether what was seen still holds.
  if (row === before && seen !== undefined) throw sessionMoved(id);
  if (row === before) return { row, result, logged: await tables.events.append(id, events, by, now) };
  return { ...(await write(tables, before, row, { events, by, now })), result };
}

interface EditEntry {
  readonly id: SessionId;
  readonly by: string;
  readonly now: number;
  /** The row as it was read last. */
  readonly seen?: SessionRow | undefined;
}

async function write(
  tables: StoreTables,
  before: SessionRow,
  after: SessionRow,
  entry: LogEntry,
): Promise<{ readonly row: SessionRow; readonly logged: readonly LoggedEvent[] }> {
  const { id } = before;
  const changed = Object.entries(after).filter(([key, value]) => before[key as keyof SessionRow] !== value);
  const patch: SessionPatch = Object.fromEntries(changed);
  if (entry.events.length > 0) {
    const written = await tables.sessions.changeAndLog(before, patch, entry);
    if (written === undefined) throw sessionMoved(id);
    return written;
  }
  const row = await tables.sessions.change(id, before, patch);
  if (row === undefined) throw sessionMoved(id);
  return { row, logged: [] };
}
