// What a revision changes of spaces and agents, as rows of the audit: written in the transaction that makes the change. Pure.

import type { AuditRow } from '../../state/store/audit.ts';
import type { AgentRow } from '../../state/store/agents.ts';
import type { SpaceRow } from '../../state/store/spaces.ts';

interface Context {
  readonly revision: string;
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
  return rowOf('Agent', space, name, [before.sourceTree, after.sourceTree], context, ', source tree');
}

export function auditOfRemoval(
  kind: 'Space' | 'Agent',
  { space, name, specDigest }: Pick<Agent, 'space' | 'name' | 'specDigest'>,
  context: Context,
): AuditRow {
  return rowOf(kind, space, name, [specDigest, null], context);
}

function rowOf(
  kind: 'Space' | 'Agent',
  space: string,
  name: string,
  [before, after]: readonly [string | null, string | null],
  { revision, now }: Context,
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
    reason: `revision ${revision.slice(0, 12)}${what}`,
    before,
    after,
  };
}
