// A declaration and what its agents' sources resolve to, as the desired state that a plan is made from.

import type { Declaration, DeclaredAgent, DeclaredResource } from '../../../schemas/declaration.ts';
import type { Problem } from '../../../schemas/problem.ts';
import { NO_SPACE } from '../../../state/model/plan.ts';
import type { Desired, DesiredAgent, DesiredOther, SourceState } from '../../plan/desired.ts';

/** `source` answers for each agent that is declared. */
export function desiredState(
  revision: string,
  declaration: Declaration,
  source: (agent: DeclaredAgent) => SourceState,
): Desired {
  const protectedNames = new Set<string>();
  for (const { severity, resource } of declaration.problems) {
    if (severity === 'error' && resource !== undefined) protectedNames.add(resource);
  }
  return {
    revision,
    spaces: declaration.spaces.map(({ kind, name, labels, spec, digest, position }) => ({
      kind,
      name,
      labels,
      spec,
      specDigest: digest,
      position,
    })),
    agents: declaration.agents.map((agent) => desiredAgent(agent, source(agent))),
    others: [...declaration.secrets, ...declaration.roles, ...declaration.roleBindings].map(desiredOther),
    pruneSuspended: declaration.unreadable.length > 0,
    protectedNames,
  };
}

function desiredAgent(agent: DeclaredAgent, source: SourceState): DesiredAgent {
  const { kind, space, name, labels, spec, digest, position } = agent;
  return { kind, space, name, labels, spec, specDigest: digest, position, source };
}

function desiredOther(other: Extract<DeclaredResource, { kind: DesiredOther['kind'] }>): DesiredOther {
  const { kind, name, spec, digest, position } = other;
  return { kind, space: 'space' in other ? other.space : NO_SPACE, name, spec, specDigest: digest, position };
}

/** Sources that can't be used, as problems of the documents that name them. */
export function sourceProblems(desired: Desired): readonly Problem[] {
  return desired.agents.flatMap(({ space, name, position, source }) =>
    source.type === 'resolved'
      ? []
      : [
          {
            ...position,
            code: 'unusable-source' as const,
            severity: 'error' as const,
            message: source.failure.message,
            resource: `Agent/${space}/${name}`,
          },
        ],
  );
}
