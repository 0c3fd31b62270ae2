// Spaces and their agents as the API shows them.

import type { AgentStatus, SpaceStatus } from '../../../reconciler/loop/control.ts';
import type { AgentView } from '../shapes/agent.ts';
import type { SpaceView } from '../shapes/space.ts';
import { showCondition } from './condition.ts';
import { time } from './time.ts';

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
