// Spaces, agents, builds and revisions as the API shows them.

import type { FromSchema } from 'json-schema-to-ts';
import type { DeepReadonly } from '../../../schemas/readonly.ts';
import type {
  AgentStatus,
  ConfigStatus,
  HistoryEntry,
  Progress,
  SpaceStatus,
} from '../../../reconciler/loop/control.ts';
import type { Condition } from '../../../state/model/condition.ts';
import type { BuildRow } from '../../../state/store/builds.ts';
import type { RevisionRow } from '../../../state/store/revisions.ts';
import { routeDecisionView } from './session.ts';
import { positionView, problemView } from './problem.ts';
import { time, timeOrNull } from './time.ts';
import {
  anything,
  arrayOf,
  count,
  countOrNull,
  flag,
  labelsView,
  listOfViews,
  moment,
  momentOrNull,
  nullable,
  text,
  textOrNull,
  texts,
  view,
} from './view.ts';

const commit = 'b5ad549d6c22acb40fe719c132ed1d064e5292fd';

export const conditionView = view(
  'Condition',
  {
    type: {
      enum: [
        'Ready',
        'Reconciling',
        'Stalled',
        'PruneSuspended',
        'Drifted',
        'Held',
        'ReviewRequired',
        'BudgetReached',
      ],
    },
    status: { enum: ['True', 'False', 'Unknown'] },
    reason: { type: 'string', description: 'A stable word in PascalCase.' },
    message: { type: 'string', description: 'A sentence.' },
    hint: { type: 'string', description: 'What a person can do about it.' },
    changed_at: moment,
  },
  {
    type: 'Ready',
    status: 'True',
    reason: 'Converged',
    message: 'Everything runs as declared.',
    changed_at: '2026-01-31T12:00:00.000Z',
  },
  ['hint'],
);
type ConditionView = DeepReadonly<FromSchema<typeof conditionView>>;

const asDeclared = { ...anything, description: 'As its kind has it, with every default.' } as const;

export const agentView = view(
  'Agent',
  {
    space: text,
    name: text,
    labels: labelsView,
    spec: asDeclared,
    manifest: { ...nullable(anything), description: 'The one in force; null until one could be read.' },
    position: positionView,
    revision: text,
    removing: flag,
    source_commit: { ...textOrNull, description: 'What its source resolves to now.' },
    running_commit: { ...textOrNull, description: 'What runs.' },
    layer: textOrNull,
    running_layer: textOrNull,
    conditions: arrayOf(conditionView),
  },
  {
    space: 'sales',
    name: 'sales-agent',
    labels: {},
    spec: { source: { repo: 'github.com/company/sales-agent', update: 'auto' }, purpose: 'Answers' },
    manifest: { runtime: 'python3', handler: 'main.process_message', description: 'Answers' },
    position: { file: 'spaces/sales/agents/sales-agent.yaml', line: 1, column: 1 },
    revision: commit,
    removing: false,
    source_commit: commit,
    running_commit: commit,
    layer: '9f2b6c1d3e4a5b60',
    running_layer: '9f2b6c1d3e4a5b60',
    conditions: conditionView.examples,
  },
);
export const agentListView = listOfViews(agentView);
type AgentView = DeepReadonly<FromSchema<typeof agentView>>;

const holdView = view(
  'Hold',
  { revision: text, reason: text, by: text, at: moment },
  { revision: commit, reason: 'The new one is slow.', by: 'ann', at: '2026-01-31T12:00:00.000Z' },
);

export const spaceView = view(
  'Space',
  {
    name: text,
    labels: labelsView,
    spec: asDeclared,
    position: positionView,
    revision: { type: 'string', description: 'The one that the conditions speak of.' },
    applied_revision: textOrNull,
    build_id: textOrNull,
    image: textOrNull,
    hold: nullable(holdView),
    awaiting_confirmation: { ...textOrNull, description: 'The hash that a confirmation has to name.' },
    removing: flag,
    sessions: { ...count, description: 'Those that are not closed.' },
    agents: arrayOf(agentView),
    conditions: arrayOf(conditionView),
  },
  {
    name: 'sales',
    labels: { team: 'sales' },
    spec: { description: 'Sales research' },
    position: { file: 'spaces/sales/space.yaml', line: 1, column: 1 },
    revision: commit,
    applied_revision: commit,
    build_id: 'ccb2e5f78c528105',
    image: 'raworc_space_sales:ccb2e5f78c528105',
    hold: null,
    awaiting_confirmation: null,
    removing: false,
    sessions: 3,
    agents: agentView.examples,
    conditions: conditionView.examples,
  },
);
export const spaceListView = listOfViews(spaceView);
export type SpaceView = DeepReadonly<FromSchema<typeof spaceView>>;

