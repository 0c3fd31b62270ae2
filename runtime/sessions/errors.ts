// Everything that can go wrong with sessions and turns, as stable codes with a hint.

import { nearest } from '../../schemas/text/nearest.ts';
import { RaworcError } from '../../state/model/errors.ts';
import { type Reached, sayReached } from './budgets/judge.ts';
import type { SessionId, TurnId } from '../../state/model/ids.ts';
import { forkableStates, legalRequests, type SessionState } from '../../state/model/session-state.ts';

export function sessionNotFound(id: string): RaworcError {
  return new RaworcError('SESSION_NOT_FOUND', `There is no session ${id}.`, {
    hint: 'List the sessions with `raworc session list`.',
  });
}

export function sessionElsewhere(id: string, space: string): RaworcError {
  return new RaworcError('SESSION_ELSEWHERE', `The session ${id} is one of the space "${space}".`, {
    hint: 'Name that space, or a session of this one.',
    details: { space },
  });
}

export function turnNotFound(id: string): RaworcError {
  return new RaworcError('TURN_NOT_FOUND', `There is no turn ${id}.`, {
    hint: 'The answer to a message names its turn.',
  });
}

export function messageNotFound(id: string): RaworcError {
  return new RaworcError('MESSAGE_NOT_FOUND', `There is no message ${id}.`, {
    hint: "List the session's messages.",
  });
}

/** What was asked for is not legal in that state. */
export function wrongState(id: SessionId, state: SessionState, asked: string): RaworcError {
  const legal = legalRequests(state);
  return new RaworcError('SESSION_STATE', `The session ${id} is ${state}; ${asked} is not possible now.`, {
    hint: legal.length === 0 ? 'Create a new session.' : `Possible now: ${legal.join(', ')}.`,
    details: { state, legal },
  });
}

export function closing(id: SessionId, state: SessionState): RaworcError {
  return new RaworcError('SESSION_STATE', `The session ${id} is being closed.`, {
    hint: 'Create a new session.',
    details: { state, legal: [] },
  });
}

export function spaceNotFound(space: string, known: readonly string[]): RaworcError {
  const meant = nearest(space, known);
  return new RaworcError('SPACE_NOT_FOUND', `There is no space "${space}".`, {
    hint:
      meant === undefined
        ? 'Declare it in the config repository and run `raworc sync`, or name another space.'
        : `Did you mean "${meant}"?`,
    details: { space, ...(meant === undefined ? {} : { meant }) },
  });
}

export function agentNotFound(space: string, agent: string, known: readonly string[]): RaworcError {
  const meant = nearest(agent, known);
  const all = known.slice(0, 10).join(', ');
  return new RaworcError('AGENT_NOT_FOUND', `The space "${space}" has no agent "${agent}".`, {
    hint: meant !== undefined ? `Did you mean "${meant}"?` : `Its agents are: ${all || 'none yet'}.`,
    details: { space, agent, ...(meant === undefined ? {} : { meant }) },
  });
}

/** `failure`: what became of asking the space's model. */
export function noAgent(space: string, known: readonly string[], failure?: string): RaworcError {
  const all = known.slice(0, 10).join(', ');
  const nothing = `Nothing says which agent of "${space}" answers this message.`;
  return new RaworcError('NO_AGENT', failure === undefined ? nothing : `${nothing} ${failure}`, {
    hint:
      known.length === 0
        ? 'Declare an agent in this space first.'
        : `Begin the message with @ and one of ${all}, or declare routing.default in the space.`,
    details: { space },
  });
}

export function sessionLimit(space: string, max: number): RaworcError {
  return new RaworcError('SESSION_LIMIT', `The space "${space}" has its ${max} sessions open already.`, {
    hint: 'Close or suspend a session, or raise sessions.max of the space.',
    disposition: 'wait',
    details: { space, max },
  });
}

