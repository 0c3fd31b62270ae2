// The verbs of every noun on one database handle: the store's own, or a transaction's.

import type { StoreDialect } from '../dialect.ts';
import type { Db } from '../schema.ts';
import type { StoreTables } from '../store.ts';
import { createAccountsTable } from './accounts.ts';
import { createAgentsTable } from './agents.ts';
import { createApprovalsTable } from './approvals.ts';
import { createAuditTable } from './audit.ts';
import { createBuildsTable } from './builds.ts';
import { createDeliveriesTable } from './deliveries.ts';
import { createGitHubPeopleTable } from './github-people.ts';
import { createGrantsTable } from './grants.ts';
import { createHistoryTable } from './history.ts';
import { createMessagesTable } from './messages.ts';
import { createMetaTable } from './meta.ts';
import { createNetworkSlotsTable } from './network-slots.ts';
import { createNoticesTable } from './notices.ts';
import { createProcessesTable } from './processes.ts';
import { createPublicationsTable } from './publications.ts';
import { createReviewsTable } from './reviews.ts';
import { createRevisionsTable } from './revisions.ts';
import { createSamplesTable } from './samples.ts';
import { createSchedulesTable } from './schedules.ts';
import { createSecretsTable } from './secrets.ts';
import { createSessionEventsTable } from './session-events.ts';
import { createSessionsTable } from './sessions.ts';
import { createSpacesTable } from './spaces.ts';
import { createTasksTable } from './tasks.ts';
import { createTokensTable } from './tokens.ts';
import { createTurnsTable } from './turns.ts';
import { createUsageTable } from './usage.ts';
import { createWritesTable } from './writes.ts';

export function createTables(db: Db, dialect: StoreDialect): StoreTables {
  return {
    meta: createMetaTable(db),
    revisions: createRevisionsTable(db),
    spaces: createSpacesTable(db),
    agents: createAgentsTable(db),
    builds: createBuildsTable(db),
    history: createHistoryTable(db),
    networkSlots: createNetworkSlotsTable(db),
    sessions: createSessionsTable(db, dialect),
    turns: createTurnsTable(db),
    messages: createMessagesTable(db),
    events: createSessionEventsTable(db, dialect),
    tasks: createTasksTable(db),
    secrets: createSecretsTable(db),
    tokens: createTokensTable(db),
    accounts: createAccountsTable(db),
    grants: createGrantsTable(db),
    githubPeople: createGitHubPeopleTable(db),
    audit: createAuditTable(db),
    deliveries: createDeliveriesTable(db),
    publications: createPublicationsTable(db),
    reviews: createReviewsTable(db),
    approvals: createApprovalsTable(db),
    writes: createWritesTable(db),
    schedules: createSchedulesTable(db),
    usage: createUsageTable(db, dialect),
    samples: createSamplesTable(db, dialect),
    processes: createProcessesTable(db),
    notices: createNoticesTable(db),
  };
}
