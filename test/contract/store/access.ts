// The contract of accounts, tokens, declared roles and the audit.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type AccountRow, keyOfAccount } from '../../../state/store/accounts.ts';
import type { AuditRow } from '../../../state/store/audit.ts';
import type { GrantRow } from '../../../state/store/grants.ts';
import type { TokenRow } from '../../../state/store/tokens.ts';
import type { UseStore } from './subject.ts';

const account = (name: string, fields: Partial<AccountRow> = {}): AccountRow => ({
  name,
  kind: 'account',
  githubLogin: null,
  teams: [],
  teamsUntil: null,
  createdAt: 1,
  createdBy: 'admin',
  disabledAt: null,
  ...fields,
});

const token = (id: string, hash: string, fields: Partial<TokenRow> = {}): TokenRow => ({
  id,
  hash: hash.repeat(64),
  account: 'ann',
  kind: 'account',
  purpose: null,
  beginning: 'raworc_abcd',
  scopes: null,
  spaces: null,
  createdBy: 'admin',
  createdAt: 1,
  expiresAt: null,
  lastUsedAt: null,
  ...fields,
});

const grant = (kind: GrantRow['kind'], name: string): GrantRow => ({
  kind,
  name,
  spec: { rules: [] },
  specDigest: 'digest',
  position: { file: 'access/roles.yaml', line: 1, column: 1 },
  revision: 'revision',
});

const act = (fields: Partial<AuditRow> = {}): AuditRow => ({
  at: 1,
  account: 'ann',
  via: 'api',
  address: '127.0.0.1',
  requestId: 'req-1',
  verb: 'create',
  kind: 'Session',
  space: 'sales',
  name: null,
  decision: 'allowed',
  reason: 'developer by sales-people',
  before: null,
  after: null,
  ...fields,
});

