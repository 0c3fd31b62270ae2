// One run of `session/{id}`: observe, decide, take one step, and again until there is nothing to do. It needs no memory of
// the run before: whatever a crash left is found by looking.

import type { SessionId } from '../../../state/model/ids.ts';
import type { SessionRow } from '../../../state/store/sessions.ts';
import type { Waiting } from '../../containers/engine.ts';
import { createCopySteps } from './copy.ts';
import { decide, type Step } from './decide.ts';
import { createFreezeSteps } from './freeze.ts';
import { createLeaveSteps } from './leave.ts';
import { observe } from './observe.ts';
import type { LifecycleParts } from './parts.ts';
import { createRemoveSteps } from './remove.ts';
import { createStartSteps } from './start.ts';
import { afterTrouble } from './trouble.ts';

export interface SessionNext {
  /** When to look again by itself; left out: when somebody nudges it. */
  readonly requeueAfterMs?: number;
}

export type ReconcileSession = (
  id: SessionId,
  wait: { readonly signal: AbortSignal },
) => Promise<SessionNext>;

/** More steps than any way through the states has. */
const MOST_STEPS = 40;
/** The turn may have ended between the look and the asking to be told. */
const TURN_RECHECK_MS = 5_000;
/** The parent says when it is done; this is for a word that was lost. */
const COPY_RECHECK_MS = 5_000;

export function createReconcile(parts: LifecycleParts): ReconcileSession {
  const { store, clock } = parts;
  const starting = createStartSteps(parts);
  const leaving = createLeaveSteps(parts);
  const freezing = createFreezeSteps(parts);
  const removing = createRemoveSteps(parts);
  const copying = createCopySteps(parts, leaving);

  async function take(
    step: Exclude<Step, { type: 'settled' | 'wait' | 'after-turn' | 'await-copy' }>,
    row: SessionRow,
    wait: Waiting,
  ) {
    switch (step.type) {
      case 'choose-image':
        return starting.chooseImage(row, wait);
      case 'create-container':
        return starting.createContainer(row, wait);
      case 'recreate':
        return starting.recreate(row, wait);
      case 'start':
        return starting.start(row, wait);
      case 'attach':
        return starting.attach(row, step.startedAt, wait);
      case 'lose':
        return leaving.lose(row, step.because);
      case 'roll-over':
        return leaving.rollOver(row, wait);
      case 'suspend':
        return leaving.suspend(row, wait);
      case 'resume':
        return leaving.resume(row, wait);
      case 'clear-deadline':
        return leaving.clearDeadline(row, wait);
      case 'fail':
        return leaving.fail(row, step.because);
      case 'pause':
        return freezing.pause(row, wait);
      case 'unpause':
        return freezing.unpause(row, wait);
      case 'discard-containers':
        return removing.discardContainers(row, wait);
      case 'copy':
        return copying.copy(row, wait);
      case 'close':
        return removing.close(row, wait);
      case 'let-go':
        return removing.letGo(row, wait);
      default:
        return step satisfies never;
    }
  }

  return async function reconcile(id, wait) {
    for (let steps = 0; steps < MOST_STEPS; steps += 1) {
      const row = await store.sessions.get(id);
      if (row === undefined || (row.state === 'closed' && row.keptUntil === null)) return {};
      const step = decide(await observe(parts, row, clock.now(), wait));
      if (step.type === 'settled') return {};
      if (step.type === 'after-turn') {
        parts.nudgeAfterTurn(id);
        return { requeueAfterMs: TURN_RECHECK_MS };
      }
      if (step.type === 'await-copy') {
        await copying.askParent(row);
        return { requeueAfterMs: COPY_RECHECK_MS };
      }
      if (step.type === 'wait') {
        if (step.because !== undefined) await leaving.explain(row, step.because);
        return { requeueAfterMs: step.ms };
      }
      try {
        await take(step, row, wait);
      } catch (thrown) {
        const next = afterTrouble(row.state, step.type, thrown);
        switch (next.type) {
          case 'throw':
            throw thrown;
          case 'again':
            continue;
          case 'wait':
            if (next.because !== undefined) await leaving.explain(row, next.because);
            return { requeueAfterMs: next.ms };
          case 'fail':
            await leaving.fail(row, next.because);
            break;
          case 'lose':
            await leaving.lose(row, next.because);
            break;
          case 'stay-awake':
            await freezing.stayAwake(row, next.because);
            break;
          default:
            next satisfies never;
        }
      }
    }
    return { requeueAfterMs: 1_000 };
  };
}
