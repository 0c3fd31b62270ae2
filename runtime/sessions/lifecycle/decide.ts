// The one place where it is decided what a session needs next: from its row, its space and what the engine shows, one
// step. Pure.

import type { SessionRow } from '../../../state/store/sessions.ts';
import type { ContainerFacts, SessionFacts, SpaceFacts } from './facts.ts';
import * as because from './reasons.ts';
import type { Because } from './transition.ts';

export type Step =
  /** Nothing to do until somebody nudges. */
  | { readonly type: 'settled' }
  /** Nothing to do until the turn in flight has ended. */
  | { readonly type: 'after-turn' }
  /** Something else has to happen first; look again by yourself. */
  | { readonly type: 'wait'; readonly ms: number; readonly because?: Because }
  | { readonly type: 'choose-image' }
  /** Its workspace is filled by its parent. */
  | { readonly type: 'await-copy' }
  /** Somebody waits for a copy of the workspace. */
  | { readonly type: 'copy' }
  | { readonly type: 'create-container' }
  /** The container is gone before it was ever ready. */
  | { readonly type: 'recreate' }
  | { readonly type: 'start' }
  /** Say hello: for the first time, or as the successor of a process that died. */
  | { readonly type: 'attach'; readonly startedAt: number | undefined }
  /** A new container instead of this one, the workspace kept. */
  | { readonly type: 'lose'; readonly because: Because }
  | { readonly type: 'roll-over' }
  /** `written`: the row says so already. */
  | { readonly type: 'pause'; readonly written: boolean }
  | { readonly type: 'unpause'; readonly written: boolean }
  | { readonly type: 'suspend' }
  | { readonly type: 'resume' }
  /** Remove what a session in this state has no container for, and containers of other generations. */
  | { readonly type: 'discard-containers' }
  /** The in-between state is over. */
  | { readonly type: 'clear-deadline' }
  | { readonly type: 'fail'; readonly because: Because }
  | { readonly type: 'close' }
  /** Its workspace was kept for as long as it is to be. */
  | { readonly type: 'let-go' };

const SETTLED: Step = { type: 'settled' };
/** While a space has no image its sessions are nudged when there is one; this is for a nudge that was lost. */
const IMAGE_RECHECK_MS = 5_000;
const IMPORT_RECHECK_MS = 30_000;

export function decide(facts: SessionFacts): Step {
  const { row, container, hasStrays, now } = facts;
  if (row.state === 'closed') return isKeptTooLong(row, now) ? { type: 'let-go' } : SETTLED;
  // One that is to be closed gives its forks first what they were promised.
  if (facts.isCopyWanted) return { type: 'copy' };
  if (row.target === 'closed') return { type: 'close' };
  if (hasStrays) return { type: 'discard-containers' };
  switch (row.state) {
    case 'init':
      return initStep(facts);
    case 'idle':
    case 'busy':
      return runningStep(facts);
    case 'paused':
      return pausedStep(facts);
    case 'suspended':
    case 'error':
      if (container !== undefined) return { type: 'discard-containers' };
      if (row.deadlineAt !== null) return { type: 'clear-deadline' };
      return row.state === 'suspended' && row.target === 'running' ? { type: 'resume' } : SETTLED;
    default:
      return row.state satisfies never;
  }
}

/** Up to that moment it may be had back, and from then on it may not: nobody is promised what is being removed. */
export const isKeptTooLong = ({ keptUntil }: Pick<SessionRow, 'keptUntil'>, now: number): boolean =>
  keptUntil !== null && keptUntil <= now;

function initStep(facts: SessionFacts): Step {
  const { row, space, container, now } = facts;
  if (row.awaits !== null) return emptyStep(facts);
  if (container === undefined) {
    if (space === undefined) return { type: 'fail', because: because.spaceGone(row.space) };
    if (row.containerId !== null) return { type: 'recreate' };
    if (row.image === null || hasNewImage(row, space)) {
      return space.image === null
        ? { type: 'wait', ms: IMAGE_RECHECK_MS, because: because.waitingForImage(row.space) }
        : { type: 'choose-image' };
    }
    return { type: 'create-container' };
  }
  // It was made, but the process died before it could write that down.
  if (row.containerId === null) return { type: 'create-container' };
  if (hasEnded(container)) return { type: 'fail', because: because.endedAtStart(container) };
  if (row.deadlineAt !== null && row.deadlineAt <= now)
    return { type: 'fail', because: because.startTimedOut };
  if (container.state === 'created') return { type: 'start' };
  if (container.state === 'paused') return { type: 'unpause', written: true };
  return { type: 'attach', startedAt: container.startedAt };
}

/** Of a session whose workspace is not there yet. */
function emptyStep({ row, now }: SessionFacts): Step {
  const isOver = row.deadlineAt !== null && row.deadlineAt <= now;
  if (row.awaits === 'copy') {
    return isOver ? { type: 'fail', because: because.copyTimedOut } : { type: 'await-copy' };
  }
  // Whoever imported it died, and nobody else has the archive.
  return isOver ? { type: 'close' } : { type: 'wait', ms: IMPORT_RECHECK_MS };
}

function runningStep({ row, space, container, isLinked, now }: SessionFacts): Step {
  if (container === undefined) return { type: 'lose', because: because.containerRemoved };
  if (hasEnded(container) || container.state === 'created') {
    return { type: 'lose', because: because.containerEnded(container) };
  }
  if (container.restarted) return { type: 'lose', because: because.containerRestarted };
  if (row.target === 'paused') return { type: 'pause', written: false };
  if (row.target === 'suspended' && row.state === 'idle') return { type: 'suspend' };
  if (row.deadlineAt !== null && row.deadlineAt <= now && !isLinked) {
    return { type: 'lose', because: because.supervisorSilent };
  }
  if (space !== undefined && mustRollOver(row, space)) return { type: 'roll-over' };
  if (container.state === 'paused') return { type: 'unpause', written: true };
  if (!isLinked) return { type: 'attach', startedAt: container.startedAt };
  if (row.deadlineAt !== null) return { type: 'clear-deadline' };
  const isAwaited = row.target === 'suspended' || (space !== undefined && hasNewImage(row, space));
  return row.state === 'busy' && isAwaited ? { type: 'after-turn' } : SETTLED;
}

function pausedStep({ row, container }: SessionFacts): Step {
  if (container === undefined || hasEnded(container) || container.state === 'created') {
    return { type: 'lose', because: because.memoryLost(container) };
  }
  if (container.restarted) return { type: 'lose', because: because.containerRestarted };
  if (row.target === 'running') return { type: 'unpause', written: false };
  if (row.target === 'suspended') return { type: 'suspend' };
  if (container.state === 'running') return { type: 'pause', written: true };
  return row.deadlineAt === null ? SETTLED : { type: 'clear-deadline' };
}

const hasEnded = ({ state }: ContainerFacts): boolean => state === 'exited' || state === 'dead';

/**
 * Whoever starts a container anyway starts it with the newest image, where the space does not forbid it. One that was made
 * ahead will be somebody's new session, whatever the space says of those that have an owner.
 */
function hasNewImage(row: SessionRow, space: SpaceFacts): boolean {
  const mayMove = row.warm || space.rollout !== 'newSessions';
  return mayMove && space.image !== null && space.image !== row.image;
}

/** Such a session gets another container next; a turn that began in this one would be answered by what was replaced. */
export function mustRollOver(row: SessionRow, space: SpaceFacts): boolean {
  if (!hasNewImage(row, space)) return false;
  return row.state === 'idle' || space.rollout === 'immediate';
}
