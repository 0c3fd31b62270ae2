// The routing tests of a config repository: which messages would not go where their test says. Judged by what is declared
// alone, without sessions and without the model.

import type { Declaration, DeclaredAgent, DeclaredSpace } from '../../../schemas/declaration.ts';
import type { RoutingTest } from '../../../schemas/kinds/routing.ts';
import type { Complaint } from '../../../schemas/load/references.ts';
import { sizeOfRules } from '../../../schemas/validate/routing-checks.ts';
import type { Manifest } from '../../../schemas/manifest/manifest.ts';
import type { RouteBy } from '../../../state/model/turn.ts';
import { nearest } from '../../../schemas/text/nearest.ts';
import { createRank } from './lexical.ts';
import { route, type KnownAgents, type RouteAnswer } from './route.ts';
import { createRules } from './rules.ts';
import { profileOf } from './space-agents.ts';

/** Undefined where nobody can tell: its source is elsewhere, or broken. */
export type ManifestOf = (agent: DeclaredAgent) => Manifest | undefined;

/** Decisions in which what agents say of themselves has no part. */
const surely: ReadonlySet<RouteBy> = new Set(['request', 'mention', 'rule', 'only']);

/** What judging may cost, and what it costs: anybody may propose tests, and others wait meanwhile. Some 40 ns each. */
const MOST_WORK = 50_000_000;
const OF_AGENT = 2_000;
const OF_TEST = 5_000;

/** One warning for each test that fails, or that can't be judged. `isWanted`: of these spaces only. */
export function judgeRouting(
  { spaces, agents }: Pick<Declaration, 'spaces' | 'agents'>,
  manifestOf: ManifestOf,
  isWanted: (space: string) => boolean = () => true,
): readonly Complaint[] {
  const tested = spaces.filter(({ name, spec }) => isWanted(name) && (spec.routing.tests ?? []).length > 0);
  const members = Map.groupBy(agents, ({ space }) => space);
  let work = 0;
  return tested.flatMap((space) => {
    const own = members.get(space.name) ?? [];
    const more = workOf(space, own.length);
    if (work + more > MOST_WORK) return [tooMuch(space)];
    work += more;
    return judgeSpace(space, own, manifestOf);
  });
}

function workOf({ spec }: DeclaredSpace, agents: number): number {
  const { rules = [], tests = [] } = spec.routing;
  const states = sizeOfRules(rules);
  return tests.reduce((sum, { message }) => sum + OF_TEST + states * message.length, agents * OF_AGENT);
}

function tooMuch(space: DeclaredSpace): Complaint {
  return {
    resource: space,
    path: ['spec', 'routing', 'tests', '0'],
    severity: 'warning',
    code: 'unjudged-routing-test',
    message:
      'The tests of this space are not judged: with its rules and those before it they are too many at once.',
  };
}

function judgeSpace(
  space: DeclaredSpace,
  agents: readonly DeclaredAgent[],
  manifestOf: ManifestOf,
): readonly Complaint[] {
  const { rules = [], default: spaceDefault = null, tests = [] } = space.spec.routing;
  const unknown = agents.filter((agent) => manifestOf(agent) === undefined).map(({ name }) => name);
  const profiles = agents.map((agent) => profileOf(agent.name, agent.spec, manifestOf(agent) ?? null));
  const known: KnownAgents = { names: profiles.map(({ name }) => name), rank: createRank(profiles) };
  const find = createRules(rules);

  return tests.flatMap((test, index): readonly Complaint[] => {
    const answer = route(
      {
        content: test.message,
        requested: null,
        rules: find,
        sessionAgent: null,
        model: null,
        previous: null,
        spaceDefault,
      },
      known,
    );
    const said = complaintOf(test, answer, known.names, unknown);
    const path = ['spec', 'routing', 'tests', String(index)];
    return said === undefined ? [] : [{ resource: space, path, severity: 'warning', ...said }];
  });
}

function complaintOf(
  { message, agent }: RoutingTest,
  answer: RouteAnswer,
  names: readonly string[],
  unknown: readonly string[],
): Pick<Complaint, 'code' | 'message' | 'expected' | 'suggestion'> | undefined {
  const quoted = JSON.stringify(message.length > 60 ? `${message.slice(0, 60)}…` : message);
  if (!names.includes(agent)) {
    return {
      code: 'failing-routing-test',
      message: `The space has no agent "${agent}", so ${quoted} can't go to it.`,
      expected: 'the name of an agent of this space',
      suggestion: nearest(agent, names),
    };
  }
  const decided = answer.type === 'routed' ? answer.route : undefined;
  if (decided?.agent === agent) return undefined;
  const isSure = unknown.length === 0 || (decided !== undefined && surely.has(decided.by));
  if (!isSure) {
    const some = `${unknown.slice(0, 3).join(', ')}${unknown.length > 3 ? ' and others' : ''}`;
    return {
      code: 'unjudged-routing-test',
      message: `Whether ${quoted} goes to ${agent} can't be told: the manifest of ${some} is not known here.`,
    };
  }
  const goes =
    decided === undefined
      ? 'goes to nobody'
      : `goes to ${decided.agent} (by ${decided.by}, ${decided.confidence})`;
  return { code: 'failing-routing-test', message: `${quoted} ${goes}, not to ${agent}.`, expected: agent };
}
