// What rows of the audit tell of a change: digests that can be compared, and that tell nothing of a secret.

import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { aSpace } from '../../support/rows.ts';
import { type AccessWorld, createAccessWorld } from '../../support/server/access-world.ts';

describe('the row of a change', () => {
  let world: AccessWorld;
  let token: string;
  before(async () => {
    world = await createAccessWorld();
    await world.bind([{ account: 'root', role: 'admin', spaces: ['*'] }]);
    await world.store.spaces.insert(aSpace({ name: 'sales', specDigest: 'as-declared' }));
    token = await world.token('root');
  });
  after(() => world.close());

  async function row(method: string, url: string, payload?: object) {
    const headers = { authorization: `Bearer ${token}` };
    const asked = { method: method as 'PUT', url: `/api/v0${url}`, headers };
    await world.app.inject(payload === undefined ? asked : { ...asked, payload });
    const [newest] = await world.audited(1);
    assert.equal(newest?.decision, 'allowed');
    return { before: newest.before, after: newest.after };
  }

  it('says the same of the same secret and never what a value by itself has as its hash, or it could be guessed', async () => {
    const first = await row('PUT', '/spaces/sales/secrets/KEY', { value: 'swordfish' });
    assert.equal(first.before, null);
    assert.match(first.after ?? '', /^[0-9a-f]{64}$/);
    await world.secrets.set('sales', 'KEY', 'swordfish', 'root');
    const second = await row('PUT', '/spaces/sales/secrets/KEY', { value: 'other' });
    assert.equal(second.before, first.after);
    assert.notEqual(second.after, first.after);
    assert.notEqual(first.after, hash('sha256', 'swordfish'));
    const elsewhere = await row('PUT', '/spaces/sales/secrets/ELSE', { value: 'swordfish' });
    assert.notEqual(elsewhere.after, first.after);
    const gone = await row('DELETE', '/spaces/sales/secrets/KEY');
    assert.deepEqual(gone, { before: first.after, after: null });
  });

  it('links what an account was to what it becomes, so that a change can be followed through the chain', async () => {
    const made = await row('POST', '/accounts', { name: 'ann', github_login: 'Ann' });
    await world.accounts.create({ name: 'ann', kind: 'account', githubLogin: 'Ann', by: 'root' });
    const disabled = await row('PATCH', '/accounts/account/ann', { disabled: true });
    assert.equal(disabled.before, made.after);
    await world.accounts.change('account', 'ann', { isDisabled: true });
    const deleted = await row('DELETE', '/accounts/account/ann');
    assert.deepEqual(deleted, { before: disabled.after, after: null });
  });

  it('has the same digest for a token when it is made and when it is revoked', async () => {
    const asked = { purpose: 'laptop', scopes: ['Session:*'], expires_in_seconds: 60 };
    const { after: made } = await row('POST', '/tokens', asked);
    const { row: there } = await world.tokens.issue({
      account: 'root',
      kind: 'account',
      by: 'root',
      purpose: 'laptop',
      scopes: [{ kind: 'Session', verb: '*' }],
      expiresAt: world.clock.now() + 60_000,
    });
    assert.deepEqual(await row('DELETE', `/tokens/${there.id}`), { before: made, after: null });
  });

  it('compares metadata whatever the order of its fields', async () => {
    const id = await world.session('sales', 'root');
    const { after: one } = await row('PATCH', `/sessions/${id}`, { metadata: { a: 1, b: 2 } });
    const { after: two } = await row('PATCH', `/sessions/${id}`, { metadata: { b: 2, a: 1 } });
    assert.equal(one, two);
  });

  it('leaves open what only carrying it out finds, because a guess would be no evidence', async () => {
    assert.deepEqual(await row('POST', '/spaces/sales/rollback', {}), { before: null, after: null });
    const held = await row('PUT', '/spaces/sales/hold', { revision: 'abc', reason: 'release' });
    const hold = { revision: 'abc', reason: 'release', by: 'root', at: 1 };
    await world.store.spaces.update('sales', { hold }, 1);
    assert.deepEqual(await row('DELETE', '/spaces/sales/hold'), { before: held.after, after: null });
  });

  it('has of a declared document the digest that the row of its commit has', async () => {
    const { before: there, after: sent } = await row('PUT', '/spaces/sales', { spec: { agent: 'x' } });
    assert.equal(there, 'as-declared');
    assert.notEqual(sent, null);
  });

  it('is written for a request that is wrong in itself too', async () => {
    const refused = await row('PUT', '/spaces/nowhere/hold', {});
    assert.deepEqual(refused, { before: null, after: null });
  });
});

describe('a token of somebody else', () => {
  it('is revoked by nobody who may not, with the answer that an unknown one gets', async () => {
    const world = await createAccessWorld();
    const headers = { authorization: `Bearer ${await world.token('ann')}` };
    await world.token('bob');
    const [bobs] = await world.tokens.list('bob');
    const ask = async (id: string) => {
      const answer = await world.app.inject({ method: 'DELETE', url: `/api/v0/tokens/${id}`, headers });
      return [
        answer.statusCode,
        answer.body.replaceAll(id, 'ID').replaceAll(/req[-_]\w+|[0-9a-f-]{36}/g, ''),
      ];
    };
    assert.deepEqual(await ask(bobs?.id ?? ''), await ask('tok_000000000000000000'));
    assert.equal((await world.audited(1))[0]?.decision, 'refused');
    await world.close();
  });
});