export function budgetReached(reached: Reached): RaworcError {
  const { message, hint } = sayReached(reached);
  const { budget, what, limit } = reached;
  return new RaworcError('BUDGET_REACHED', message, {
    hint: `${hint} \`raworc usage\` shows what took it.`,
    details: {
      of: budget.of,
      per: budget.per,
      what,
      limit,
      until: budget.until === null ? null : new Date(budget.until).toISOString(),
    },
  });
}

/** Its files are gone, and an empty workspace in their stead would look as if there had never been any. */
export function workspaceLost(id: SessionId, volume: string): RaworcError {
  return new RaworcError('WORKSPACE_LOST', `The workspace of ${id} is gone: there is no volume ${volume}.`, {
    hint: 'Bring the volume back if there is a copy; without it the session starts with an empty workspace.',
    details: { volume },
  });
}

export interface WorkspaceLimit {
  readonly bytes: number;
  readonly files: number;
}

export function workspaceFull(id: SessionId, held: WorkspaceLimit, max: WorkspaceLimit): RaworcError {
  const said = ({ bytes, files }: WorkspaceLimit): string => `${bytes} bytes in ${files} files`;
  return new RaworcError(
    'WORKSPACE_FULL',
    `The workspace of ${id} holds ${said(held)}; its space allows ${said(max)}.`,
    {
      hint: `Remove files, for example with \`raworc session exec ${id} -- rm …\`, or raise resources.storage or resources.files of the space; then send the message again.`,
      details: { bytes: held.bytes, files: held.files, max: max.bytes, max_files: max.files },
    },
  );
}

export function keepAliveTooLong(longestMs: number): RaworcError {
  const days = longestMs / 86_400_000;
  return new RaworcError(
    'KEEP_ALIVE_TOO_LONG',
    `A session is kept alive for at most ${days} days at a time.`,
    {
      hint: 'Ask again later, or raise sessions.idle of the space.',
      details: { longest_seconds: longestMs / 1000 },
    },
  );
}

/** It is closed, and nothing is kept of it but its history. */
export function workspaceGone(id: SessionId): RaworcError {
  return new RaworcError('WORKSPACE_GONE', `The session ${id} is closed, and its workspace is gone.`, {
    hint: 'Its history stays: `raworc session history`. Create a new session.',
  });
}

/** `why`: a sentence. */
export function notForkable(id: SessionId, state: SessionState, why: string): RaworcError {
  return new RaworcError('SESSION_STATE', `The session ${id} can't be forked now: ${why}`, {
    hint:
      state === 'closed'
        ? 'Create a new session.'
        : `A session can be forked that is ${forkableStates.join(', ')}.`,
    details: { state, legal: legalRequests(state) },
  });
}

export function idempotencyKeyTaken(): RaworcError {
  return new RaworcError('IDEMPOTENCY_KEY_TAKEN', 'That idempotency key made something else before.', {
    hint: 'Take a new key for each thing that you want made.',
  });
}

export function turnInFlight(id: SessionId): RaworcError {
  return new RaworcError('TURN_IN_FLIGHT', `The session ${id} is still answering an earlier message.`, {
    hint: 'Wait for its reply, or send with the strategy `enqueue`.',
    disposition: 'wait',
  });
}

export function timeoutTooLong(agent: string, asked: number, most: number): RaworcError {
  return new RaworcError(
    'TIMEOUT_TOO_LONG',
    `A turn of the agent "${agent}" may take ${most} s, not ${asked} s.`,
    {
      hint: 'Ask for less, or raise timeout_seconds in its raworc.json.',
      details: { agent, asked, most },
    },
  );
}

export function messageTooLarge(bytes: number, max: number): RaworcError {
  return new RaworcError('MESSAGE_TOO_LARGE', `The message has ${bytes} bytes; at most ${max} are taken.`, {
    hint: 'Put large inputs into a file of the workspace and name it in the message.',
    details: { bytes, max },
  });
}

export function agentNotReady(space: string, agent: string): RaworcError {
  return new RaworcError('AGENT_NOT_READY', `The agent "${agent}" is not in the image of "${space}".`, {
    hint: `\`raworc describe agent ${space}/${agent}\` says why it was not built.`,
  });
}

