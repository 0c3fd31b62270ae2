// Pause and unpause. Pausing is written first, so that no turn begins in what is about to be frozen; unpausing is written
// last, so that none begins before it runs.

import type { SessionRow } from '../../../state/store/sessions.ts';
import { ACT_DEADLINE_MS } from './deadlines.ts';
import type { LifecycleParts, TakeStep } from './parts.ts';
import * as because from './reasons.ts';
import { wakeTurns } from '../turns/wake-turns.ts';
import type { Because } from './transition.ts';

export interface FreezeSteps {
  readonly pause: TakeStep;
  readonly unpause: TakeStep;
  /** The engine can't freeze it: it goes on, and says so. */
  readonly stayAwake: (row: SessionRow, why: Because) => Promise<void>;
}

export function createFreezeSteps(parts: LifecycleParts): FreezeSteps {
  const { engine, edit, checkpoint } = parts;

  return {
    async pause(seen, wait) {
      const { id, containerId } = seen;
      const { row } = await edit(id, because.askerOf(seen), ({ row, move, patch, now }) => {
        const { state, target } = row();
        if ((state !== 'idle' && state !== 'busy') || target !== 'paused') return;
        move('pause', because.asAsked(row(), because.paused));
        // Until it is seen frozen.
        patch({ deadlineAt: now + ACT_DEADLINE_MS });
      });
      await checkpoint('session.pause-written');
      if (row.state !== 'paused' || containerId === null) return;
      await engine.containers.pause(containerId, wait);
      await checkpoint('session.paused');
    },

    async unpause(seen, wait) {
      const { id, containerId } = seen;
      if (containerId === null) return;
      await engine.containers.unpause(containerId, wait);
      await checkpoint('session.unpaused');
      await edit(id, because.askerOf(seen), async ({ row, move, tables, now }) => {
        const { state, target } = row();
        if (state === 'paused' && target === 'running')
          move('resume', because.asAsked(row(), because.resumed));
        await wakeTurns(tables, id, now);
      });
      parts.wakeTurns();
    },

    async stayAwake(row, why) {
      await edit(row.id, 'runtime', async ({ row: now, move, patch, tables, now: at }) => {
        if (now().state !== 'paused' || now().containerId !== row.containerId) return;
        move('resume', why);
        // From now on: else whoever found it idle would ask for the same again at once.
        patch({ target: 'running', lastActivityAt: at });
        await wakeTurns(tables, row.id, at);
      });
      parts.wakeTurns();
    },
  };
}
