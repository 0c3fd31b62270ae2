// Tokens, accounts, grants and audit rows.

import { positionView } from './problem.ts';
import {
  arrayOf,
  asDeclared,
  exampleCommit,
  listOfViews,
  moment,
  momentOrNull,
  nullable,
  type Shown,
  text,
  textOrNull,
  texts,
  view,
} from './view.ts';

const accountKind = { enum: ['account', 'serviceAccount'], description: 'A person, or a program.' } as const;
const textsOrNull = nullable(texts);

const tokenFields = {
  id: text,
  beginning: { ...textOrNull, description: 'The first characters of its text.' },
  account: text,
  account_kind: accountKind,
  purpose: textOrNull,
  scopes: { ...textsOrNull, description: 'Null: whatever its account may.' },
  spaces: { ...textsOrNull, description: 'Null: every space of its account.' },
  created_by: textOrNull,
  created_at: moment,
  expires_at: momentOrNull,
  last_used_at: momentOrNull,
} as const;
const exampleToken = {
  id: 'tok_1m8k4zhr1460bjjm64s4',
  beginning: 'raworc_cKFO',
  account: 'ann',
  account_kind: 'account',
  purpose: 'laptop',
  scopes: ['Session:*'],
  spaces: ['sales'],
  created_by: 'admin',
  created_at: '2026-01-31T12:00:00.000Z',
  expires_at: null,
  last_used_at: null,
};

export const tokenView = view('Token', tokenFields, exampleToken);
export const tokenListView = listOfViews(tokenView);
export type TokenView = Shown<typeof tokenView>;

/** As it is told once. */
export const newTokenView = view(
  'NewToken',
  { ...tokenFields, token: { type: 'string', description: 'Its text, which is shown this once.' } },
  { ...exampleToken, token: 'raworc_cKFONjbWe91ZT7z2jIJnNImVV8l3r7v2JUsJJ5BYl5c' },
);
export type NewTokenView = Shown<typeof newTokenView>;

export const signInLinkView = view(
  'SignInLink',
  { code: { type: 'string', description: 'Shown as the bearer token, it makes one.' }, expires_at: moment },
  { code: 'Vd3kq0fM2hPZ7r9sJ1xYtA', expires_at: '2026-01-31T12:02:00.000Z' },
);
export type SignInLinkView = Shown<typeof signInLinkView>;

export const accountView = view(
  'Account',
  {
    name: text,
    kind: accountKind,
    github_login: textOrNull,
    teams: { ...texts, description: 'On GitHub: `organization/team`.' },
    created_by: text,
    created_at: moment,
    disabled_at: momentOrNull,
  },
  {
    name: 'ann',
    kind: 'account',
    github_login: 'ann-on-github',
    teams: ['company/sales'],
    created_by: 'admin',
    created_at: '2026-01-31T12:00:00.000Z',
    disabled_at: null,
  },
);
export const accountListView = listOfViews(accountView);
export type AccountView = Shown<typeof accountView>;

const grantFields = {
  name: text,
  spec: asDeclared,
  position: { ...nullable(positionView), description: 'Null: it is always there.' },
  revision: textOrNull,
} as const;
export const roleView = view('Role', grantFields, {
  name: 'talker',
  spec: { rules: [{ kinds: ['Session'], verbs: ['get', 'talk'] }] },
  position: { file: 'roles.yaml', line: 1, column: 1 },
  revision: exampleCommit,
});
export const roleListView = listOfViews(roleView);
export const roleBindingView = view('RoleBinding', grantFields, {
  name: 'root',
  spec: { role: 'admin', subjects: [{ account: 'admin' }], spaces: ['*'] },
  position: null,
  revision: null,
});
export const roleBindingListView = listOfViews(roleBindingView);
export type GrantView = Shown<typeof roleView>;

const subjectFields = {
  account: text,
  kind: accountKind,
  teams: texts,
  scopes: textsOrNull,
  spaces: textsOrNull,
} as const;
const subjectView = view('Subject', subjectFields, {
  account: 'ann',
  kind: 'account',
  teams: [],
  scopes: null,
  spaces: null,
});
export type SubjectView = Shown<typeof subjectView>;

export const whoamiView = view(
  'Whoami',
  {
    ...subjectFields,
    roles: arrayOf(
      view(
        'HeldRole',
        { role: text, spaces: texts, binding: text },
        { role: 'developer', spaces: ['sales'], binding: 'sales-team' },
      ),
    ),
  },
  {
    account: 'ann',
    kind: 'account',
    teams: [],
    scopes: null,
    spaces: null,
    roles: [{ role: 'developer', spaces: ['sales'], binding: 'sales-team' }],
  },
);
export type WhoamiView = Shown<typeof whoamiView>;

export const decisionView = view(
  'Decision',
  { allowed: { type: 'boolean' }, reason: text },
  { allowed: true, reason: 'The role developer, given by sales-team.' },
);
export type DecisionView = Shown<typeof decisionView>;

export const auditView = view(
  'AuditRow',
  {
    link: { type: ['integer', 'null'], description: 'Its place in the chain; null: not linked yet.' },
    at: moment,
    account: text,
    via: { enum: ['api', 'git', 'github', 'runtime'] },
    address: textOrNull,
    request_id: textOrNull,
    verb: text,
    kind: text,
    space: textOrNull,
    name: textOrNull,
    decision: { enum: ['allowed', 'refused'] },
    reason: text,
    before: { ...textOrNull, description: 'Digest of what was there.' },
    after: { ...textOrNull, description: 'Digest of what is there since.' },
    hash: { ...textOrNull, description: 'Over the row and the hash before it; hex.' },
  },
  {
    link: 12,
    at: '2026-01-31T12:00:00.000Z',
    account: 'ann',
    via: 'api',
    address: '192.0.2.7',
    request_id: 'req-1',
    verb: 'create',
    kind: 'Session',
    space: 'sales',
    name: null,
    decision: 'allowed',
    reason: 'developer by sales-team',
    before: null,
    after: null,
    hash: '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824',
  },
);
export const auditListView = listOfViews(auditView);
export type AuditView = Shown<typeof auditView>;
