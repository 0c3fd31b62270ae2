// From a container to no container, and on to the next: suspend, roll over, lose, resume, fail. All of it is written first
// and the container removed afterwards, so that no turn begins in a container that is going.

import type { SessionRow } from '../../../state/store/sessions.ts';
import type { SessionEdit } from '../session-edit.ts';
import { interruptTurns } from '../turns/interrupt.ts';
import { ACT_DEADLINE_MS } from './deadlines.ts';
import type { LifecycleParts, TakeStep } from './parts.ts';
import * as because from './reasons.ts';
import { changeImage, plain } from './start.ts';
import type { Because } from './transition.ts';

export interface LeaveSteps {
  readonly suspend: TakeStep;
  readonly rollOver: TakeStep;
  readonly resume: TakeStep;
  readonly clearDeadline: TakeStep;
  readonly lose: (row: SessionRow, why: Because) => Promise<void>;
  readonly fail: (row: SessionRow, why: Because) => Promise<void>;
  /** Says in the row what is waited for; no event. */
  readonly explain: (row: SessionRow, why: Because) => Promise<void>;
}

export function createLeaveSteps({ edit, links, tellSettled, checkpoint }: LifecycleParts): LeaveSteps {
  const unchanged = (session: SessionEdit, row: SessionRow): boolean =>
    session.row().state === row.state && session.row().generation === row.generation;

  return {
    async suspend(row) {
      await edit(row.id, because.askerOf(row), async (session) => {
        if (!unchanged(session, row) || session.row().target !== 'suspended') return;
        await leave(session, because.asAsked(session.row(), because.suspended));
      });
      await checkpoint('session.suspend-written');
    },

    async rollOver(row) {
      await edit(row.id, 'runtime', async (session) => {
        const space = await session.tables.spaces.get(row.space);
        // Asked to pause meanwhile: suspended it would never be paused.
        const isAsBefore = unchanged(session, row) && session.row().target === row.target;
        if (!isAsBefore || space?.image == null) return;
        await leave(session, because.rollingOver);
        if (session.row().target !== 'running') return;
        begin(session, because.rollingOver);
        changeImage(session, space.image, space.buildId);
      });
      await checkpoint('session.rollover-written');
    },

    async lose(row, why) {
      await edit(row.id, 'runtime', async (session) => {
        if (!unchanged(session, row)) return;
        await leave(session, why);
        // Nobody is waiting for a paused one: it comes back when somebody is.
        if (session.row().target === 'paused') session.patch({ target: 'suspended' });
        if (session.row().target === 'running') begin(session, because.restarting);
      });
      links.drop(row.id);
      await checkpoint('session.loss-written');
    },

    async resume(row) {
      await edit(row.id, because.askerOf(row), (session) => {
        if (!unchanged(session, row) || session.row().target !== 'running') return;
        begin(session, because.asAsked(session.row(), because.resumed));
      });
      await checkpoint('session.resumed');
    },

    async fail(row, why) {
      await edit(row.id, 'runtime', async (session) => {
        if (!unchanged(session, row)) return;
        await interruptTurns(session);
        session.move('fail', why);
        // Until its container is gone.
        session.patch({ deadlineAt: session.now });
      });
      links.drop(row.id);
      await checkpoint('session.failure-written');
    },

    async explain(row, why) {
      if (row.reason === why.reason && row.message === why.message) return;
      await edit(row.id, 'runtime', (session) => {
        if (unchanged(session, row)) session.patch(plain(why));
      });
    },

    async clearDeadline(row) {
      await edit(row.id, 'runtime', (session) => {
        if (unchanged(session, row)) session.patch({ deadlineAt: null });
      });
      tellSettled(row.id);
    },
  };
}

/** To `suspended`, with the turns in flight taken back. The deadline stands until the container is gone. */
async function leave(session: SessionEdit, why: Because): Promise<void> {
  await interruptTurns(session);
  if (session.row().state === 'busy') session.move('turns-ended', because.interrupted);
  session.move('suspend', why);
  session.patch({ deadlineAt: session.now });
}

/** To `init`, with a container of the next generation to come. */
function begin({ row, move, patch, now }: SessionEdit, why: Because): void {
  move('resume', why);
  patch({ generation: row().generation + 1, containerId: null, deadlineAt: now + ACT_DEADLINE_MS });
}
