// Spaces, agents, builds and revisions as the API shows them.

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
import { time, timeOrNull } from './time.ts';

const showCondition = ({ changedAt, ...condition }: Condition) => ({
  ...condition,
  changed_at: time(changedAt),
});

export const showAgent = (agent: AgentStatus) => ({
  space: agent.space,
  name: agent.name,
  labels: agent.labels,
  spec: agent.spec,
  manifest: agent.manifest,
  position: agent.position,
  revision: agent.revision,
  removing: agent.removing,
  source_commit: agent.sourceCommit,
  running_commit: agent.runningCommit,
  layer: agent.layer,
  running_layer: agent.runningLayer,
  conditions: agent.conditions.map(showCondition),
});

export const showSpace = (space: SpaceStatus) => ({
  name: space.name,
  labels: space.labels,
  spec: space.spec,
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

export const showConfig = (config: ConfigStatus) => ({
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

export const showBuild = (build: BuildRow) => ({
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

export const showHistory = (entry: HistoryEntry) => ({
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

export const showRevision = (revision: RevisionRow) => ({
  commit: revision.commit,
  ref: revision.ref,
  subject: revision.subject,
  author: revision.author,
  committed_at: time(revision.committedAt),
  seen_at: time(revision.seenAt),
  problems: revision.problems,
});

export function showProgress(progress: Progress) {
  const shown = { ...progress, at: time(progress.at) };
  return progress.type === 'space' ? { ...shown, conditions: progress.conditions.map(showCondition) } : shown;
}
