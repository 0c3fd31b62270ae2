// Everything that can go wrong between the runtime and a session's supervisor.

import { RaworcError, type Disposition, type ErrorDetails } from '../../../state/model/errors.ts';
import type { AnswerErrorCode } from './frames.ts';

export type LinkErrorCode =
  | 'LINK_LOST'
  | 'LINK_CLOSED'
  | 'SUPERVISOR_SILENT'
  | 'SUPERVISOR_RESTARTED'
  | 'COMMAND_TOO_LARGE'
  | AnswerErrorCode;

const ADVICE: Record<LinkErrorCode, { readonly disposition: Disposition; readonly hint: string }> = {
  LINK_LOST: {
    disposition: 'retry',
    hint: 'The container stopped, was paused, or its engine went away; attach again once it runs.',
  },
  LINK_CLOSED: { disposition: 'stop', hint: 'Whoever closed this link opens a new one when it needs it.' },
  SUPERVISOR_SILENT: {
    disposition: 'retry',
    hint: 'Check that the base image has Python 3.9 or later and that the machine is not overloaded.',
  },
  SUPERVISOR_RESTARTED: {
    disposition: 'retry',
    hint: 'What ran in the container is gone; open a new link and ask what it holds.',
  },
  COMMAND_TOO_LARGE: { disposition: 'stop', hint: 'Send less than 32 MiB in one message.' },
  STALE_EPOCH: {
    disposition: 'stop',
    hint: 'Another runtime has taken this session over; leave it alone.',
  },
  PROTOCOL_MISMATCH: {
    disposition: 'stop',
    hint: 'Suspend and resume the session: it then gets the supervisor of this runtime.',
  },
  UNKNOWN_COMMAND: {
    disposition: 'stop',
    hint: 'Suspend and resume the session: it then gets the supervisor of this runtime.',
  },
  BAD_COMMAND: { disposition: 'stop', hint: 'This is a fault of the runtime; please report it.' },
  AGENT_NOT_CONFIGURED: { disposition: 'retry', hint: 'Configure the agent in this session first.' },
  AGENT_BUSY: { disposition: 'wait', hint: "Wait until the agent's turn has ended." },
  TURN_HELD: { disposition: 'wait', hint: 'Go on with the attempt that the supervisor holds.' },
  SHUTTING_DOWN: { disposition: 'retry', hint: 'Resume the session once it has stopped.' },
};

export class LinkError extends RaworcError {
  override readonly name = 'LinkError';
  declare readonly code: LinkErrorCode;

  constructor(code: LinkErrorCode, message: string, more: ErrorDetails = {}) {
    super(code, message, { ...ADVICE[code], ...more });
  }
}

export function isLinkError(thrown: unknown, ...codes: readonly LinkErrorCode[]): thrown is LinkError {
  return thrown instanceof LinkError && (codes.length === 0 || codes.includes(thrown.code));
}
