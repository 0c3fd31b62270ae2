// Who may do what: tables over subjects, roles and questions.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BUILT_IN_ROLES, ROLE_KINDS, ROLE_VERBS } from '../../../schemas/kinds/role.ts';
import {
  decide,
  type AccessKind,
  type AccessVerb,
  type Binding,
  type Grants,
  type Question,
  type Subject,
} from '../../../state/access/decide.ts';

const ann: Subject = { account: 'ann', kind: 'account', teams: [], scopes: null, spaces: null };

const bind = (role: string, spaces: readonly string[], subject: object = { account: 'ann' }): Binding => ({
  name: `${role}-binding`,
  spec: { role, spaces, subjects: [subject] },
});

const granted = (...bindings: readonly Binding[]): Grants => ({ roles: new Map(), bindings });

const question = (verb: AccessVerb, kind: AccessKind, more: Partial<Question> = {}): Question => ({
  verb,
  kind,
  space: 'sales',
  name: null,
  ...more,
});

const isAllowed = (subject: Subject, grants: Grants, asked: Question): boolean =>
  decide(subject, grants, asked).allowed;

/** Everything that a role allows in its space: `Kind: verbs`. */
function allowedBy(role: string): readonly string[] {
  return ROLE_KINDS.map((kind) => {
    const verbs = ROLE_VERBS.filter((verb) =>
      isAllowed(ann, granted(bind(role, ['sales'])), question(verb, kind)),
    );
    return `${kind}: ${verbs.join(' ')}`;
  }).filter((line) => !line.endsWith(': '));
}

test('the built-in roles allow just this, because people rely on their names', () => {
  assert.deepEqual(allowedBy('viewer'), [
    'Space: get list',
    'Agent: get list',
    'Session: get list',
    'Build: get list',
    'Revision: get list',
  ]);
  assert.deepEqual(allowedBy('developer'), [
    'Space: get list',
    'Agent: get list',
    'Secret: list create update delete',
    'Session: get list create update delete talk exec',
    'Build: get list',
    'Revision: get list',
  ]);
  assert.deepEqual(allowedBy('operator'), [
    'Space: get list create update delete operate',
    'Agent: get list create update delete operate',
    'Secret: list create update delete',
    'Session: get list create update delete talk exec operate',
    'Build: get list create operate',
    'Revision: get list create operate',
  ]);
  assert.equal(allowedBy('admin').length, ROLE_KINDS.length);
});

test('a role in one space allows nothing in another, nor outside of spaces', () => {
  for (const role of BUILT_IN_ROLES) {
    const grants = granted(bind(role, ['sales']));
    for (const kind of ROLE_KINDS) {
      for (const verb of ROLE_VERBS) {
        assert.equal(isAllowed(ann, grants, question(verb, kind, { space: 'legal' })), false);
        assert.equal(isAllowed(ann, grants, question(verb, kind, { space: null })), false);
      }
    }
  }
  assert.equal(
    isAllowed(ann, granted(bind('admin', ['*'])), question('get', 'Audit', { space: null })),
    true,
  );
});

test('nobody may do anything without a binding, except the account of the token in RAWORC_HOME', () => {
  const asked = question('get', 'Space');
  assert.deepEqual(decide(ann, granted(), asked), {
    allowed: false,
    reason: 'No role of ann allows get on Space in sales.',
  });
  assert.equal(isAllowed({ ...ann, account: 'admin' }, granted(), asked), true);
  const program: Subject = { ...ann, account: 'admin', kind: 'serviceAccount' };
  assert.equal(isAllowed(program, granted(), asked), false, 'a program that calls itself so is not it');
});