export function secretsMissing(space: string, agent: string, names: readonly string[]): RaworcError {
  return new RaworcError(
    'SECRET_MISSING',
    `The agent "${agent}" needs ${names.join(', ')}, which is not set.`,
    {
      hint: `Set it with \`raworc secret set ${names[0] ?? 'NAME'} -s ${space}\`.`,
      details: { space, agent, names },
    },
  );
}

/** Two writers met at one session row; whoever lost begins again with the row as it is now. */
export function sessionMoved(id: SessionId): RaworcError {
  return new RaworcError('SESSION_MOVED', `The session ${id} was changed by somebody else meanwhile.`, {
    hint: 'Try again.',
    disposition: 'retry',
  });
}

export function linkGone(id: SessionId | TurnId): RaworcError {
  return new RaworcError('LINK_GONE', `The container of ${id} is not attached any more.`, {
    disposition: 'retry',
  });
}

/** Commands and connections need a container whose processes run. */
export function notAwake(id: SessionId, state: SessionState, asked: string): RaworcError {
  const hints: Partial<Record<SessionState, string>> = {
    init: 'Wait until it has started, or ask with `wake`.',
    paused: `Resume it with \`raworc session resume ${id}\`, or ask with \`wake\`.`,
    suspended: `Resume it with \`raworc session resume ${id}\`, or ask with \`wake\`.`,
    error: `\`raworc session show ${id}\` says why; \`raworc session retry ${id}\` starts it again.`,
    closed: 'Create a new session.',
  };
  return new RaworcError('SESSION_STATE', `The session ${id} is ${state}; ${asked} needs it running.`, {
    hint: hints[state] ?? 'It is just changing its state: try again.',
    details: { state, legal: legalRequests(state) },
  });
}

export function commandLost(id: SessionId): RaworcError {
  return new RaworcError('COMMAND_LOST', `The command in ${id} ended with its container or its connection.`, {
    hint: `\`raworc session show ${id}\` says how the session is.`,
    disposition: 'retry',
  });
}

/** `code` is the system's own word: `ECONNREFUSED`. */
export function nothingListens(port: number, code: string): RaworcError {
  const why = code === 'ECONNREFUSED' ? 'Nothing listens' : `Nobody can be reached (${code})`;
  return new RaworcError('PORT_CLOSED', `${why} on port ${port} in the session.`, {
    hint: 'Start the server there first; it may listen on 127.0.0.1 or on all addresses.',
    disposition: 'wait',
    details: { port },
  });
}

export function connectionBroke(port: number, code: string): RaworcError {
  return new RaworcError(
    'CONNECTION_BROKE',
    `The connection to port ${port} in the session broke (${code}).`,
    {
      disposition: 'retry',
      details: { port },
    },
  );
}

export function relayGone(): RaworcError {
  return new RaworcError('RELAY_GONE', 'The way into the session is gone.', {
    hint: 'The session was paused, suspended or closed, or its container ended: look at it, and connect again.',
    disposition: 'retry',
  });
}

/** What an agent is told that asked, in terms of what it can do instead. */
export function askCircle(chain: readonly string[], to: string): RaworcError {
  return new RaworcError(
    'ASK_CIRCLE',
    `The agent "${to}" is waiting for this answer: ${chain.join(' → ')}.`,
    {
      hint: 'Answer with what you have, or ask another agent.',
      details: { chain, to },
    },
  );
}

export function askTooDeep(most: number): RaworcError {
  return new RaworcError('ASK_TOO_DEEP', `This turn is ${most} hops away from the message already.`, {
    hint: 'Answer with what you have.',
    details: { most },
  });
}

export function tooManyAsks(most: number, what: string): RaworcError {
  return new RaworcError('ASK_TOO_MANY', `There are ${most} ${what} already.`, {
    hint: 'Wait for answers, and ask for less at once.',
    details: { most },
  });
}

export function askerEnded(id: string): RaworcError {
  return new RaworcError('TURN_ENDED', `The turn ${id} does not run any more.`, {
    hint: 'Ask before the handler returns.',
  });
}
