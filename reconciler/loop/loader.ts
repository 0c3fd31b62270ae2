// The port to loading: everything between a commit and the difference that it makes, done in another thread so that the
// API stays quick. What crosses is only what changed, in parts that are small enough to unpack in a blink.

import type { ResourceName, WrittenResource } from '../../schemas/edit/resource.ts';
import type { Problem } from '../../schemas/problem.ts';
import type { CommitId } from '../../state/model/ids.ts';
import type { ResourceAction, SourcePosition } from '../../state/model/plan.ts';
import type {
  DesiredAgent,
  DesiredOther,
  DesiredSpace,
  ObservedAgent,
  ObservedOther,
  ObservedSpace,
} from '../plan/desired.ts';
import type { ReviewedPlan } from '../plan/reviewed-plan.ts';
import type { LetGo } from '../git/repositories.ts';
import type { Person } from '../git/writing/writers.ts';
import type { PlannedFile, PlanResult } from './control.ts';
import type { FileChange } from './loading/editing/texts.ts';

export interface ConfigSource {
  /** As people write it: a URL or a path. */
  readonly location: string;
  /** Left out, the remote's HEAD. */
  readonly ref?: string;
  /** The folder below which resources are declared; `.` is all of it. */
  readonly path: string;
}

/** Sessions that aren't closed, which the delete brake and the plan's blast radius need. */
export interface SessionCounts {
  /** By space. */
  readonly open: Readonly<Record<string, number>>;
  /** By `space/agent`: those that this agent answers unless a message names another. */
  readonly pinned: Readonly<Record<string, number>>;
}

export interface ReviewAsked {
  readonly config: ConfigSource;
  /** Each a branch, or a commit. */
  readonly base: string;
  readonly head: string;
  /** Where their histories part; left out, it is looked for in the history. */
  readonly mergeBase?: string;
  /** Sources that are in the inventory and declared as before stay at their commit, as they will when it is carried out. */
  readonly pinned: boolean;
  /** From a fork: repositories that only the head names are left alone, for anybody may have named them. */
  readonly fork?: boolean;
}

export type ConfigEdit =
  | { readonly type: 'create'; readonly resource: WrittenResource }
  | ({ readonly type: 'replace'; readonly resource: WrittenResource } & MeantState)
  /** One field of a resource's spec, by the names on the way to it. */
  | {
      readonly type: 'set';
      readonly resource: ResourceName;
      readonly path: readonly string[];
      readonly value: unknown;
    }
  /** A space goes with all that is declared in it. */
  | ({ readonly type: 'remove'; readonly resource: ResourceName } & MeantState)
  /** A space with all that is declared in it becomes what it was at a commit. */
  | { readonly type: 'restore'; readonly space: string; readonly commit: string };

export interface MeantState {
  /** It has to be declared in one of these states; left out, in any. A space that goes is meant with its agents. */
  readonly states?: readonly string[];
}

export interface EditAsked {
  readonly config: ConfigSource;
  readonly edits: readonly ConfigEdit[];
  /** By which the newest commit is known where it is this very edit, made before and never told. */
  readonly key?: string;
}

export interface EditedConfig {
  /** What the edits were made on, and the branch that leads there: `main`. */
  readonly head: CommitId;
  readonly branch: string;
  /** The head is this very edit. */
  readonly repeated: boolean;
  /** Empty where everything is as it was meant already. */
  readonly changes: readonly FileChange[];
}

/** A row of the inventory, as far as loading compares it. */
export type KnownSpace = Omit<ObservedSpace, 'openSessions'> & { readonly position: string };
export interface KnownAgent extends Omit<ObservedAgent, 'pinnedSessions'> {
  readonly position: string;
  /** The failure of its source that its row shows; null where the source resolves. */
  readonly failure: string | null;
}

/** A secret, role or binding of Git's that was carried out, or could not be. */
export interface OtherInForce extends ObservedOther {
  readonly position: string;
  /** It did not open, and is tried again with each reading. */
  readonly failed: boolean;
}

export interface Known {
  readonly spaces: readonly KnownSpace[];
  readonly agents: readonly KnownAgent[];
}

/** A commit that an agent could move to, if somebody agreed. */
export interface Bump {
  readonly space: string;
  readonly agent: string;
  /** Canonical location of the source. */
  readonly repository: string;
  readonly from: string;
  readonly to: string;
  readonly position: SourcePosition;
}

export interface CommitPeople {
  readonly author: Person;
  readonly committer: Person;
}

