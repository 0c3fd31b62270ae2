// Why a session is in its state: each reason's word, sentence and what can be done, in one place. Pure.

import type { SessionRow } from '../../../state/store/sessions.ts';
import { type Reached, sayReached } from '../budgets/judge.ts';
import type { Step } from '../idle/next-rung.ts';
import type { ContainerFacts } from './facts.ts';
import type { Because } from './transition.ts';

export type { Because };

/** The code `WORKSPACE_LOST`, as a reason. */
const WORKSPACE_LOST = 'WorkspaceLost';

/** As whoever asked for it says. */
export const asAsked = ({ asked }: Pick<SessionRow, 'asked'>, otherwise: Because): Because =>
  asked?.because ?? otherwise;

/** What a turn's failure says of its session. */
export const turnFailed = (code: string): Because => (code === 'WORKSPACE_FULL' ? workspaceFull : turnEnded);

/** Who wants what happens next. */
export const askerOf = ({ asked }: Pick<SessionRow, 'asked'>): string => asked?.by ?? 'runtime';

/** What trying again accepts. */
export const retriedAfter = ({ reason }: Pick<SessionRow, 'reason'>): Because =>
  reason === WORKSPACE_LOST ? workspaceReplaced : retried;

/** Only where somebody was told that the files are gone and wants it all the same. */
export const acceptsEmptyWorkspace = ({ asked }: Pick<SessionRow, 'asked'>): boolean =>
  asked?.because?.reason === workspaceReplaced.reason;

export const created: Because = { reason: 'Created', message: 'The session was created.' };
export const madeAhead: Because = {
  reason: 'MadeAhead',
  message: 'The session was made ahead, for whoever creates one next.',
};
export const claimed: Because = {
  reason: 'Claimed',
  message: 'The session was made ahead and is somebody’s now.',
};
export const starting: Because = { reason: 'Starting', message: 'The container is being started.' };
export const ready: Because = { reason: 'Ready', message: 'The session is ready.' };
export const turnStarted: Because = { reason: 'TurnStarted', message: 'An agent is answering.' };
export const turnEnded: Because = { reason: 'TurnEnded', message: 'The session is ready.' };
export const turnCancelled: Because = { reason: 'TurnCancelled', message: 'The turn was cancelled.' };
export const workspaceFull: Because = {
  reason: 'WorkspaceFull',
  message:
    'The workspace holds more than its space allows: all that ran was stopped, and no message is taken.',
  hint: 'Remove files, for example with `raworc session exec`, or raise resources.storage or resources.files of the space; it then goes on by itself.',
};
export const workspaceHasRoom: Because = {
  reason: 'WorkspaceHasRoom',
  message: 'There is room in the workspace again; the session is ready.',
};
export const paused: Because = { reason: 'Paused', message: 'The processes are frozen; memory is kept.' };
export const resumed: Because = { reason: 'Resumed', message: 'The session goes on.' };
export const suspended: Because = {
  reason: 'Suspended',
  message: 'The container was removed; the workspace is kept.',
};
export const retried: Because = { reason: 'Retried', message: 'The session is being started again.' };
export const workspaceReplaced: Because = {
  reason: 'WorkspaceReplaced',
  message:
    'The workspace was lost. The session is started again, with an empty one unless it was brought back.',
};
export const closed: Because = {
  reason: 'Closed',
  message: 'Container and workspace are gone; the history stays.',
};
const SPACE_REMOVED = 'SpaceRemoved';

export const spaceRemoved = (
  { id, space }: Pick<SessionRow, 'id' | 'space'>,
  keptUntil: number | null,
): Because =>
  keptUntil === null
    ? { reason: SPACE_REMOVED, message: `Its space "${space}" was removed. ${closed.message}` }
    : {
        reason: SPACE_REMOVED,
        message: `Its space "${space}" was removed. The workspace is kept until ${new Date(keptUntil).toISOString()}.`,
        hint: `\`raworc session reopen ${id}\` goes on with it once the space is declared again, or with --space in another one.`,
      };
export const keptLongEnough: Because = {
  reason: SPACE_REMOVED,
  message:
    'Its space was removed, and its workspace was kept for the time that is set. It is gone; the history stays.',
};
export const letGo: Because = {
  reason: 'Closed',
  message: 'Somebody closed it while its workspace was kept. It is gone; the history stays.',
};
/** Of a workspace that was kept. */
export const whyGone = ({ asked }: Pick<SessionRow, 'asked'>): Because =>
  asked?.because?.reason === letGo.reason ? letGo : keptLongEnough;
