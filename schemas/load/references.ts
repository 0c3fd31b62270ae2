// What documents say about each other: names that are taken twice, spaces and agents that are not there. Pure.
//
// What is wrong is held back, and its file counts as unreadable, so that the last good version stays in force. What
// speaks of a thing that is only broken goes on: that thing's last good version is still there.

import type { DeclaredAgent, DeclaredResource, DeclaredSpace } from '../declaration.ts';
import { resourceName } from '../declaration.ts';
import type { ProblemCode, Severity } from '../problem.ts';
import { nearest } from '../text/nearest.ts';
import type { Path } from '../text/place.ts';
import type { Identity } from '../validate/identity.ts';

export const MOST_AGENTS = 500;

/** A problem of a resource at one of its fields; the caller finds the place. */
export interface Complaint {
  readonly resource: DeclaredResource;
  readonly path: Path;
  readonly code: ProblemCode;
  readonly severity: Severity;
  readonly message: string;
  readonly expected?: string | undefined;
  readonly suggestion?: string | undefined;
}

export interface Related {
  readonly spaces: readonly DeclaredSpace[];
  readonly agents: readonly DeclaredAgent[];
  readonly complaints: readonly Complaint[];
  /** Not among spaces or agents. */
  readonly held: readonly DeclaredResource[];
}

/** `broken` names documents that could not be read; an empty identity could be anything. */
export function relate(resources: readonly DeclaredResource[], broken: readonly Identity[]): Related {
  const complaints: Complaint[] = [];
  const held = new Set<DeclaredResource>();
  const hold = (complaint: Complaint): void => {
    complaints.push(complaint);
    if (complaint.severity === 'error') held.add(complaint.resource);
  };
  for (const complaint of findDuplicates(resources)) hold(complaint);

  const spaces = new Map<string, DeclaredSpace>();
  const members = new Map<string, DeclaredAgent[]>();
  for (const resource of resources) {
    if (resource.kind === 'Space') spaces.set(resource.name, resource);
    else if (!members.get(resource.space)?.push(resource)) members.set(resource.space, [resource]);
  }
  const absent = createAbsence(broken);
  for (const [name, agents] of members) {
    if (!spaces.has(name))
      for (const complaint of missingSpace(agents, spaces, absent(name))) hold(complaint);
  }
  for (const space of spaces.values()) {
    const agents = members.get(space.name) ?? [];
    for (const complaint of checkRouting(space, agents, absent)) hold(complaint);
    if (agents.length <= MOST_AGENTS) continue;
    hold(tooMany(space, agents.length));
    for (const agent of agents) held.add(agent);
  }
  return {
    spaces: resources.filter((each): each is DeclaredSpace => each.kind === 'Space' && !held.has(each)),
    agents: resources.filter((each): each is DeclaredAgent => each.kind === 'Agent' && !held.has(each)),
    complaints,
    held: [...held],
  };
}

function* findDuplicates(resources: readonly DeclaredResource[]): Iterable<Complaint> {
  const byName = new Map<string, DeclaredResource[]>();
  for (const resource of resources) {
    const name = resourceName(resource);
    if (!byName.get(name)?.push(resource)) byName.set(name, [resource]);
  }
  for (const [name, same] of byName) {
    if (same.length === 1) continue;
    for (const resource of same) {
      const other = same.find((each) => each !== resource)?.position;
      const message = `${name} is declared ${same.length} times; also in ${other?.file}:${other?.line}.`;
      const expected = resource.kind === 'Space' ? 'a name of its own' : 'a name of its own in this space';
      yield {
        resource,
        path: ['metadata', 'name'],
        code: 'duplicate-name',
        severity: 'error',
        message,
        expected,
      };
    }
  }
}

type Absence = 'missing' | 'broken' | 'unknown';

/** Whether a thing that is not there is really missing, or stands in a document that could not be read. */
function createAbsence(broken: readonly Identity[]): (space: string, agent?: string) => Absence {
  const known = new Set(
    broken.map(({ kind, name, space }) => (kind === 'Agent' ? `${space}/${name}` : name)),
  );
  const anything = broken.some(({ kind, name, space }) => !name || !kind || (kind === 'Agent' && !space));
  return (space, agent) => {
    if (known.has(agent === undefined ? space : `${space}/${agent}`)) return 'broken';
    return anything ? 'unknown' : 'missing';
  };
}

function missingSpace(
  agents: readonly DeclaredAgent[],
  spaces: ReadonlyMap<string, DeclaredSpace>,
  absence: Absence,
): readonly Complaint[] {
  if (absence === 'broken') return [];
  const suggestion = nearest(agents[0]?.space ?? '', spaces.keys());
  return agents.map((resource) => ({
    resource,
    path: ['metadata', 'space'],
    code: 'unknown-space',
    severity: absence === 'unknown' ? 'warning' : 'error',
    message:
      absence === 'unknown'
        ? `The space "${resource.space}" is not declared, unless in a file that could not be read.`
        : `The space "${resource.space}" is not declared.`,
    expected: 'the name of a declared space',
    suggestion,
  }));
}

function checkRouting(
  space: DeclaredSpace,
  agents: readonly DeclaredAgent[],
  absent: (space: string, agent?: string) => Absence,
): readonly Complaint[] {
  const wanted = space.spec.routing.default;
  if (wanted === undefined || agents.some(({ name }) => name === wanted)) return [];
  const absence = absent(space.name, wanted);
  if (absence === 'broken') return [];
  const unknown = absence === 'unknown';
  return [
    {
      resource: space,
      path: ['spec', 'routing', 'default'],
      code: 'unknown-agent',
      severity: unknown ? 'warning' : 'error',
      message: `The space has no agent "${wanted}"${unknown ? ', unless in a file that could not be read' : ''}.`,
      expected: 'the name of an agent of this space',
      suggestion: nearest(
        wanted,
        agents.map(({ name }) => name),
      ),
    },
  ];
}

function tooMany(space: DeclaredSpace, count: number): Complaint {
  return {
    resource: space,
    path: ['metadata', 'name'],
    code: 'too-many-agents',
    severity: 'error',
    message: `The space "${space.name}" has ${count} agents. It stays as it was until it has fewer.`,
    expected: `at most ${MOST_AGENTS}`,
  };
}
