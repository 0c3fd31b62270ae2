// What this room stands on, as one record; `raworc serve` and the tests fill it in.

import type { Clock } from '../../state/model/clock.ts';
import type { RandomBytes, SessionId } from '../../state/model/ids.ts';
import type { Meter } from '../../state/model/measurement.ts';
import type { Tracer } from '../../state/model/trace.ts';
import type { Secrets } from '../../state/secrets/secrets.ts';
import type { Store } from '../../state/store/store.ts';
import type { Place } from '../../state/tasks/place.ts';
import type { Signals } from '../../state/tasks/signals.ts';
import type { Engine, Waiting } from '../containers/engine.ts';
import type { Checkpoint } from './checkpoints.ts';
import type { AskModel } from './routing/model/ask-model.ts';

export interface SessionLogger {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

/** Long enough to come back from a week's end and find out. */
export const KEEP_PRUNED_MS = 7 * 24 * 60 * 60_000;

/** An agent that rests holds some dozens of megabytes. */
export const MAX_PAUSED = 50;

export interface SessionDeps {
  readonly store: Store;
  readonly engine: Pick<Engine, 'containers' | 'volumes'>;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly signals: Signals;
  readonly secrets: Pick<Secrets, 'open'>;
  /** For spaces that have a model choose among their agents. */
  readonly askModel: AskModel;
  /** Asks for a run of `reconcile(id)`; returns at once. Several before it runs are one. */
  readonly nudge: (id: SessionId, priority?: 'people' | 'background') => void;
  /** Asks for a run of `fillPool` for that space. */
  /** What a space's status says of its budget is not so any more. */
  readonly nudgeSpace?: (space: string) => void;
  readonly nudgePool: (space: string) => void;
  /** A place in the runner of the kind's handler, so that a turn can begin when its message is accepted. */
  readonly reserveTurn: (kind: 'turn' | 'ask') => Place | undefined;
  readonly networks: {
    /** The name of the network that sessions of that space join; only called where they have one. */
    readonly forSpace: (space: string) => string;
    /** Throws `EGRESS_UNFILTERED` unless the host keeps that network from private addresses; only called where they have one. */
    readonly requireFiltered: (space: string, wait: Waiting) => Promise<void>;
  };
  /** The name of the volume that holds the supervisor, made where it is absent. */
  readonly supervisorVolume: (wait: Waiting) => Promise<string>;
  /** The image that commands of our own run in, on sessions' files; spaces' images hold what others wrote. */
  readonly baseImage: string;
  /** A folder for what agents print; made where it is absent. */
  readonly logFolder: string;
  readonly logger: SessionLogger;
  /** This process is about to attach itself to that session. */
  readonly onHeld?: (id: SessionId) => Promise<void>;
  /** How many sessions may hold memory while they are paused; left out, {@link MAX_PAUSED}. */
  readonly maxPaused?: number;
  /** Milliseconds for which the workspaces of a space that went are kept; left out, {@link KEEP_PRUNED_MS}. */
  readonly keepPrunedMs?: number;
  /** How often a session that works is looked at for what it uses; left out, as the sampler thinks fit. */
  readonly samplePeriodMs?: number;
  readonly meter?: Meter;
  readonly tracer?: Tracer;
  readonly checkpoint?: Checkpoint;
}
