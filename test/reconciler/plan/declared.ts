// Desired and observed things for tables, each with what a case does not care about filled in.

import {
  agentKey,
  type DesiredAgent,
  type DesiredSpace,
  type Desired,
  type Observed,
  type ObservedAgent,
  type ObservedSpace,
} from '../../../reconciler/plan/desired.ts';
import type { AgentSpec } from '../../../schemas/kinds/agent.ts';
import type { SpaceSpec } from '../../../schemas/kinds/space.ts';
import type { Manifest } from '../../../schemas/manifest/manifest.ts';

const position = { file: 'a.yaml', line: 1, column: 1 };

export const spaceSpec: SpaceSpec = {
  description: '',
  resources: { cpus: 1, memory: '512Mi', pids: 256, storage: '2Gi' },
  isolation: 'runc',
  network: { egress: 'internet' },
  sessions: {
    rollout: 'onIdle',
    idle: { pauseAfter: '5m', suspendAfter: '30m', closeAfter: '30d' },
    warm: 0,
    max: 50,
  },
  routing: {},
  prune: 'confirm',
};

export const agentSpec: AgentSpec = {
  source: { repo: 'o/r', path: '.', update: 'auto' },
  purpose: '',
  env: {},
  secrets: [],
  schedules: [],
};

const manifest = { runtime: 'python3' } as Manifest;

/** The digest stands for the spec: cases that change the one change the other. */
export function desiredSpace(name: string, spec: SpaceSpec = spaceSpec): DesiredSpace {
  return { kind: 'Space', name, labels: {}, spec, specDigest: digest(spec), position };
}

export function desiredAgent(
  space: string,
  name: string,
  tree = 'tree1',
  more: { readonly spec?: AgentSpec; readonly inConfig?: boolean; readonly commit?: string } = {},
): DesiredAgent {
  const { spec = agentSpec, inConfig = false, commit = `commit-of-${tree}` } = more;
  return {
    kind: 'Agent',
    space,
    name,
    labels: {},
    spec,
    specDigest: digest(spec),
    position,
    source: { type: 'resolved', source: { repository: 'r', commit, tree, inConfig, manifest } },
  };
}

export function desired(
  spaces: readonly DesiredSpace[],
  agents: readonly DesiredAgent[],
  more: Partial<Desired> = {},
): Desired {
  return {
    revision: 'revision',
    spaces,
    agents,
    others: [],
    pruneSuspended: false,
    protectedNames: new Set(),
    ...more,
  };
}

export function observedSpace(name: string, more: Partial<ObservedSpace> = {}): ObservedSpace {
  const spec = more.spec ?? spaceSpec;
  return {
    name,
    labels: {},
    spec,
    prune: spec.prune,
    specDigest: digest(spec),
    removing: false,
    openSessions: 0,
    ...more,
  };
}

export function observedAgent(
  space: string,
  name: string,
  tree = 'tree1',
  more: Partial<ObservedAgent> = {},
): ObservedAgent {
  return {
    space,
    name,
    labels: {},
    spec: agentSpec,
    specDigest: digest(more.spec ?? agentSpec),
    removing: false,
    sourceCommit: `commit-of-${tree}`,
    sourceTree: tree,
    pinnedSessions: 0,
    ...more,
  };
}

export function observed(spaces: readonly ObservedSpace[], agents: readonly ObservedAgent[]): Observed {
  return {
    spaces: new Map(spaces.map((space) => [space.name, space])),
    agents: new Map(agents.map((agent) => [agentKey(agent), agent])),
    others: new Map(),
  };
}

const digest = (spec: unknown) => JSON.stringify(spec);
