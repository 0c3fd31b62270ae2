// What documents say about each other: names that are taken twice, spaces and agents that are not there. Pure.
//
// What is wrong is held back, and its file counts as unreadable, so that the last good version stays in force. What
// speaks of a thing that is only broken goes on: that thing's last good version is still there.

import type {
  DeclaredAgent,
  DeclaredResource,
  DeclaredRoleBinding,
  DeclaredSecret,
  DeclaredSpace,
} from '../declaration.ts';
import { resourceName } from '../declaration.ts';
import { BUILT_IN_ROLES } from '../kinds/role.ts';
import type { ProblemCode, Severity } from '../problem.ts';
import { nearest } from '../text/nearest.ts';
import type { Path } from '../text/place.ts';
import { showIdentity } from '../validate/identity.ts';
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
  readonly declared: readonly DeclaredResource[];
  readonly complaints: readonly Complaint[];
  /** Not among those declared. */
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
  const members = new Map<string, (DeclaredAgent | DeclaredSecret)[]>();
  for (const resource of resources) {
    if (resource.kind === 'Space') spaces.set(resource.name, resource);
    else if ('space' in resource && !members.get(resource.space)?.push(resource))
      members.set(resource.space, [resource]);
  }
  const absent = createAbsence(broken);
  for (const [name, inside] of members) {
    if (!spaces.has(name))
      for (const complaint of missingSpace(inside, spaces, absent(`Space/${name}`))) hold(complaint);
  }
  const roles = new Set<string>(BUILT_IN_ROLES);
  for (const { kind, name } of resources) if (kind === 'Role') roles.add(name);
  for (const resource of resources) {
    if (resource.kind === 'RoleBinding')
      for (const complaint of checkBinding(resource, roles, spaces, absent)) hold(complaint);
  }
  for (const space of spaces.values()) {
    const agents = (members.get(space.name) ?? []).filter(({ kind }) => kind === 'Agent');
    for (const complaint of checkRouting(space, agents, absent)) hold(complaint);
    if (agents.length <= MOST_AGENTS) continue;
    hold(tooMany(space, agents.length));
    for (const agent of agents) held.add(agent);
  }
  return {
    declared: resources.filter((each) => !held.has(each)),
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
      const expected = 'space' in resource ? 'a name of its own in this space' : 'a name of its own';
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
/** Asked by the name of a resource: `Space/sales`, `Agent/sales/bot`. */
type AbsenceOf = (name: string) => Absence;

/** Whether a thing that is not there is really missing, or stands in a document that could not be read. */
function createAbsence(broken: readonly Identity[]): AbsenceOf {
  const known = new Set(broken.map(showIdentity));
  return (name) => {
    if (known.has(name)) return 'broken';
    return known.has(undefined) ? 'unknown' : 'missing';
  };
}

function missingSpace(
  inside: readonly (DeclaredAgent | DeclaredSecret)[],
  spaces: ReadonlyMap<string, DeclaredSpace>,
  absence: Absence,
): readonly Complaint[] {
  if (absence === 'broken') return [];
  const suggestion = nearest(inside[0]?.space ?? '', spaces.keys());
  return inside.map((resource) => ({
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
  agents: readonly { readonly name: string }[],
  absent: AbsenceOf,
): readonly Complaint[] {
  const names = new Set(agents.map(({ name }) => name));
  return agentsOfRouting(space).flatMap(({ wanted, path }): readonly Complaint[] => {
    if (names.has(wanted)) return [];
    const absence = absent(`Agent/${space.name}/${wanted}`);
    if (absence === 'broken') return [];
    const unknown = absence === 'unknown';
    return [
      {
        resource: space,
        path,
        code: 'unknown-agent',
        severity: unknown ? 'warning' : 'error',
        message: `The space has no agent "${wanted}"${unknown ? ', unless in a file that could not be read' : ''}.`,
        expected: 'the name of an agent of this space',
        suggestion: nearest(wanted, names),
      },
    ];
  });
}

/** Those that a message could be sent to; what a test names is the test's own affair. */
function agentsOfRouting({
  spec,
}: DeclaredSpace): readonly { readonly wanted: string; readonly path: Path }[] {
  const { default: wanted, rules = [] } = spec.routing;
  return [
    ...(wanted === undefined ? [] : [{ wanted, path: ['spec', 'routing', 'default'] }]),
    ...rules.map(({ agent }, index) => ({
      wanted: agent,
      path: ['spec', 'routing', 'rules', String(index), 'agent'],
    })),
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

/** A binding that names what is not there would give a permission to whatever gets that name later. */
function checkBinding(
  resource: DeclaredRoleBinding,
  roles: ReadonlySet<string>,
  spaces: ReadonlyMap<string, DeclaredSpace>,
  absent: AbsenceOf,
): readonly Complaint[] {
  const { role, spaces: where } = resource.spec;
  const found: Complaint[] = [];
  const complain = (
    code: ProblemCode,
    path: Path,
    what: string,
    known: Iterable<string>,
    absence: Absence,
  ) => {
    if (absence === 'broken') return;
    const unknown = absence === 'unknown';
    const [noun = '', name = ''] = what.split('/');
    found.push({
      resource,
      path,
      code,
      severity: unknown ? 'warning' : 'error',
      message: `The ${noun.toLowerCase()} "${name}" is not declared${unknown ? ', unless in a file that could not be read' : ''}.`,
      expected: `the name of a ${noun.toLowerCase()}`,
      suggestion: nearest(name, known),
    });
  };
  if (!roles.has(role))
    complain('unknown-role', ['spec', 'role'], `Role/${role}`, roles, absent(`Role/${role}`));
  for (const [index, space] of where.entries()) {
    if (space === '*' || spaces.has(space)) continue;
    const path = ['spec', 'spaces', String(index)];
    complain('unknown-space', path, `Space/${space}`, spaces.keys(), absent(`Space/${space}`));
  }
  return found;
}
