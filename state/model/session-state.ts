// The session's state machine as one table: what is legal, and by what. Pure; everything else asks here.

export const sessionStates = ['init', 'idle', 'busy', 'paused', 'suspended', 'error', 'closed'] as const;

/**
 * - `init`: on its way to running; waits here for the space's first image too
 * - `idle`: running, no turn
 * - `busy`: running, at least one turn
 * - `paused`: processes frozen where they stand, memory kept
 * - `suspended`: no container, workspace kept
 * - `error`: needs a person or a `retry`; the reason and the hint say why
 * - `closed`: the container is gone and so is the workspace, unless it is kept because its space went; the history stays
 */
export type SessionState = (typeof sessionStates)[number];

/** What made a session change its state. */
export type SessionCause =
  | 'ready' // the supervisor said hello
  | 'turn-started'
  | 'turns-ended'
  | 'pause'
  | 'resume' // asked for, or a message came
  | 'suspend'
  | 'retry'
  | 'fail'
  | 'close'
  | 'reopen'; // its space went, and its workspace is still kept

/** Where each cause leads from each state. `before-pause` is the state that the session was paused in. */
const transitions: Readonly<
  Record<SessionState, Partial<Record<SessionCause, SessionState | 'before-pause'>>>
> = {
  init: { ready: 'idle', fail: 'error', close: 'closed' },
  idle: { 'turn-started': 'busy', pause: 'paused', suspend: 'suspended', fail: 'error', close: 'closed' },
  busy: { 'turns-ended': 'idle', pause: 'paused', fail: 'error', close: 'closed' },
  paused: { resume: 'before-pause', suspend: 'suspended', fail: 'error', close: 'closed' },
  suspended: { resume: 'init', fail: 'error', close: 'closed' },
  error: { retry: 'init', close: 'closed' },
  closed: { reopen: 'init' },
};

/** The state after `cause`, or undefined where the table does not allow it. */
export function nextState(
  from: SessionState,
  cause: SessionCause,
  beforePause: SessionState = 'idle',
): SessionState | undefined {
  const to = transitions[from][cause];
  return to === 'before-pause' ? beforePause : to;
}

/** The causes that the table allows in a state; what a 409 names. */
export function legalCauses(from: SessionState): readonly SessionCause[] {
  return Object.keys(transitions[from]) as SessionCause[];
}

/** What the API may want of a session; the `session/{id}` run makes it so. */
export type SessionTarget = 'running' | 'paused' | 'suspended' | 'closed';

/** What people ask for, the target it writes, and the cause by which the table judges it. */
export const sessionRequests = {
  pause: { target: 'paused', cause: 'pause' },
  resume: { target: 'running', cause: 'resume' },
  suspend: { target: 'suspended', cause: 'suspend' },
  retry: { target: 'running', cause: 'retry' },
  close: { target: 'closed', cause: 'close' },
} as const satisfies Record<string, { target: SessionTarget; cause: SessionCause }>;

export type SessionRequest = keyof typeof sessionRequests;

/** The requests that are legal in a state, by their names in the API. */
export function legalRequests(from: SessionState): readonly SessionRequest[] {
  return (Object.keys(sessionRequests) as SessionRequest[]).filter(
    (request) => transitions[from][sessionRequests[request].cause] !== undefined,
  );
}

/** The states in which a session has a workspace to copy. */
export const forkableStates: readonly SessionState[] = ['idle', 'busy', 'paused', 'suspended', 'error'];

export function isSessionState(text: string): text is SessionState {
  return (sessionStates as readonly string[]).includes(text);
}
