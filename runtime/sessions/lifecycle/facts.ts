// What is known of a session at one moment, as plain values: all that deciding looks at. Pure.

import type { SessionRow } from '../../../state/store/sessions.ts';
import type { ContainerState } from '../../containers/engine.ts';

export interface SpaceFacts {
  readonly image: string | null;
  readonly buildId: string | null;
  readonly rollout: 'onIdle' | 'immediate' | 'newSessions';
  /** It declares what turns may take. */
  readonly hasBudgets?: boolean;
}

export interface ContainerFacts {
  readonly id: string;
  readonly state: ContainerState;
  /** As the engine says, in milliseconds since the epoch; only where it was started. */
  readonly startedAt?: number | undefined;
  /** Only where it has ended. */
  readonly exitCode?: number | undefined;
  readonly oomKilled?: boolean | undefined;
  /** Its supervisor is another one than the session was last seen with. */
  readonly restarted: boolean;
}

export interface SessionFacts {
  readonly row: SessionRow;
  /** Undefined where the inventory has no such space. */
  readonly space: SpaceFacts | undefined;
  /** The container of the row's generation. */
  readonly container: ContainerFacts | undefined;
  /** There are containers of other generations. */
  readonly hasStrays: boolean;
  /** Somebody waits for a copy of its workspace. */
  readonly isCopyWanted: boolean;
  /** This process is attached to the container, or one that came after it. */
  readonly isLinked: boolean;
  readonly now: number;
}
