// Pause and unpause. Pausing is written first, so that no turn begins in what is about to be frozen; unpausing is written
// last, so that none begins before it runs.

import type { LifecycleParts, TakeStep } from './parts.ts';
import * as because from './reasons.ts';
import { wakeTurns } from '../turns/wake-turns.ts';

export interface FreezeSteps {
  readonly pause: TakeStep;
  readonly unpause: TakeStep;
}

export function createFreezeSteps(parts: LifecycleParts): FreezeSteps {
  const { engine, edit, checkpoint } = parts;

  return {
    async pause({ id, containerId }, wait) {
      const { row } = await edit(id, 'runtime', ({ row, move }) => {
        const { state, target } = row();
        if ((state === 'idle' || state === 'busy') && target === 'paused') move('pause', because.paused);
      });
      await checkpoint('session.pause-written');
      if (row.state !== 'paused' || containerId === null) return;
      await engine.containers.pause(containerId, wait);
      await checkpoint('session.paused');
    },

    async unpause({ id, containerId }, wait) {
      if (containerId === null) return;
      await engine.containers.unpause(containerId, wait);
      await checkpoint('session.unpaused');
      await edit(id, 'runtime', async ({ row, move, tables, now }) => {
        if (row().state === 'paused' && row().target === 'running') move('resume', because.resumed);
        await wakeTurns(tables, id, now);
      });
      parts.wakeTurns();
    },
  };
}
