// The port to what is remembered. One implementation in Kysely with two dialects (mysql/ and sqlite/), held to one
// suite; nothing outside this room writes SQL. Each noun has its own file with its rows and its verbs.

import type { Accounts } from './accounts.ts';
import type { Agents } from './agents.ts';
import type { Approvals } from './approvals.ts';
import type { Audit } from './audit.ts';
import type { Builds } from './builds.ts';
import type { Deliveries } from './deliveries.ts';
import type { GitHubPeople } from './github-people.ts';
import type { Grants } from './grants.ts';
import type { History } from './history.ts';
import type { Meta } from './meta.ts';
import type { Messages } from './messages.ts';
import type { NetworkSlots } from './network-slots.ts';
import type { Notices } from './notices.ts';
import type { Processes } from './processes.ts';
import type { Publications } from './publications.ts';
import type { Reviews } from './reviews.ts';
import type { Revisions } from './revisions.ts';
import type { Schedules } from './schedules.ts';
import type { SecretRows } from './secrets.ts';
import type { SessionEvents } from './session-events.ts';
import type { Sessions } from './sessions.ts';
import type { Spaces } from './spaces.ts';
import type { TaskRows } from './tasks.ts';
import type { Tokens } from './tokens.ts';
import type { Turns } from './turns.ts';
import type { Samples } from './samples.ts';
import type { UsageRows } from './usage.ts';
import type { Writes } from './writes.ts';

/**
 * All verbs inside one transaction. Absent rows are `undefined`, never an error. A verb called `change…` or with an
 * `expected` argument is a compare-and-swap and answers whether it took effect.
 */
export interface StoreTables {
  readonly meta: Meta;
  readonly revisions: Revisions;
  readonly spaces: Spaces;
  readonly agents: Agents;
  readonly builds: Builds;
  readonly history: History;
  readonly networkSlots: NetworkSlots;
  readonly sessions: Sessions;
  readonly turns: Turns;
  readonly messages: Messages;
  readonly events: SessionEvents;
  readonly tasks: TaskRows;
  readonly secrets: SecretRows;
  readonly tokens: Tokens;
  readonly accounts: Accounts;
  readonly grants: Grants;
  readonly githubPeople: GitHubPeople;
  readonly audit: Audit;
  readonly deliveries: Deliveries;
  readonly publications: Publications;
  readonly reviews: Reviews;
  readonly approvals: Approvals;
  readonly writes: Writes;
  readonly schedules: Schedules;
  readonly usage: UsageRows;
  readonly samples: Samples;
  readonly processes: Processes;
  readonly notices: Notices;
}

/**
 * Durable means: committed when the promise resolves; it survives a killed process, and a power cut on MySQL with its
 * default settings (SQLite in WAL mode with `synchronous=NORMAL` may lose the last moments of a power cut, nothing
 * else).
 *
 * Throws `STORE_UNREACHABLE` (retry), `STORE_FULL` (stop: the disk is full), `STORE_TOO_NEW` (stop: the
 * database was written by a newer Raworc).
 */
export interface Store extends StoreTables {
  /**
   * Runs `work` in one READ COMMITTED transaction; rolled back when it throws. Repeated on deadlock and lock timeout,
   * so `work` must have no effect but through `tables`, and may await nothing but the store.
   */
  transaction<T>(work: (tables: StoreTables) => Promise<T>): Promise<T>;
  /**
   * Runs work that may take long, such as looking at every agent: its statements step back behind those of whoever asks
   * something short meanwhile. What it starts and leaves behind steps back no more when it ends.
   */
  inBackground<T>(work: () => Promise<T>): Promise<T>;
  /** `sqlite` or `mysql`, and where, without credentials: for `doctor` and the line at start. */
  readonly description: {
    readonly dialect: 'sqlite' | 'mysql';
    readonly location: string;
    readonly version: string;
  };
  /** Resolves when the database answers. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** A page of a list, in the list's own order. `after` is the last key of the page before. */
export interface Page {
  readonly limit: number;
  readonly after?: string;
}