export interface ReadRevision {
  /** Names this reading in {@link Loader.parts} and {@link Loader.acknowledge}. */
  readonly serial: number;
  readonly commit: string;
  /** The full name of the ref that led to it, or the commit. */
  readonly ref: string;
  readonly subject: string;
  readonly author: string;
  /** As the commit names them; who has signed it is another question. */
  readonly people: CommitPeople;
  readonly committedAt: number;
  readonly problems: readonly Problem[];
  /** Of agents' sources and of routing tests. They stop no more than their agent, and so the revision counts as read. */
  readonly sourceProblems: readonly Problem[];
  /** Files that could not be read; while there are any, `removals` is empty. */
  readonly unreadable: readonly string[];
  /** Secrets, roles and bindings that differ from those in force, or stand elsewhere, or failed before. */
  readonly others: readonly DesiredOther[];
  /** Those of them that aren't declared any more. */
  readonly otherRemovals: readonly ResourceAction[];
  /** Removals that may go on, and those whose `brake` says why they wait. */
  readonly removals: readonly ResourceAction[];
  /** What isn't declared any more and stays, since `prune` is `never`: `Space/a`, `Agent/a/b`. */
  readonly kept: readonly string[];
  readonly reviewHashes: Readonly<Record<string, string>>;
  /** The summary line of the plan. */
  readonly summary: string;
  /** Sources that stay where they are while their ref leads on: pull requests propose to follow it. */
  readonly bumps: readonly Bump[];
  /** True where an agent's source failed in a way that may pass by itself. */
  readonly retrySources: boolean;
}

/** Whole spaces: all that changed of a space is in one part. */
export interface Part {
  readonly spaces: readonly DesiredSpace[];
  readonly agents: readonly DesiredAgent[];
}

export interface Waiting {
  readonly signal?: AbortSignal;
}

/** What is compared beside the inventory; left out, there is nothing of it. */
export interface Beside {
  readonly inForce?: readonly OtherInForce[];
}

/**
 * Commits of agents' sources, by `space/agent`, that count in place of what their refs lead to now. A source of the inventory
 * that is neither named nor declared otherwise stays at the commit that it is at.
 */
export type Pins = Readonly<Record<string, string>>;

/** Commits of a repository that somebody may have built again. */
export interface NeededCommits {
  readonly location: string;
  readonly commits: readonly string[];
}

/** What of a repository's cache nobody needs. */
export interface SpareSource extends LetGo {
  /** Its canonical location. */
  readonly location: string;
}

export interface Loader {
  /** Replaces what is known of these spaces by what their rows say; a space without rows is forgotten. */
  know(spaces: readonly string[], known: Known): Promise<void>;
  /** Fetches, reads, validates, resolves and compares. Throws the errors of Git; problems in files are values. */
  read(
    config: ConfigSource,
    sessions: SessionCounts,
    options?: Waiting & Beside & { readonly pins?: Pins },
  ): Promise<ReadRevision>;
  /** What the reading changed against what is known. Only of the newest reading. */
  parts(serial: number, waiting?: Waiting): AsyncIterable<Part>;
  /** Takes the reading's parts for known: they are written down. */
  acknowledge(serial: number): Promise<void>;
  /** A working tree, or without files the config repository's head, against what is known; changes nothing. */
  plan(
    config: ConfigSource,
    sessions: SessionCounts,
    files: readonly PlannedFile[] | undefined,
    waiting?: Waiting & Beside,
  ): Promise<PlanResult>;
  /**
   * What merging `head` into `base` would do, from what Git declares alone. Throws the errors of Git; problems in files are
   * values.
   */
  review(asked: ReviewAsked, waiting?: Waiting): Promise<ReviewedPlan>;
  /**
   * What edits make of the files, on the newest commit. Nothing is written. Throws the errors of Git, `RESOURCE_EXISTS`,
   * `RESOURCE_NOT_FOUND`, `RESOURCE_BROKEN`, `DECLARATION_INVALID`, `EDIT_NOT_FAITHFUL` and `NOT_A_BRANCH`.
   */
  edit(asked: EditAsked, waiting?: Waiting): Promise<EditedConfig>;
  /**
   * Lets the local caches of sources go of all commits but these, or tells what that would be. A repository that is not named
   * is not needed at all.
   */
  retainSources(
    needed: readonly NeededCommits[],
    options: { readonly dryRun: boolean } & Waiting,
  ): Promise<readonly SpareSource[]>;
  close(): Promise<void>;
}
