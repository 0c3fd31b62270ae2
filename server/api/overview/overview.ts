// What somebody wants to see first: every space in some words and numbers. Pure.

import type { AgentStatus, ConfigStatus, SpaceStatus } from '../../../reconciler/loop/control.ts';
import type { SpaceSpec } from '../../../schemas/kinds/space.ts';
import { type Condition, retrying } from '../../../state/model/condition.ts';
import type { SessionState } from '../../../state/model/session-state.ts';
import type { SessionCount } from '../../../state/store/sessions.ts';
import type { ConfigOverview, SpaceOverview, Standing } from '../shapes/overview.ts';
import { time, timeOrNull } from '../show/time.ts';

/** Sessions by state, without those that are closed; a state that none is in is left out. */
export type SessionsByState = Readonly<Partial<Record<SessionState, number>>>;

export function standingOf(conditions: readonly Condition[]): Standing {
  const is = (type: Condition['type']) =>
    conditions.some((each) => each.type === type && each.status === 'True');
  if (is('Stalled') || is('ReviewRequired')) return 'stalled';
  const ready = conditions.find(({ type }) => type === 'Ready');
  if (ready?.status === 'True') return is('Held') ? 'held' : 'ready';
  return conditions.some(({ type, reason }) => type === 'Reconciling' && reason === retrying)
    ? 'failing'
    : 'progressing';
}

/** The condition that says most about why something stands as it does. */
function telling(conditions: readonly Condition[], standing: Standing): Condition | undefined {
  const byType = (type: Condition['type']) => conditions.find((each) => each.type === type);
  if (standing === 'stalled') return byType('ReviewRequired') ?? byType('Stalled');
  return (standing === 'held' ? byType('Held') : byType('Reconciling')) ?? byType('Ready');
}

export function overviewOfSpace(
  space: SpaceStatus,
  { sessions, problems }: { readonly sessions: SessionsByState; readonly problems: ProblemCounts },
): SpaceOverview {
  const { name, spec, conditions, hold, agents } = space;
  const standing = standingOf(conditions);
  const told = telling(conditions, standing);
  const changedAt = Math.max(0, ...conditions.map(({ changedAt }) => changedAt));
  return {
    name,
    description: (spec as SpaceSpec).description ?? null,
    standing,
    reason: told?.reason ?? 'Declared',
    message: told?.message ?? 'It was declared just now.',
    hint: told?.hint ?? null,
    revision: space.revision,
    applied_revision: space.appliedRevision,
    held_at: hold?.revision ?? null,
    awaiting_confirmation: space.awaitingConfirmation,
    changed_at: changedAt === 0 ? null : time(changedAt),
    agents: { total: agents.length, troubled: agents.filter(isTroubled).map(({ name }) => name) },
    problems,
    sessions,
  };
}

const isTroubled = ({ conditions }: AgentStatus): boolean =>
  ['stalled', 'failing'].includes(standingOf(conditions));

/** `missing`: spaces that are not there, though files with problems speak of them. */
export function overviewOfConfig(
  { repository, ref, revision, subject, author, ...config }: ConfigStatus,
  missing: readonly string[],
): ConfigOverview {
  const standing = standingOf(config.conditions);
  const told = telling(config.conditions, standing);
  return {
    repository,
    ref,
    revision,
    subject,
    author,
    checked_at: timeOrNull(config.checkedAt),
    standing,
    message: told?.message ?? 'It was not read yet.',
    hint: told?.hint ?? null,
    problems: config.problems.length,
    missing_spaces: missing,
  };
}

export type ProblemCounts = SpaceOverview['problems'];

export const noProblems: ProblemCounts = { errors: 0, warnings: 0 };

/** By space, in no order; one that has none is left out. */
export function problemsBySpace({
  problems,
}: Pick<ConfigStatus, 'problems'>): ReadonlyMap<string, ProblemCounts> {
  const counts = new Map<string, ProblemCounts>();
  for (const { problem, spaces } of problems) {
    const of = problem.severity === 'error' ? 'errors' : 'warnings';
    for (const space of spaces) {
      const before = counts.get(space) ?? noProblems;
      counts.set(space, { ...before, [of]: before[of] + 1 });
    }
  }
  return counts;
}

/** By space; of those that were made ahead nobody asks. */
export function sessionsBySpace(counts: readonly SessionCount[]): ReadonlyMap<string, SessionsByState> {
  const spaces = new Map<string, Partial<Record<SessionState, number>>>();
  for (const { space, state, warm, count } of counts) {
    if (warm) continue;
    const states = spaces.get(space) ?? {};
    states[state] = (states[state] ?? 0) + count;
    spaces.set(space, states);
  }
  return spaces;
}