export function accessContract(store: UseStore): void {
  describe('people of GitHub', () => {
    it('keep the id with which a login was first met, because a login can be taken over', async () => {
      const { githubPeople } = store();
      assert.equal(await githubPeople.remember('ann', 7, 1), 7);
      assert.equal(await githubPeople.remember('ann', 8, 2), 7);
      await githubPeople.remember('bob', 9, 1);
      await githubPeople.keepOnly(['ann']);
      assert.deepEqual([await githubPeople.idOf('ann'), await githubPeople.idOf('bob')], [7, undefined]);
      await githubPeople.forget('ann');
      assert.equal(await githubPeople.remember('ann', 8, 3), 8);
    });

    it('are in the teams as they were told last', async () => {
      const { githubPeople } = store();
      const row = { team: 'acme/ops', members: [7, 8], asOf: 5, askedAt: 5, problem: null };
      await githubPeople.putTeam(row);
      const later = { ...row, members: [8], askedAt: 9, problem: 'GitHub can’t be reached.' };
      await githubPeople.putTeam(later);
      assert.deepEqual(await githubPeople.teams(), [later]);
      await githubPeople.deleteTeam('acme/ops');
      assert.deepEqual(await githubPeople.teams(), []);
    });
  });

  describe('accounts', () => {
    it('have their names and their logins for themselves, because a binding means one person', async () => {
      const { accounts } = store();
      assert.equal(await accounts.insert(account('ann', { githubLogin: 'ann-on-github' })), true);
      assert.equal(await accounts.insert(account('ann')), false);
      assert.equal(await accounts.insert(account('bob', { githubLogin: 'ann-on-github' })), false);
      assert.equal(await accounts.insert(account('ann', { kind: 'serviceAccount' })), true);
      assert.equal((await accounts.byGithubLogin('ann-on-github'))?.name, 'ann');
      assert.equal(await accounts.update('account', 'ann', { teams: ['acme/sales'], disabledAt: 5 }), true);
      const ann = await accounts.get('account', 'ann');
      assert.deepEqual([ann?.teams, ann?.disabledAt], [['acme/sales'], 5]);
      assert.equal(await accounts.update('account', 'nobody', { disabledAt: 5 }), false);
      assert.deepEqual(
        (await accounts.list()).map(({ kind, name }) => `${kind}/${name}`),
        ['account/ann', 'serviceAccount/ann'],
      );
      await accounts.insert(account('zoe'));
      const page = async (after?: string) =>
        (await accounts.page({ limit: 2, ...(after === undefined ? {} : { after }) })).map(keyOfAccount);
      assert.deepEqual(await page(), ['account/ann', 'account/zoe']);
      assert.deepEqual(await page('account/zoe'), ['serviceAccount/ann']);
      assert.deepEqual(
        await page('account/gone'),
        ['account/zoe', 'serviceAccount/ann'],
        'also after one that is gone',
      );
      await accounts.delete('account', 'zoe');
      assert.equal(await accounts.delete('serviceAccount', 'ann'), true);
      assert.equal(await accounts.delete('serviceAccount', 'ann'), false);
    });
  });

  describe('tokens', () => {
    it('are found by their hash and replaced by their id, because the administrator’s file may be made anew', async () => {
      const { tokens } = store();
      const row = token('tok_1', 'a', { scopes: ['Session:talk'], spaces: ['sales'] });
      await tokens.put(row);
      assert.deepEqual((await tokens.bearer('a'.repeat(64)))?.row, row);
      await tokens.put({ ...row, hash: 'b'.repeat(64), expiresAt: 5 });
      assert.equal(await tokens.bearer('a'.repeat(64)), undefined);
      assert.deepEqual(await tokens.get('tok_1'), { ...row, hash: 'b'.repeat(64), expiresAt: 5 });
      await tokens.touch('tok_1', 9);
      await tokens.touch('tok_1', 7);
      assert.equal((await tokens.get('tok_1'))?.lastUsedAt, 9);
      assert.equal(await tokens.delete('tok_1'), true);
      assert.equal(await tokens.delete('tok_1'), false);
    });

    it('come with what their account is now, because that changes while tokens stay', async () => {
      const { tokens, accounts } = store();
      await accounts.insert(account('carol', { teams: ['acme/legal'] }));
      await tokens.put(token('tok_2', 'c', { account: 'carol' }));
      await tokens.put(token('tok_3', 'd', { account: 'nobody' }));
      const bearer = await tokens.bearer('c'.repeat(64));
      assert.deepEqual([bearer?.teams, bearer?.isDisabled], [['acme/legal'], false]);
      await accounts.update('account', 'carol', { disabledAt: 3 });
      assert.equal((await tokens.bearer('c'.repeat(64)))?.isDisabled, true);
      const lonely = await tokens.bearer('d'.repeat(64));
      assert.deepEqual([lonely?.teams, lonely?.isDisabled], [[], false]);
      assert.deepEqual(
        (await tokens.list('carol')).map(({ id }) => id),
        ['tok_2'],
      );
    });
  });

  describe('many tokens of one account', () => {
    it('are read page by page, and those of others with its name are not among them', async () => {
      const { tokens } = store();
      const ids = ['tok_p1', 'tok_p2', 'tok_p3'];
      for (const [at, id] of ids.entries()) await tokens.put(token(id, String(at + 1), { account: 'paul' }));
      await tokens.put(token('tok_p4', '4', { account: 'paul', kind: 'serviceAccount' }));
      const of = { account: 'paul', kind: 'account' } as const;
      const page = async (after?: string) =>
        (await tokens.page(of, { limit: 2, ...(after === undefined ? {} : { after }) })).map(({ id }) => id);
      assert.deepEqual(await page(), ['tok_p1', 'tok_p2']);
      await tokens.delete('tok_p2');
      assert.deepEqual(await page('tok_p2'), ['tok_p3'], 'who revokes as they read loses nothing');
    });
  });

  describe('declared roles and bindings', () => {
    it('are replaced all at once, because half of them would allow what nobody declared', async () => {
      const { grants } = store();
      await grants.replaceAll([grant('RoleBinding', 'sales'), grant('Role', 'closer')]);
      assert.deepEqual(await grants.list(), [grant('Role', 'closer'), grant('RoleBinding', 'sales')]);
      await store().transaction(async (tables) => tables.grants.replaceAll([grant('Role', 'other')]));
      assert.deepEqual(await grants.list(), [grant('Role', 'other')]);
      await grants.replaceAll([]);
      assert.deepEqual(await grants.list(), []);
    });
  });

  describe('the audit', () => {
    it('is read newest first and by what one looks for, because there is a lot of it', async () => {
      const { audit } = store();
      await audit.add(act({ space: 'listed', account: 'ann' }));
      await audit.add(act({ space: 'listed', account: 'bob', decision: 'refused', at: 9 }));
      await audit.add(act({ space: 'listed', account: 'ann', at: 10 }));
      const accounts = async (filter: object, after?: string) =>
        (
          await audit.list(
            { space: 'listed', ...filter },
            { limit: 2, ...(after === undefined ? {} : { after }) },
          )
        ).map(({ account: by }) => by);
      assert.deepEqual(await accounts({}), ['ann', 'bob']);
      assert.deepEqual(await accounts({ decision: 'refused' }), ['bob']);
      assert.deepEqual(await accounts({ account: 'ann', since: 10 }), ['ann']);
      assert.deepEqual(await accounts({ until: 10 }), ['bob', 'ann']);
      assert.deepEqual(await accounts({ verb: 'no-such-verb' }), []);
      const [newest, next] = await audit.list({ space: 'listed' }, { limit: 2 });
      assert.deepEqual(await accounts({}, String(next?.seq)), ['ann']);
      assert.deepEqual(
        { ...newest, seq: 0 },
        { ...act({ space: 'listed', at: 10 }), seq: 0, link: null, hash: null },
      );
    });

    it('gives each link to one row and each row one link, because two processes may be at it', async () => {
      const { audit } = store();
      for (const row of await audit.unlinked(100)) await audit.link(row.seq, row.seq + 1000, 'x');
      await audit.add(act());
      await audit.add(act());
      const [first, second] = await audit.unlinked(10);
      assert.ok(first !== undefined && second !== undefined);
      assert.equal(await audit.link(first.seq, 1, 'hash-1'), true);
      assert.equal(await audit.link(first.seq, 2, 'hash-2'), false, 'the row has one');
      assert.equal(await audit.link(second.seq, 1, 'hash-1'), false, 'the link is taken');
      assert.equal(await audit.link(second.seq, 2, 'hash-2'), true);
      const chain = await audit.chain(1, 2);
      assert.deepEqual(
        chain.map(({ link, hash }) => [link, hash]),
        [
          [1, 'hash-1'],
          [2, 'hash-2'],
        ],
      );
      assert.ok(((await audit.last())?.link ?? 0) >= 2);
      assert.equal(await audit.cut(0, 1), 1);
      assert.equal(await audit.cut(0, 1), 0, 'what is gone is gone');
      assert.equal((await audit.chain(1, 1))[0]?.link, 2);
    });
  });
}
