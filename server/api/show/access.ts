// Tokens, accounts, grants and audit rows as the API shows them.

import type { Subject } from '../../../state/access/decide.ts';
import type { AccountRow } from '../../../state/store/accounts.ts';
import type { LinkedAuditRow } from '../../../state/store/audit.ts';
import type { GrantRow } from '../../../state/store/grants.ts';
import type { TokenRow } from '../../../state/store/tokens.ts';
import type { AccountView, AuditView, GrantView, SubjectView, TokenView } from '../shapes/access.ts';
import { time, timeOrNull } from './time.ts';

/** Never the text: that is told once, when it is made. */
export const showToken = (row: TokenRow): TokenView => ({
  id: row.id,
  beginning: row.beginning,
  account: row.account,
  account_kind: row.kind,
  purpose: row.purpose,
  scopes: row.scopes,
  spaces: row.spaces,
  created_by: row.createdBy,
  created_at: time(row.createdAt),
  expires_at: timeOrNull(row.expiresAt),
  last_used_at: timeOrNull(row.lastUsedAt),
});

export const showAccount = (row: AccountRow): AccountView => ({
  name: row.name,
  kind: row.kind,
  github_login: row.githubLogin,
  teams: row.teams,
  created_by: row.createdBy,
  created_at: time(row.createdAt),
  disabled_at: timeOrNull(row.disabledAt),
});

export const showGrant = ({ name, spec, position, revision }: GrantRow): GrantView => ({
  name,
  spec: spec as GrantView['spec'],
  position,
  revision,
});

export const showSubject = ({ account, kind, teams, scopes, spaces }: Subject): SubjectView => ({
  account,
  kind,
  teams,
  scopes: scopes?.map((scope) => `${scope.kind}:${scope.verb}`) ?? null,
  spaces,
});

export const showAudit = (row: LinkedAuditRow): AuditView => ({
  link: row.link,
  at: time(row.at),
  account: row.account,
  via: row.via,
  address: row.address,
  request_id: row.requestId,
  verb: row.verb,
  kind: row.kind,
  space: row.space,
  name: row.name,
  decision: row.decision,
  reason: row.reason,
  before: row.before,
  after: row.after,
  hash: row.hash,
});
