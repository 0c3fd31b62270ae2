// Schedules in force, each with when it runs next and what became of its last run.

import type { Schedule } from '../../schemas/kinds/schedule.ts';
import type { SessionId, TurnId } from '../model/ids.ts';

export interface ScheduleKey {
  readonly space: string;
  readonly agent: string;
  readonly name: string;
}

/**
 * - `sent`: the message was accepted
 * - `missed`: nothing ran at that time, and nothing makes up for it
 * - `busy`: left out, because the last message was not answered yet
 * - `failed`: it could not be sent; the error says why
 */
export type RunOutcome = 'sent' | 'missed' | 'busy' | 'failed';

export interface RunError {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
}

export interface ScheduleRow extends ScheduleKey {
  /** As declared, or as held. */
  readonly spec: Schedule;
  /** Null: never. */
  readonly nextAt: number | null;
  /** The time for which the last run was planned; null before the first. */
  readonly lastAt: number | null;
  readonly lastOutcome: RunOutcome | null;
  readonly lastError: RunError | null;
  /** Of the last message that was sent. */
  readonly sessionId: SessionId | null;
  readonly turnId: TurnId | null;
  readonly version: number;
}

export type SchedulePatch = Partial<Omit<ScheduleRow, keyof ScheduleKey | 'version'>>;

export interface Schedules {
  /** By space, agent and name; of one space, or all. */
  list(space?: string): Promise<readonly ScheduleRow[]>;
  /** False where it is there. */
  insert(row: ScheduleRow): Promise<boolean>;
  /** Changes the row if its version is still the one given; answers the changed row, or undefined where it was not. */
  change(before: ScheduleRow, patch: SchedulePatch): Promise<ScheduleRow | undefined>;
  delete(key: ScheduleKey): Promise<void>;
  deleteSpace(space: string): Promise<void>;
}
