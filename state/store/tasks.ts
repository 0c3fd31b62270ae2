// Durable work as rows. The mechanism that runs it is in state/tasks; this is only its table.

import type { TaskId } from '../model/ids.ts';

/** Every kind of durable work there is. */
export const taskKinds = ['turn', 'ask', 'build', 'publish', 'delivery', 'review', 'notify'] as const;
export type TaskKind = (typeof taskKinds)[number];

export interface TaskRow {
  readonly id: TaskId;
  readonly kind: TaskKind;
  /** Unique among the unfinished tasks of a kind: the turn's id, the build's key. */
  readonly key: string;
  /** Tasks with the same serial key run one at a time, oldest first; null: no such order. */
  readonly serialKey: string | null;
  readonly payload: unknown;
  /** Higher first. */
  readonly priority: number;
  readonly state: 'queued' | 'running' | 'done' | 'failed';
  /** Not before. */
  readonly runAt: number;
  /** Claims from the queue; taking over a lost lease goes on under the same attempt. */
  readonly attempts: number;
  readonly maxAttempts: number;
  readonly owner: string | null;
  readonly leaseUntil: number | null;
  /** Grows with every claim; a holder whose epoch is older has lost the task. */
  readonly epoch: number;
  readonly lastError: string | null;
  readonly createdAt: number;
}

export type NewTask = Pick<
  TaskRow,
  'id' | 'kind' | 'key' | 'serialKey' | 'payload' | 'priority' | 'runAt' | 'maxAttempts' | 'createdAt'
>;

export interface Claim {
  readonly id: TaskId;
  readonly owner: string;
  readonly epoch: number;
}

export interface Backlog {
  readonly kind: TaskKind;
  readonly due: number;
  readonly oldestDueAt: number | null;
  readonly running: number;
}

export interface TaskRows {
  /** False where an unfinished task of that kind and key is there already. */
  insert(task: NewTask): Promise<boolean>;
  /**
   * Inserts a task that its owner runs from the beginning, under its first claim; undefined where `insert` would answer
   * false, or where another task of its serial key runs. Whoever calls it knows that no older one waits.
   */
  insertRunning(
    task: NewTask,
    holder: { readonly owner: string; readonly leaseUntil: number },
  ): Promise<TaskRow | undefined>;
  get(id: TaskId): Promise<TaskRow | undefined>;
  /**
   * Claims up to `limit` due tasks: queued ones, and running ones whose lease is over. Each is a compare-and-swap, so
   * two claimants never get the same one. Tasks of a serial key wait for the older unfinished ones.
   */
  claim(request: {
    readonly kinds: readonly TaskKind[];
    readonly owner: string;
    readonly now: number;
    readonly leaseMs: number;
    readonly limit: number;
  }): Promise<readonly TaskRow[]>;
  /** False where the claim is lost. */
  heartbeat(claim: Claim, leaseUntil: number): Promise<boolean>;
  /** Each answers false where the claim is lost. `complete` and `fail` end the task. */
  complete(claim: Claim): Promise<boolean>;
  fail(claim: Claim, error: string): Promise<boolean>;
  /** Back to the queue, to run not before `runAt`. `countAttempt` false leaves `attempts` as before the claim. */
  release(claim: Claim, runAt: number, error: string | null, countAttempt: boolean): Promise<boolean>;
  /**
   * Makes queued tasks of a serial key (or with that key) due now; one that is running is due as soon as it is
   * released, so a wake never falls between its looking and its going to sleep.
   */
  wake(key: string, now: number): Promise<void>;
  /** The same for the unfinished tasks of a kind with those keys. */
  wakeAll(kind: TaskKind, keys: readonly string[], now: number): Promise<void>;
  /** Drops unfinished tasks of a kind and key, running or not; their holders lose the claim. */
  cancel(kind: TaskKind, key: string): Promise<boolean>;
  /** Makes running tasks of an owner that is known to be dead claimable at once. */
  releaseOwner(owner: string, now: number): Promise<number>;
  /** The unfinished task of that kind and key. */
  open(kind: TaskKind, key: string): Promise<TaskRow | undefined>;
  unfinished(kind: TaskKind): Promise<readonly TaskRow[]>;
  /** The unfinished ones of a kind that take turns under a serial key, oldest first. */
  inTurn(kind: TaskKind, serialKey: string): Promise<readonly TaskRow[]>;
  /** Of each kind that has any: how many wait that are due, since when the oldest of them does, and how many run. */
  backlog(now: number): Promise<readonly Backlog[]>;
  /** When the next queued task or lease is due; undefined where there is none. */
  nextDue(kinds: readonly TaskKind[]): Promise<number | undefined>;
  deleteEndedBefore(createdAt: number): Promise<number>;
}
