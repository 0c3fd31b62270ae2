// The tables as Kysely sees them, one schema for both dialects. Columns are called as the fields of the port's rows;
// columns that only the database needs are added here, each with its reason.

import type { Generated, Kysely } from 'kysely';
import type { SessionId } from '../model/ids.ts';
import type { AccountRow } from './accounts.ts';
import type { AgentRow } from './agents.ts';
import type { ApprovalRow } from './approvals.ts';
import type { AuditRow } from './audit.ts';
import type { BuildRow } from './builds.ts';
import type { DeliveryRow } from './deliveries.ts';
import type { GitHubTeamRow } from './github-people.ts';
import type { GrantRow } from './grants.ts';
import type { HistoryRow } from './history.ts';
import type { MessageRow } from './messages.ts';
import type { MetaKey } from './meta.ts';
import type { NoticeRow } from './notices.ts';
import type { NetworkSlot } from './network-slots.ts';
import type { ProcessRow } from './processes.ts';
import type { PublicationRow } from './publications.ts';
import type { PlanRow, ReviewRow } from './reviews.ts';
import type { RevisionRow } from './revisions.ts';
import type { ScheduleRow } from './schedules.ts';
import type { SecretRow } from './secrets.ts';
import type { SessionRow } from './sessions.ts';
import type { SpaceRow } from './spaces.ts';
import type { Stored } from './stored.ts';
import type { TaskRow } from './tasks.ts';
import type { TokenRow } from './tokens.ts';
import type { TurnRow } from './turns.ts';
import type { UsageRow } from './usage.ts';
import type { SampledRow } from './samples.ts';
import type { WriteRow } from './writes.ts';

/** Order of insertion; two ids made in the same millisecond don't tell which came first. */
interface Sequenced {
  seq: Generated<number>;
}

type StoredMessage = Stored<Omit<MessageRow, 'content'>, 'metadata'> &
  Sequenced & {
    /** NULL: the text is in `bodyParts` under the message's id. */
    content: string | null;
    /** The turn, on agents' messages only. Unique: the first reply of a turn wins. */
    replyTo: MessageRow['turnId'];
  };

type StoredTask = Stored<TaskRow, 'payload'> &
  Sequenced & {
    /** `kind:key` while unfinished. Unique. */
    openKey: string | null;
    /** The serial key while unfinished: who comes later waits. */
    openSerial: string | null;
    /** The serial key while running. Unique: never two at a time, whatever claimants raced. */
    runningSerial: string | null;
    /** `runAt` while queued, `leaseUntil` while running: one index finds all that may be claimed. */
    dueAt: number | null;
    /** When it was woken while it ran, so that a release just after does not sleep through it. */
    wokenAt: number | null;
  };

interface StoredEvent {
  sessionId: SessionId;
  seq: number;
  at: number;
  by: string;
  type: string;
  /** NULL: the text is in `bodyParts` under `{sessionId}/{seq}`. */
  data: string | null;
}

interface StoredAudit extends Omit<AuditRow, 'reason'>, Sequenced {
  reason: string | null;
  link: number | null;
  hash: string | null;
}

export interface Database {
  meta: { key: MetaKey; value: string };
  revisions: Stored<RevisionRow, 'problems'>;
  spaces: Stored<SpaceRow, 'spec' | 'labels' | 'position' | 'hold' | 'conditions', 'removing'>;
  agents: Stored<
    AgentRow,
    'spec' | 'labels' | 'position' | 'manifest' | 'goodManifest' | 'conditions',
    'removing'
  >;
  builds: Stored<BuildRow, 'error'>;
  buildLog: { space: string; buildId: string; line: number; text: string };
  /** `snapshot` NULL: the text is in `bodyParts` under `history/{space}/{revision}/{buildId}`. */
  history: Omit<Stored<HistoryRow>, 'snapshot'> & { snapshot: string | null };
  networkSlots: Stored<NetworkSlot>;
  /** `lastEvent` numbers the session's events: counting up locks the row, so numbers have neither gaps nor twins. */
  sessions: Stored<SessionRow, 'metadata' | 'asked', 'warm'> & { lastEvent: Generated<number> };
  /** `agent` is the route's. */
  turns: Stored<TurnRow, 'route' | 'error' | 'usage'> & Sequenced & { agent: string | null };
  messages: StoredMessage;
  sessionEvents: StoredEvent;
  tasks: StoredTask;
  secrets: Stored<SecretRow>;
  tokens: Stored<TokenRow, 'scopes' | 'spaces'>;
  accounts: Stored<AccountRow, 'teams'>;
  grants: Stored<GrantRow, 'spec' | 'position'>;
  githubLogins: { login: string; githubId: number; since: number };
  githubTeams: Stored<GitHubTeamRow, 'members'>;
  audit: StoredAudit;
  deliveries: Stored<DeliveryRow, 'hint' | 'keys' | 'error'>;
  /** `wanted` NULL: the text is in `bodyParts` under `publication/{key}`. */
  publications: Stored<PublicationRow, 'wanted' | 'error'>;
  reviews: Stored<ReviewRow, 'spaces' | 'approvalsSeen'>;
  /** `content` NULL: the text is in `bodyParts` under `plan/{hash}`. */
  plans: Stored<PlanRow, 'content'>;
  approvals: Stored<ApprovalRow, 'pins'>;
  writes: Stored<WriteRow, 'answer'>;
  notices: Stored<NoticeRow>;
  schedules: Stored<ScheduleRow, 'spec' | 'lastError'>;
  usageHours: Stored<UsageRow>;
  usageDays: Omit<Stored<UsageRow>, 'sessionId' | 'hour'> & { day: number };
  sessionSamples: Stored<SampledRow, 'recent'>;
  processes: Stored<ProcessRow>;
  /** `process` was attached to `session` last. */
  heldSessions: { session: string; process: string };
  /** Texts over the inline limit, cut. */
  bodyParts: { body: string; part: number; text: string };
  /** Which steps of which migration are done. */
  schemaSteps: { migration: number; step: number };
}

/** The database, or one transaction in it. */
export type Db = Kysely<Database>;