export const configView = view(
  'Config',
  {
    repository: { type: 'string', description: 'Without credentials.' },
    ref: text,
    revision: textOrNull,
    subject: textOrNull,
    author: textOrNull,
    checked_at: momentOrNull,
    problems: arrayOf(problemView),
    awaiting_review: {
      type: 'object',
      additionalProperties: { type: 'string' },
      description: 'By space: the hash that would have to be approved.',
    },
    bumps: arrayOf(
      view(
        'Bump',
        { space: text, agent: text, repository: text, from: text, to: text, position: positionView },
        {
          space: 'sales',
          agent: 'sales-agent',
          repository: 'https://github.com/company/sales-agent',
          from: commit,
          to: 'c0ffee549d6c22acb40fe719c132ed1d064e5292',
          position: positionView.examples[0],
        },
      ),
    ),
    conditions: arrayOf(conditionView),
  },
  {
    repository: 'https://github.com/company/config',
    ref: 'refs/heads/main',
    revision: commit,
    subject: 'Add the sales team',
    author: 'Ann',
    checked_at: '2026-01-31T12:00:00.000Z',
    problems: [],
    awaiting_review: {},
    bumps: [],
    conditions: conditionView.examples,
  },
);
type ConfigView = DeepReadonly<FromSchema<typeof configView>>;

export const statusView = view(
  'Status',
  { config: configView, spaces: arrayOf(spaceView) },
  { config: configView.examples[0], spaces: spaceView.examples },
);

export const syncAcceptedView = view(
  'SyncAccepted',
  { revision: text, result: { enum: ['accepted'] } },
  { revision: commit, result: 'accepted' },
);
export const syncedView = view(
  'Synced',
  {
    revision: text,
    result: { enum: ['converged', 'stuck', 'timeout'] },
    config: configView,
    spaces: arrayOf(spaceView),
  },
  { revision: commit, result: 'converged', config: configView.examples[0], spaces: spaceView.examples },
);

export const buildView = view(
  'Build',
  {
    id: text,
    kind: { enum: ['layer', 'image'] },
    space: text,
    agent: textOrNull,
    state: { enum: ['queued', 'building', 'succeeded', 'failed', 'cancelled'] },
    image: textOrNull,
    bytes: countOrNull,
    attempt: count,
    error: nullable(
      view(
        'BuildFailure',
        { code: text, message: text, hint: text, logEnd: text },
        { code: 'BUILD_FAILED', message: 'A step ended with 1.', logEnd: 'No such package.' },
        ['hint', 'logEnd'],
      ),
    ),
    queued_at: moment,
    started_at: momentOrNull,
    ended_at: momentOrNull,
  },
  {
    id: '9f2b6c1d3e4a5b60',
    kind: 'layer',
    space: 'sales',
    agent: 'sales-agent',
    state: 'succeeded',
    image: 'raworc_agent_sales_sales-agent:9f2b6c1d3e4a5b60',
    bytes: 1048576,
    attempt: 1,
    error: null,
    queued_at: '2026-01-31T12:00:00.000Z',
    started_at: '2026-01-31T12:00:01.000Z',
    ended_at: '2026-01-31T12:00:09.000Z',
  },
);
export const buildListView = listOfViews(buildView);
type BuildView = DeepReadonly<FromSchema<typeof buildView>>;

export const buildLogListView = listOfViews(
  view('BuildLogPart', { line: count, text }, { line: 1, text: 'Collecting requests' }),
);

export const historyView = view(
  'HistoryEntry',
  {
    revision: text,
    build_id: text,
    image: text,
    subject: textOrNull,
    author: textOrNull,
    applied_at: moment,
    current: { type: 'boolean', description: 'It runs now.' },
    available: { enum: ['image', 'rebuild', 'gone'], description: 'How fast a rollback to it would be.' },
    agents: arrayOf(
      view(
        'AgentOfRevision',
        { name: text, commit: textOrNull, layer: text },
        { name: 'sales-agent', commit, layer: '9f2b6c1d3e4a5b60' },
      ),
    ),
  },
  {
    revision: commit,
    build_id: 'ccb2e5f78c528105',
    image: 'raworc_space_sales:ccb2e5f78c528105',
    subject: 'Add the sales team',
    author: 'Ann',
    applied_at: '2026-01-31T12:00:00.000Z',
    current: true,
    available: 'image',
    agents: [{ name: 'sales-agent', commit, layer: '9f2b6c1d3e4a5b60' }],
  },
);
export const historyListView = listOfViews(historyView);
type HistoryView = DeepReadonly<FromSchema<typeof historyView>>;

export const revisionView = view(
  'Revision',
  {
    commit: text,
    ref: text,
    subject: text,
    author: text,
    committed_at: moment,
    seen_at: moment,
    problems: arrayOf(problemView),
  },
  {
    commit,
    ref: 'refs/heads/main',
    subject: 'Add the sales team',
    author: 'Ann',
    committed_at: '2026-01-31T11:59:00.000Z',
    seen_at: '2026-01-31T12:00:00.000Z',
    problems: [],
  },
);
export const revisionListView = listOfViews(revisionView);
type RevisionView = DeepReadonly<FromSchema<typeof revisionView>>;

