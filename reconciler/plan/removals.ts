// What is left over and may be thought of as removed, with the brake's verdict on each.

import { createBrake, type Verdict } from './brake.ts';
import { agentKey, type Desired, type Observed, type ObservedAgent, type ObservedSpace } from './desired.ts';

export interface Removal {
  readonly kind: 'Space' | 'Agent';
  readonly subject: ObservedSpace | ObservedAgent;
  readonly verdict: Verdict;
}

/** Nothing while a file is unreadable, never what a problem speaks of. */
export function judgeRemovals(
  desired: Desired,
  observed: Observed,
  leftSpaces: readonly ObservedSpace[],
  leftAgents: readonly ObservedAgent[],
): readonly Removal[] {
  if (desired.pruneSuspended) return [];
  const spaces = leftSpaces.filter(
    (space) => !space.removing && !desired.protectedNames.has(`Space/${space.name}`),
  );
  const agents = leftAgents.filter(
    (agent) =>
      !agent.removing &&
      !desired.protectedNames.has(`Agent/${agentKey(agent)}`) &&
      !desired.protectedNames.has(`Space/${agent.space}`),
  );
  const brake = createBrake({ spaces, agents }, observed);
  return [
    ...spaces.map((subject) => ({ kind: 'Space' as const, subject, verdict: brake.space(subject) })),
    ...agents.map((subject) => ({ kind: 'Agent' as const, subject, verdict: brake.agent(subject) })),
  ];
}
