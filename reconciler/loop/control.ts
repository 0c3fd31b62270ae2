// The port to the reconciler: what the API, the CLI and triggers may ask of it. Asking only nudges a key or writes what
// is wanted; the runs behind the queue act. Everything here is plain JSON, fit for a response.

import type { CollectOptions, Garbage } from './collect-garbage.ts';
import type { Problem } from '../../schemas/problem.ts';
import type { Condition } from '../../state/model/condition.ts';
import type { Plan, SourcePosition } from '../../state/model/plan.ts';
import type { BuildLogPart, BuildRow, BuildState } from '../../state/store/builds.ts';
import type { PageInTime } from '../../state/store/time-place.ts';
import type { KeptCount } from '../../state/store/sessions.ts';
import type { ScheduleRow } from '../../state/store/schedules.ts';
import type { Hold } from '../../state/store/spaces.ts';
import type { Bump } from './loader.ts';
import type { PlacedProblem } from './placed-problems.ts';

/** A person or part that asks: `admin`, `webhook`, `poll`. */
export interface Asked {
  readonly by: string;
}

export interface Waiting {
  readonly signal?: AbortSignal;
}

/** Times are milliseconds since the epoch throughout. */
export interface AgentStatus {
  readonly space: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** `AgentSpec` of schemas. */
  readonly spec: unknown;
  /** `Manifest` of schemas that is in force; null until one could be read. */
  readonly manifest: unknown;
  readonly position: SourcePosition;
  readonly revision: string;
  readonly removing: boolean;
  /** What the source resolves to now, and what runs. They differ while a build is under way or has failed. */
  readonly sourceCommit: string | null;
  readonly runningCommit: string | null;
  readonly layer: string | null;
  readonly runningLayer: string | null;
  readonly conditions: readonly Condition[];
}

export interface SpaceStatus {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** `SpaceSpec` of schemas. */
  readonly spec: unknown;
  readonly position: SourcePosition;
  /** The revision that the conditions speak of. */
  readonly revision: string;
  readonly appliedRevision: string | null;
  readonly buildId: string | null;
  readonly image: string | null;
  readonly hold: Hold | null;
  /** The hash that `confirm` must name, while a removal waits for it. */
  readonly awaitingConfirmation: string | null;
  readonly removing: boolean;
  /** Sessions that aren't closed. */
  readonly sessions: number;
  readonly agents: readonly AgentStatus[];
  readonly conditions: readonly Condition[];
}

/** How the config repository itself stands: reachable, readable, pruning suspended. */
export interface ConfigStatus {
  /** Without credentials. */
  readonly repository: string;
  readonly ref: string;
  /** The newest revision that was read; null until the first. */
  readonly revision: string | null;
  readonly subject: string | null;
  readonly author: string | null;
  readonly checkedAt: number | null;
  /** Of that revision: what its files have wrong, its agents' sources, and the routing tests that fail. */
  readonly problems: readonly PlacedProblem[];
  /** Spaces whose declared change waits for an approval: the hash that would have to be approved. */
  readonly awaitingReview: Readonly<Record<string, string>>;
  /** Commits that agents' sources could move to, if somebody agreed. */
  readonly bumps: readonly Bump[];
  readonly conditions: readonly Condition[];
}

/** What the newest revision that was read has wrong that concerns a space; errors first, then by place. */
export interface SpaceProblems {
  /** Null until one was read. */
  readonly revision: string | null;
  readonly problems: readonly Problem[];
}

export interface StatusSummary {
  readonly config: ConfigStatus;
  /** Sorted by name. */
  readonly spaces: readonly SpaceStatus[];
  /** Of spaces that went. */
  readonly kept: readonly KeptCount[];
}

export interface SyncOutcome extends StatusSummary {
  /**
   * - `converged`: everything runs as declared
   * - `stuck`: something is stalled, failing or waits for a person; the conditions say what
   * - `timeout`: still under way when the time was over
   */
  readonly result: 'converged' | 'stuck' | 'timeout';
}

/** What to wait for: every space at this revision, or one space as it is declared now. */
export type SyncTarget = { readonly revision: string } | { readonly space: string };

/**
 * A file of a working tree, its path relative to the root of the repository. Declarations and manifests need their
 * content; any other file of an agent's folder can be given by the id that Git would give its content.
 */
export interface PlannedFile {
  readonly path: string;
  readonly content?: string;
  /** Git's blob id. Left out, it is computed from the content. */
  readonly oid?: string;
  readonly executable?: boolean;
}

export interface PlanResult {
  readonly plan: Plan;
  /** Errors stop what they speak of; agents' sources that can't be resolved are among them. */
  readonly problems: readonly Problem[];
}

export interface HistoryEntry {
  readonly revision: string;
  readonly buildId: string;
  readonly image: string;
  readonly subject: string | null;
  readonly author: string | null;
  readonly appliedAt: number;
  /** True on the entry that runs now. */
  readonly current: boolean;
  /** How fast a rollback would be: the image is there, it must be built again, or its sources are gone. */
  readonly available: 'image' | 'rebuild' | 'gone';
  readonly agents: readonly {
    readonly name: string;
    readonly commit: string | null;
    readonly layer: string;
  }[];
}

