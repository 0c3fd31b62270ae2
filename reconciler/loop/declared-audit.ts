// What a revision changes of spaces and agents, or would change if somebody had approved it, as rows of the audit. Pure.

import { NO_SPACE } from '../../state/model/plan.ts';
import type { AuditRow } from '../../state/store/audit.ts';
import type { AgentRow } from '../../state/store/agents.ts';
import type { SpaceRow } from '../../state/store/spaces.ts';
import type { Person } from '../git/writing/writers.ts';
import type { ReadRevision } from './loader.ts';
import type { Refused } from './refused-spaces.ts';

/** The commit that a change stands in, or that was the newest when the change was seen. */
export type DeclaredBy = Pick<ReadRevision, 'commit' | 'people'>;

interface Context {
  readonly by: DeclaredBy;
  readonly now: number;
}

type Space = Pick<SpaceRow, 'name' | 'specDigest' | 'removing'>;
type Agent = Pick<AgentRow, 'space' | 'name' | 'specDigest' | 'sourceTree' | 'removing'>;

/** Undefined where nothing is other than it was; what was to go and is declared again is made anew. */
export function auditOfSpace(
  known: Space | undefined,
  after: Omit<Space, 'removing'>,
  context: Context,
): AuditRow | undefined {
  const before = known?.removing === true ? undefined : known;
  if (before?.specDigest === after.specDigest) return undefined;
  return rowOf('Space', after.name, after.name, [before?.specDigest ?? null, after.specDigest], context);
}

/** The tree of its source stands for its code. */
export function auditOfAgent(
  known: Agent | undefined,
  after: Omit<Agent, 'removing'>,
  context: Context,
): AuditRow | undefined {
  const before = known?.removing === true ? undefined : known;
  const { space, name } = after;
  if (before?.specDigest !== after.specDigest)
    return rowOf('Agent', space, name, [before?.specDigest ?? null, after.specDigest], context);
  if (before.sourceTree === after.sourceTree || after.sourceTree === null) return undefined;
  return rowOf('Agent', space, name, [before.sourceTree, after.sourceTree], context, 'Source tree: ');
}

export function auditOfRemoval(
  kind: 'Space' | 'Agent',
  { space, name, specDigest }: Pick<Agent, 'space' | 'name' | 'specDigest'>,
  context: Context,
): AuditRow {
  return rowOf(kind, space, name, [specDigest, null], context);
}

/** One row for each change that waits now and did not wait before. */
export function auditOfRefused(before: Refused, now: Refused, context: Context): readonly AuditRow[] {
  return Object.entries(now)
    .filter(([space, hash]) => before[space] !== hash)
    .map(([space, hash]) => refusedRow(space, hash, context));
}

function refusedRow(space: string, hash: string, context: Context): AuditRow {
  const [kind, of] = space === NO_SPACE ? (['RoleBinding', null] as const) : (['Space', space] as const);
  const row = rowOf(kind, of, of, [null, hash], context, 'Not approved: ');
  return { ...row, verb: 'update', decision: 'refused' };
}

/** Names are as the commit has them: whoever made it could have written others. */
export function reasonOf({ commit, people: { author, committer } }: DeclaredBy): string {
  const isOne = author.name === committer.name && author.email === committer.email;
  const by = isOne ? personText(author) : `${personText(author)}, committed by ${personText(committer)}`;
  return `revision ${commit.slice(0, 12)} by ${by}`;
}

const LONGEST_NAME = 100;

function personText({ name, email }: Person): string {
  const plain = (text: string) => text.replaceAll(/\p{Cc}/gu, ' ').slice(0, LONGEST_NAME);
  return `${plain(name)} <${plain(email)}>`;
}

function rowOf(
  kind: 'Space' | 'Agent' | 'RoleBinding',
  space: string | null,
  name: string | null,
  [before, after]: readonly [string | null, string | null],
  { by, now }: Context,
  what = '',
): AuditRow {
  return {
    at: now,
    account: 'git',
    via: 'git',
    address: null,
    requestId: null,
    verb: after === null ? 'delete' : before === null ? 'create' : 'update',
    kind,
    space,
    name,
    decision: 'allowed',
    reason: `${what}${reasonOf(by)}`,
    before,
    after,
  };
}