test('accounts, service accounts and teams are different, even where they are called the same', () => {
  const asked = question('get', 'Space');
  const service = granted(bind('viewer', ['sales'], { serviceAccount: 'ann' }));
  const team = granted(bind('viewer', ['sales'], { githubTeam: 'acme/sales' }));
  assert.equal(isAllowed(ann, service, asked), false);
  assert.equal(isAllowed({ ...ann, kind: 'serviceAccount' }, service, asked), true);
  assert.equal(isAllowed(ann, team, asked), false);
  assert.equal(isAllowed({ ...ann, teams: ['acme/sales'] }, team, asked), true);
});

test('somebody else’s session is looked at by whoever may, and reached into by operators only', () => {
  const foreign = { owner: 'bob' };
  const [developer, operator] = [granted(bind('developer', ['sales'])), granted(bind('operator', ['sales']))];
  for (const verb of ['talk', 'exec', 'update', 'delete'] as const) {
    assert.equal(isAllowed(ann, developer, question(verb, 'Session', { owner: 'ann' })), true, verb);
    assert.equal(isAllowed(ann, developer, question(verb, 'Session', foreign)), false, verb);
    assert.equal(isAllowed(ann, operator, question(verb, 'Session', foreign)), true, verb);
  }
  assert.equal(isAllowed(ann, developer, question('get', 'Session', foreign)), true);
});

test('a declared role allows what its rules say, by name too', () => {
  const roles = new Map([
    ['closer', { rules: [{ kinds: ['Session'], verbs: ['delete', 'operate'], names: ['ses_1'] }] }],
  ] as const);
  const grants: Grants = { roles, bindings: [bind('closer', ['*'])] };
  assert.equal(isAllowed(ann, grants, question('delete', 'Session', { name: 'ses_1' })), true);
  assert.equal(isAllowed(ann, grants, question('delete', 'Session', { name: 'ses_2' })), false);
  assert.equal(
    isAllowed(ann, grants, question('delete', 'Session')),
    true,
    'a list is filtered name by name',
  );
  const gone: Grants = { roles: new Map(), bindings: [bind('closer', ['*'])] };
  assert.equal(
    isAllowed(ann, gone, question('delete', 'Session')),
    false,
    'a role that is gone allows nothing',
  );
});

test('a token allows at most what its account may, and less where it says so', () => {
  const grants = granted(bind('developer', ['sales', 'legal']));
  const narrow: Subject = { ...ann, scopes: [{ kind: 'Session', verb: 'talk' }], spaces: ['sales'] };
  assert.equal(isAllowed(narrow, grants, question('talk', 'Session')), true);
  assert.equal(isAllowed(narrow, grants, question('exec', 'Session')), false);
  assert.equal(isAllowed(narrow, grants, question('talk', 'Session', { space: 'legal' })), false);
  assert.equal(isAllowed(narrow, grants, question('talk', 'Session', { space: null })), false);
  const greedy: Subject = { ...ann, scopes: [{ kind: '*', verb: '*' }] };
  assert.equal(isAllowed(greedy, grants, question('operate', 'Space')), false);
  assert.equal(isAllowed({ ...ann, scopes: [], spaces: null }, grants, question('get', 'Space')), false);
});

test('tokens are their account’s own, those of people and programs apart, and of the root account nobody else’s', () => {
  const admin = granted(bind('admin', ['*']));
  const token = (owner: string) => question('delete', 'Token', { space: null, owner });
  assert.equal(isAllowed(ann, granted(), token('account/ann')), true);
  assert.equal(isAllowed(ann, granted(), token('serviceAccount/ann')), false);
  assert.equal(isAllowed({ ...ann, kind: 'serviceAccount' }, granted(), token('account/ann')), false);
  assert.equal(isAllowed(ann, granted(), token('account/bob')), false);
  assert.equal(isAllowed(ann, admin, token('account/bob')), true);
  assert.equal(isAllowed(ann, admin, token('account/admin')), false, 'or an admin by Git would be root');
  const limited: Subject = { ...ann, scopes: [{ kind: 'Session', verb: 'talk' }] };
  assert.equal(isAllowed(limited, granted(), token('account/ann')), false, 'a limited one revokes no other');
});