/** What happens, for whoever watches: `sync --wait` prints a line per agent build. */
export type Progress =
  | {
      readonly type: 'revision';
      readonly revision: string;
      readonly subject: string;
      /** Spaces that changed with it. */
      readonly spaces: readonly string[];
      readonly problems: number;
      readonly at: number;
    }
  | {
      readonly type: 'build';
      readonly space: string;
      /** Null on the build of a space's image. */
      readonly agent: string | null;
      readonly build: string;
      readonly state: BuildState;
      /** The newest line of its log; null before the first. */
      readonly line: string | null;
      /** Since it began; 0 while queued. */
      readonly durationMs: number;
      readonly at: number;
    }
  | {
      readonly type: 'space';
      readonly space: string;
      readonly revision: string;
      readonly conditions: readonly Condition[];
      readonly at: number;
    }
  | {
      /** Something was found changed by hand and repaired. */
      readonly type: 'drift';
      readonly space: string;
      readonly what: string;
      readonly at: number;
    };

/** What somebody says has changed. It is only told where to look: what is true is found there. */
export type Nudge =
  | { readonly type: 'config' }
  /** The canonical location of a repository that agents come from: the spaces that use it are rebuilt. */
  | { readonly type: 'source'; readonly location: string }
  /** The config repository, every source and every space. */
  | { readonly type: 'everything' };

/** Methods with a space throw `SPACE_NOT_FOUND` where there is none. Any of them may throw `STORE_UNREACHABLE`. */
export interface Reconciler {
  /** Begins to watch, poll and run. Resolves once the engine was recognised or refused; never throws for either. */
  start(): Promise<void>;
  /** Takes no new work and resolves when the runs under way have ended. Builds are left to the next start. */
  drain(): Promise<void>;

  /** Reads the config repository now. Resolves when its revision is written down; throws what Git threw. */
  sync(asked: Asked, waiting?: Waiting): Promise<{ readonly revision: string }>;
  /** Has what changed outside looked at soon; the config repository where nothing is named. Returns at once. */
  nudge(what?: Nudge): void;
  waitForSync(target: SyncTarget, wait: Waiting & { readonly timeoutMs: number }): Promise<SyncOutcome>;
  /** From now on, until the signal aborts. */
  progress(options: { readonly space?: string; readonly signal: AbortSignal }): AsyncIterable<Progress>;

  status(): Promise<StatusSummary>;
  spaceStatus(space: string): Promise<SpaceStatus>;
  /** Also of a space that is not there because of them. */
  problems(space: string): Promise<SpaceProblems>;
  history(space: string): Promise<readonly HistoryEntry[]>;

  /** Those in force, as declared or as held, by agent and name. */
  schedules(space: string): Promise<readonly ScheduleRow[]>;

  /** A working tree against what runs; without files, what the config repository's head would do. Changes nothing. */
  plan(files?: readonly PlannedFile[], waiting?: Waiting): Promise<PlanResult>;

  /** Pins a space to a stored revision (left out: the one that runs). Throws `REVISION_NOT_STORED`. */
  hold(
    space: string,
    asked: Asked & { readonly revision?: string; readonly reason?: string },
  ): Promise<SpaceStatus>;
  /** Not on hold is success. */
  unhold(space: string, asked: Asked): Promise<SpaceStatus>;
  /** A hold at an earlier revision (left out: the one before); works while Git is down. Throws `REVISION_NOT_STORED`. */
  rollback(
    space: string,
    asked: Asked & { readonly revision?: string; readonly reason?: string },
  ): Promise<SpaceStatus>;
  /** Lets a removal go on that waits. Throws `NOTHING_TO_CONFIRM`, and `PLAN_CHANGED` with the hash of now. */
  confirm(space: string, asked: Asked & { readonly plan: string }): Promise<SpaceStatus>;

  /** Newest first. */
  builds(space: string, page: PageInTime): Promise<readonly BuildRow[]>;
  /** Throws `BUILD_NOT_FOUND`. */
  build(space: string, id: string): Promise<BuildRow>;
  /** The log from its first line; with `follow` until the build has ended. Throws `BUILD_NOT_FOUND`. */
  buildLog(
    space: string,
    id: string,
    options: { readonly follow: boolean; readonly signal: AbortSignal },
  ): AsyncIterable<BuildLogPart>;
  /** Tries again what failed and makes what is missing. */
  rebuild(space: string, asked: Asked): Promise<SpaceStatus>;

  /** Removes what nobody needs any more, or only tells. Throws `ENGINE_CHANGED` and `ENGINE_UNREACHABLE`. */
  collectGarbage(options: CollectOptions, waiting?: Waiting): Promise<readonly Garbage[]>;

  /** Takes the engine as it is for the one to use from now on, after `ENGINE_CHANGED`. */
  acceptEngine(asked: Asked): Promise<void>;
}