export const reopened: Because = {
  reason: 'Reopened',
  message: 'The session goes on in a new container, with its files and its history.',
};
export const rollingOver: Because = {
  reason: 'RollingOver',
  message: 'The session moves to the new image of its space.',
};
export const restarting: Because = {
  reason: 'Restarting',
  message: 'A new container is started on the same workspace.',
};
export const interrupted: Because = {
  reason: 'TurnInterrupted',
  message: 'The turn in flight lost its container.',
};
export const containerRemoved: Because = {
  reason: 'ContainerLost',
  message: 'The container was removed by somebody else.',
};
export const containerRestarted: Because = {
  reason: 'ContainerLost',
  message: 'The container was restarted by somebody else.',
};
export const supervisorSilent: Because = {
  reason: 'SupervisorSilent',
  message: 'The supervisor in the container did not answer any more.',
};
export const startTimedOut: Because = {
  reason: 'StartTimedOut',
  message: 'The container did not become ready in time.',
  hint: 'Check the load of the machine, then `raworc session retry`.',
};

/** Nobody can tell a machine that was restarted from a container that was killed; for the session it is the same. */
export const memoryLost = (container: ContainerFacts | undefined): Because => ({
  reason: 'MemoryLost',
  message: `The paused container ${container === undefined ? 'was removed' : `ended${howOf(container)}`}, as when the machine is restarted: what the agents had in memory is lost, the files are kept.`,
  hint: 'A message or `raworc session resume` starts it again on the same files.',
});

export const idleFor = ({ rung, written }: Step): Because => {
  const what = { pause: paused, suspend: suspended, close: closed }[rung];
  return { reason: 'Idle', message: `Nothing happened for ${written}. ${what.message}` };
};

export const BUDGET_REACHED = 'BudgetReached';

export const budgetReached = (reached: Reached): Because => {
  const { message, hint } = sayReached(reached);
  return { reason: BUDGET_REACHED, message: `${message} ${paused.message}`, hint };
};
export const budgetLifted: Because = {
  reason: 'BudgetLifted',
  message: 'There is something left of the budget again; the session goes on.',
};

export const tooManyPaused = (most: number): Because => ({
  reason: 'TooManyPaused',
  message: `More than ${most} sessions are paused and hold memory, and this one was paused the longest. ${suspended.message}`,
  hint: 'RAWORC_MAX_PAUSED sets how many may be.',
});

export const pauseFailed = (message: string): Because => ({
  reason: 'PauseFailed',
  message: `The engine could not freeze the processes, so they go on: ${message}`,
  hint: 'Suspend the session instead; `raworc doctor` looks at the engine.',
});

export const copyTimedOut: Because = {
  reason: 'CopyTimedOut',
  message: 'The workspace was not copied in time.',
  hint: 'Look at the session that it was forked from, then `raworc session retry`.',
};
export const parentClosed: Because = {
  reason: 'ParentClosed',
  message: 'The session that it was forked from was closed before its workspace was copied.',
  hint: 'Close this one; its history stays.',
};
export const parentEmptied: Because = {
  reason: 'ParentWorkspaceLost',
  message: 'The session that it was forked from has no workspace any more.',
  hint: 'Close this one, and look at the other: `raworc session show` says what became of it.',
};
export const copied: Because = {
  reason: 'Starting',
  message: 'The workspace is copied; the container comes next.',
};

export const copyFailed = (said: string): Because => ({
  reason: 'CopyFailed',
  message: `The workspace could not be copied${said === '' ? '' : `: ${said}`}.`,
  hint: "Check the space on the engine's disk, then `raworc session retry`.",
});

export const importing = (from: string): Because => ({
  reason: 'Importing',
  message: `It is made from an archive of ${from}.`,
});
export const imported = (from: string): Because => ({
  reason: 'Imported',
  message: `History and files of ${from} are in; the container comes next.`,
});

export const forked = (parent: string, at: string | null): Because => ({
  reason: 'Forked',
  message:
    at === null
      ? `It is a fork of ${parent}.`
      : `It is a fork of ${parent} with the history up to ${at}; its files are those of now, not of then.`,
});

export const waitingForImage = (space: string): Because => ({
  reason: 'WaitingForImage',
  message: `The space ${space} has no image yet.`,
  hint: `\`raworc describe ${space}\` says how far it is.`,
});

export const spaceGone = (space: string): Because => ({
  reason: 'SpaceGone',
  message: `The space ${space} is not there any more.`,
  hint: 'Close the session, or declare the space again and retry.',
});

export const containerEnded = (container: ContainerFacts): Because => ({
  reason: 'ContainerLost',
  message: `The container ended${howOf(container)}.`,
});

export const endedAtStart = (container: ContainerFacts): Because => ({
  reason: 'StartFailed',
  message: `The container ended before it was ready${howOf(container)}.`,
  hint:
    container.oomKilled === true
      ? 'Raise resources.memory of the space, then `raworc session retry`.'
      : '`raworc session logs` may say why; then `raworc session retry`.',
});

function howOf({ exitCode, oomKilled }: ContainerFacts): string {
  if (oomKilled === true) return ', for its memory ran out';
  return exitCode === undefined ? '' : ` with code ${exitCode}`;
}
