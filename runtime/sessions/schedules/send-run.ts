// One run of a schedule: it is claimed, its session is chosen and its message accepted in one transaction. So whichever
// runtimes race for it and whenever one dies, the message is sent once or the run is still there to be claimed.

import { ownAct } from '../../../state/store/own-act.ts';
import type { RandomBytes } from '../../../state/model/ids.ts';
import type { LoggedEvent } from '../../../state/model/session-event.ts';
import type { ScheduleRow } from '../../../state/store/schedules.ts';
import type { SessionRow } from '../../../state/store/sessions.ts';
import type { Store, StoreTables } from '../../../state/store/store.ts';
import { createWithin, type Created } from '../requests/create.ts';
import { editWithin } from '../session-edit.ts';
import type { EnqueueMessage } from '../turns/accept.ts';

export interface RunToSend {
  readonly schedule: ScheduleRow;
  readonly plannedAt: number;
  readonly nextAt: number | null;
  readonly now: number;
}

export interface SentRun extends Created {
  /** To be published. */
  readonly logged: readonly LoggedEvent[];
}

export interface SendRunDeps {
  readonly store: Store;
  readonly random: RandomBytes;
  readonly enqueue: EnqueueMessage;
}

/** Undefined where nothing was sent: another runtime has the run, or the session is still busy with the last one. */
export type SendRun = (run: RunToSend) => Promise<SentRun | undefined>;

export const byOf = ({ agent, name }: Pick<ScheduleRow, 'agent' | 'name'>) => `schedule:${agent}/${name}`;

export function createSendRun({ store, random, enqueue }: SendRunDeps): SendRun {
  return (run) => store.transaction((tables) => send(tables, run));

  async function send(tables: StoreTables, run: RunToSend): Promise<SentRun | undefined> {
    const { schedule, plannedAt, nextAt, now } = run;
    const { agent, name, spec } = schedule;
    // First: it locks the row, and whoever else wants this run waits here to find that it is gone.
    const claimed = await tables.schedules.change(schedule, { nextAt, lastAt: plannedAt, lastError: null });
    if (claimed === undefined) return undefined;
    const kept = spec.session === 'same' ? await keptSession(tables, schedule) : undefined;
    const isBusy = kept !== undefined && (await tables.turns.countUnfinished(kept.id)) > 0;
    if (isBusy && spec.whileBusy === 'skip') {
      await tables.schedules.change(claimed, { lastOutcome: 'busy' });
      return undefined;
    }
    const chosen =
      kept === undefined ? await newSession(tables, run) : { row: kept, claimed: false, wasThere: true };
    const { id } = chosen.row;
    const by = byOf(schedule);
    const { row, result, logged } = await editWithin(tables, { id, by, now }, (session) =>
      enqueue(session, {
        // People come first.
        priority: 'low',
        content: spec.message,
        agent,
        metadata: { schedule: `${agent}/${name}`, planned_at: new Date(plannedAt).toISOString() },
        by,
        idempotencyKey: `${by}@${plannedAt}`,
      }),
    );
    const reason = `The run planned for ${new Date(plannedAt).toISOString()} was sent.`;
    await tables.audit.add(
      ownAct({ by, verb: 'talk', kind: 'Session', space: row.space, name: id, reason }, now),
    );
    await tables.schedules.change(claimed, {
      lastOutcome: 'sent',
      sessionId: id,
      turnId: result.turn.id,
    });
    return { ...chosen, row, logged };
  }

  async function newSession(tables: StoreTables, { schedule, now }: RunToSend): Promise<Created> {
    const { space, agent, name } = schedule;
    const metadata = { schedule: `${agent}/${name}` };
    const created = await createWithin(tables, { space, agent, metadata, by: byOf(schedule) }, now, random);
    if (created === undefined) throw new Error('Only an idempotency key can be taken, and there is none.');
    return created;
  }
}

/** One that takes no more messages is replaced. */
async function keptSession(
  { sessions }: StoreTables,
  { sessionId }: ScheduleRow,
): Promise<SessionRow | undefined> {
  const row = sessionId === null ? undefined : await sessions.get(sessionId);
  if (row === undefined || row.target === 'closed') return undefined;
  return row.state === 'closed' || row.state === 'error' ? undefined : row;
}
