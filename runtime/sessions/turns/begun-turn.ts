// A turn that is written down as running, with all that it takes to run it, so that nothing need be read again.

import type { MessageId } from '../../../state/model/ids.ts';
import type { MessageRow } from '../../../state/store/messages.ts';
import type { SessionRow } from '../../../state/store/sessions.ts';
import type { TurnRow } from '../../../state/store/turns.ts';
import type { LiveLink } from '../links.ts';

export interface BegunTurn {
  readonly turn: TurnRow;
  /** The session as it was written or read when the turn began. */
  readonly row: SessionRow;
  readonly agent: string;
  /** Attached to the row's container, whose supervisor knows how the agent is run. */
  readonly live: LiveLink;
  /** Who wrote the message, and what it says. */
  readonly by: string;
  readonly content: string;
  /** The person's message behind it, where an agent made it. */
  readonly asked?: MessageId;
  /** How long the turn may take, where that is not as long as the agent allows. */
  readonly timeoutSeconds?: number | undefined;
  /** The session's newest messages, oldest first. */
  readonly newest: readonly MessageRow[];
  /** No other turn of the session was open when it began. */
  readonly isAlone: boolean;
  /** When it began no other turn ran or waited for a place beside it: none does as long as the session's row is `row`. */
  readonly isOnly: boolean;
}
