// How each change of a declared resource is written down as an action.

import type { ResourceAction } from '../../state/model/plan.ts';
import type { DesiredAgent, DesiredSpace, ObservedAgent, ObservedSpace, ResolvedSource } from './desired.ts';
import { short, type Difference } from './diff.ts';
import type { Removal } from './removals.ts';

export function spaceAction(
  space: DesiredSpace,
  before: ObservedSpace | undefined,
  difference: Difference | undefined,
  sessions: number,
): ResourceAction {
  return {
    type: before === undefined ? 'create' : 'update',
    kind: 'Space',
    space: space.name,
    name: space.name,
    reason: difference?.reason ?? 'declared',
    position: space.position,
    sessions,
    ...(before === undefined ? {} : { fromSpecDigest: before.specDigest }),
    toSpecDigest: space.specDigest,
  };
}

export function agentAction(
  agent: DesiredAgent,
  before: ObservedAgent | undefined,
  difference: Difference | undefined,
  sessions: number,
): ResourceAction {
  const { source } = agent;
  const pin = source.type === 'resolved' ? pinOf(source.source) : undefined;
  return {
    type: before === undefined ? 'create' : 'update',
    kind: 'Agent',
    space: agent.space,
    name: agent.name,
    reason:
      difference?.reason ??
      (source.type === 'failed' ? `declared, but ${source.failure.reason}` : `source ${short(pin ?? '')}`),
    position: agent.position,
    sessions,
    ...(before === undefined ? {} : { fromSpecDigest: before.specDigest }),
    toSpecDigest: agent.specDigest,
    ...(pin === undefined ? {} : { sourceCommit: pin }),
  };
}

export function removalAction(removal: Removal, openSessions: (space: string) => number): ResourceAction {
  const { kind, subject, verdict } = removal;
  const space = 'space' in subject ? subject.space : subject.name;
  return {
    type: 'remove',
    kind,
    space,
    name: subject.name,
    reason: 'not declared any more',
    sessions: openSessions(space),
    fromSpecDigest: subject.specDigest,
    ...(verdict.type === 'wait' ? { brake: verdict.why } : {}),
  };
}

/** What identifies the source to a reviewer: inside the config repository its commit says nothing about its content. */
function pinOf(source: ResolvedSource): string {
  return source.inConfig ? source.tree : source.commit;
}
