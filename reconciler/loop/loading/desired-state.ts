// A declaration and what its agents' sources resolve to, as the desired state that a plan is made from.

import type { Declaration, DeclaredAgent, DeclaredResource } from '../../../schemas/declaration.ts';
import type { Problem } from '../../../schemas/problem.ts';
import { NO_SPACE } from '../../../state/model/plan.ts';
import type { Desired, DesiredAgent, DesiredOther, SourceFailure, SourceState } from '../../plan/desired.ts';

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
  return desired.agents.flatMap((agent) =>
    agent.source.type === 'resolved' ? [] : [unusableSource(agent, agent.source.failure)],
  );
}

/** What is wrong in the sources, at their own lines. Left out is what may pass by itself, for no file can mend it. */
export function problemsInSources({ agents }: Pick<Desired, 'agents'>): readonly Problem[] {
  return agents.flatMap((agent) => {
    const { source } = agent;
    if (source.type === 'failed' && source.failure.problems === undefined)
      return source.failure.retry ? [] : [unusableSource(agent, source.failure)];
    const problems = source.type === 'resolved' ? source.warnings : source.failure.problems;
    return of(agent, problems ?? []);
  });
}

function of(agent: DesiredAgent, problems: readonly Problem[]): readonly Problem[] {
  const resource = nameOf(agent);
  return problems.map((problem) => ({ ...problem, resource }));
}

const nameOf = ({ space, name }: DesiredAgent): string => `Agent/${space}/${name}`;

function unusableSource(agent: DesiredAgent, { message }: SourceFailure): Problem {
  return {
    ...agent.position,
    code: 'unusable-source',
    severity: 'error',
    message,
    resource: nameOf(agent),
  };
}