const actionView = view(
  'Action',
  {
    type: {
      enum: [
        'create',
        'update',
        'remove',
        'build-layer',
        'build-image',
        'make-network',
        'remove-network',
        'roll-session',
        'close-session',
        'repair',
      ],
    },
    space: { type: 'string', description: '`*` on roles and bindings.' },
    name: text,
    reason: text,
    sessions: { ...count, description: 'Running sessions that it touches.' },
    position: positionView,
    kind: { enum: ['Space', 'Agent', 'Secret', 'Role', 'RoleBinding'] },
    fromSpecDigest: text,
    toSpecDigest: text,
    sourceCommit: text,
    brake: { type: 'string', description: 'Why a person has to confirm it first.' },
    widens: { type: 'string', description: 'What it allows that was not allowed before.' },
  },
  { type: 'create', kind: 'Space', space: 'sales', name: 'sales', reason: 'new', sessions: 0 },
  ['position', 'kind', 'fromSpecDigest', 'toSpecDigest', 'sourceCommit', 'brake', 'widens'],
);

export const planView = view(
  'PlanResult',
  {
    plan: view(
      'Plan',
      {
        revision: text,
        actions: arrayOf(actionView),
        reviewHashes: { type: 'object', additionalProperties: { type: 'string' }, description: 'By space.' },
      },
      { revision: commit, actions: actionView.examples, reviewHashes: { sales: '2cf24dba5fb0a30e' } },
    ),
    problems: arrayOf(problemView),
  },
  {
    plan: { revision: commit, actions: actionView.examples, reviewHashes: { sales: '2cf24dba5fb0a30e' } },
    problems: [],
  },
);

export const routeAnswerView = view(
  'RouteAnswer',
  {
    space: text,
    decision: nullable(routeDecisionView),
    problem: nullable(
      view(
        'RouteProblem',
        { code: text, message: text, hint: textOrNull },
        { code: 'NO_ROUTE', message: 'Nothing decides.', hint: null },
      ),
    ),
    candidates: arrayOf(
      view(
        'Candidate',
        { agent: text, score: { type: 'number' }, words: texts, previous: flag, default: flag },
        { agent: 'sales-agent', score: 2.31, words: ['deal'], previous: false, default: true },
      ),
    ),
  },
  {
    space: 'sales',
    decision: routeDecisionView.examples[0],
    problem: null,
    candidates: [{ agent: 'sales-agent', score: 2.31, words: ['deal'], previous: false, default: true }],
  },
);

const showCondition = ({ changedAt, ...condition }: Condition): ConditionView => ({
  ...condition,
  changed_at: time(changedAt),
});

export const showAgent = (agent: AgentStatus): AgentView => ({
  space: agent.space,
  name: agent.name,
  labels: agent.labels,
  spec: agent.spec as AgentView['spec'],
  manifest: agent.manifest as AgentView['manifest'],
  position: agent.position,
  revision: agent.revision,
  removing: agent.removing,
  source_commit: agent.sourceCommit,
  running_commit: agent.runningCommit,
  layer: agent.layer,
  running_layer: agent.runningLayer,
  conditions: agent.conditions.map(showCondition),
});

export const showSpace = (space: SpaceStatus): SpaceView => ({
  name: space.name,
  labels: space.labels,
  spec: space.spec as SpaceView['spec'],
  position: space.position,
  revision: space.revision,
  applied_revision: space.appliedRevision,
  build_id: space.buildId,
  image: space.image,
  hold: space.hold === null ? null : { ...space.hold, at: time(space.hold.at) },
  awaiting_confirmation: space.awaitingConfirmation,
  removing: space.removing,
  sessions: space.sessions,
  agents: space.agents.map(showAgent),
  conditions: space.conditions.map(showCondition),
});

export const showConfig = (config: ConfigStatus): ConfigView => ({
  repository: config.repository,
  ref: config.ref,
  revision: config.revision,
  subject: config.subject,
  author: config.author,
  checked_at: timeOrNull(config.checkedAt),
  problems: config.problems,
  awaiting_review: config.awaitingReview,
  bumps: config.bumps,
  conditions: config.conditions.map(showCondition),
});

export const showBuild = (build: BuildRow): BuildView => ({
  id: build.id,
  kind: build.kind,
  space: build.space,
  agent: build.agent,
  state: build.state,
  image: build.image,
  bytes: build.bytes,
  attempt: build.attempt,
  error: build.error,
  queued_at: time(build.queuedAt),
  started_at: timeOrNull(build.startedAt),
  ended_at: timeOrNull(build.endedAt),
});

export const showHistory = (entry: HistoryEntry): HistoryView => ({
  revision: entry.revision,
  build_id: entry.buildId,
  image: entry.image,
  subject: entry.subject,
  author: entry.author,
  applied_at: time(entry.appliedAt),
  current: entry.current,
  available: entry.available,
  agents: entry.agents,
});

export const showRevision = (revision: RevisionRow): RevisionView => ({
  commit: revision.commit,
  ref: revision.ref,
  subject: revision.subject,
  author: revision.author,
  committed_at: time(revision.committedAt),
  seen_at: time(revision.seenAt),
  problems: revision.problems as RevisionView['problems'],
});

export function showProgress(progress: Progress) {
  const shown = { ...progress, at: time(progress.at) };
  return progress.type === 'space' ? { ...shown, conditions: progress.conditions.map(showCondition) } : shown;
}
