// Builds of layer and space images, with their logs.

import type { PageInTime } from './time-place.ts';

export type BuildState = 'queued' | 'building' | 'succeeded' | 'failed' | 'cancelled';

export interface BuildRow {
  /** Layer hash or build id. */
  readonly id: string;
  readonly kind: 'layer' | 'image';
  readonly space: string;
  /** The agent of a layer; null on a space's image. */
  readonly agent: string | null;
  readonly state: BuildState;
  readonly image: string | null;
  readonly bytes: number | null;
  readonly attempt: number;
  /** Code, sentence and hint of a failure, and the end of the log. */
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly hint?: string;
    readonly logEnd?: string;
  } | null;
  readonly queuedAt: number;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
}

export interface BuildLogPart {
  readonly line: number;
  readonly text: string;
}

export interface Builds {
  /** Inserts, or replaces the row of an earlier attempt of the same id in the same space. */
  put(row: BuildRow): Promise<void>;
  update(
    space: string,
    id: string,
    patch: Partial<Omit<BuildRow, 'id' | 'space' | 'kind'>>,
  ): Promise<boolean>;
  get(space: string, id: string): Promise<BuildRow | undefined>;
  /** Newest first, by when they were queued and then by id. */
  list(space: string, page: PageInTime): Promise<readonly BuildRow[]>;
  /** Lines are numbered from 1 per build; appending continues. */
  appendLog(space: string, id: string, lines: readonly string[]): Promise<void>;
  clearLog(space: string, id: string): Promise<void>;
  /** Lines after `after` (0 for all), at most `limit`. */
  log(space: string, id: string, after: number, limit: number): Promise<readonly BuildLogPart[]>;
  deleteBefore(endedAt: number): Promise<number>;
}
