// What the steps of a session's life stand on.

import type { Clock } from '../../../state/model/clock.ts';
import type { SessionId } from '../../../state/model/ids.ts';
import type { Store } from '../../../state/store/store.ts';
import type { SessionRow } from '../../../state/store/sessions.ts';
import type { Waiting } from '../../containers/engine.ts';
import type { Checkpoint } from '../checkpoints.ts';
import type { LinkRegistry } from '../links.ts';
import type { SessionDeps, SessionLogger } from '../ports.ts';
import type { EditSession } from '../session-edit.ts';
import type { SupervisorMount } from '../supervisor-mount.ts';
import type { StartHelper } from '../workspaces/helper.ts';
import type { Snapshots } from '../workspaces/snapshots.ts';

export interface LifecycleParts {
  readonly store: Store;
  readonly engine: SessionDeps['engine'];
  readonly clock: Clock;
  readonly edit: EditSession;
  readonly links: LinkRegistry;
  readonly supervisor: SupervisorMount;
  readonly networks: SessionDeps['networks'];
  readonly startHelper: StartHelper;
  readonly snapshots: Pick<Snapshots, 'wanted'>;
  /** Asks for a run of another session. */
  readonly nudge: (id: SessionId) => void;
  /** There are turns that may run now. */
  readonly wakeTurns: () => void;
  /** Asks for a run when the session's turn in flight has ended. */
  readonly nudgeAfterTurn: (id: SessionId) => void;
  /** Tells who waits for the session that its in-between state is over. */
  readonly tellSettled: (id: SessionId) => void;
  /** The session is closed: what is remembered of it in this process may go. */
  readonly forget: (id: SessionId) => void;
  readonly checkpoint: Checkpoint;
  readonly logger: SessionLogger;
}

/** One step for a session as it was observed; the row may have changed since, and then the step does nothing. */
export type TakeStep = (row: SessionRow, wait: Waiting) => Promise<void>;
