// Tokens: who they stand for, and the one in the administrator's file.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { ensureAdminToken } from '../../../state/access/admin-token.ts';
import { createTokens, type Tokens } from '../../../state/access/tokens.ts';
import { openStore } from '../../../state/store/open.ts';
import type { Store } from '../../../state/store/store.ts';
import { createManualClock, type ManualClock } from '../../support/manual-clock.ts';

describe('tokens', () => {
  let store: Store;
  let clock: ManualClock;
  let tokens: Tokens;
  let home: string;
  beforeEach(async () => {
    home = mkdtempSync(join(tmpdir(), 'raworc-tokens-'));
    store = await openStore('sqlite::memory:', { random: randomBytes });
    clock = createManualClock();
    tokens = createTokens({ store, clock, random: randomBytes });
  });
  afterEach(async () => {
    await store.close();
    rmSync(home, { recursive: true, force: true });
  });

  const robot = { account: 'robot', kind: 'serviceAccount', by: 'admin' } as const;
  const accountOf = async (text: string) => (await tokens.verify(text))?.account;

  it('stand for their account until they are revoked, because that is all they are for', async () => {
    const { text, row } = await tokens.issue(robot);
    assert.match(text, /^raworc_[\w-]{43}$/);
    assert.deepEqual(await tokens.verify(text), {
      account: 'robot',
      kind: 'serviceAccount',
      teams: [],
      scopes: null,
      spaces: null,
    });
    assert.equal(await accountOf(`${text.slice(0, -1)}${text.endsWith('A') ? 'B' : 'A'}`), undefined);
    for (const odd of ['', 'raworc_', 'admin', `${text} `, 'x'.repeat(1_000_000)]) {
      assert.equal(await tokens.verify(odd), undefined);
    }
    await tokens.revoke(row.id);
    assert.equal(await tokens.verify(text), undefined);
    await assert.rejects(tokens.revoke(row.id), { code: 'TOKEN_NOT_FOUND' });
  });

  it('carry what they are limited to, because a token for one job should not be good for others', async () => {
    const scopes = [{ kind: 'Session', verb: 'talk' }] as const;
    const { text } = await tokens.issue({ ...robot, scopes, spaces: ['sales'] });
    const subject = await tokens.verify(text);
    assert.deepEqual([subject?.scopes, subject?.spaces], [scopes, ['sales']]);
  });

  it('open nothing while their account is disabled, because people leave and their tokens stay', async () => {
    const { text } = await tokens.issue(robot);
    await store.accounts.update('serviceAccount', 'robot', { disabledAt: clock.now() });
    assert.equal(await tokens.verify(text), undefined);
    await assert.rejects(tokens.issue(robot), { code: 'ACCOUNT_DISABLED' });
    await store.accounts.update('serviceAccount', 'robot', { disabledAt: null });
    assert.equal(await accountOf(text), 'robot');
  });

  it('are over when they expire, because people forget to revoke them', async () => {
    const { text } = await tokens.issue({ ...robot, expiresAt: clock.now() + 10 });
    assert.equal(await accountOf(text), 'robot');
    await clock.advance(10);
    assert.equal(await accountOf(text), undefined);
  });

  it('are stored as hashes only, because a copy of the database must not open the door', async () => {
    const { text, row } = await tokens.issue(robot);
    const stored = JSON.stringify(await store.tokens.list());
    assert.doesNotMatch(stored, new RegExp(text.slice(12)));
    assert.ok(text.startsWith(row.beginning ?? '-'), 'people tell them apart by their beginning');
  });

  it('of the administrator is made once and left for the CLI, readable by its owner only', async () => {
    const first = await ensureAdminToken({ home, tokens, random: randomBytes });
    assert.equal(statSync(first.path).mode & 0o777, 0o600);
    assert.equal(readFileSync(first.path, 'utf8').trim(), first.token);
    assert.deepEqual(await ensureAdminToken({ home, tokens, random: randomBytes }), first);
    assert.equal(await accountOf(first.token), 'admin');
    const told = await store.audit.list({ via: 'runtime' }, { limit: 9 });
    assert.deepEqual(
      told.map(({ verb, kind, name }) => [verb, kind, name]),
      [['create', 'Token', 'admin']],
      'once, however often the server starts',
    );
  });

  it('of the administrator is replaced by deleting its file, because that is how one that leaked is ended', async () => {
    const leaked = await ensureAdminToken({ home, tokens, random: randomBytes });
    rmSync(leaked.path);
    const fresh = await ensureAdminToken({ home, tokens, random: randomBytes });
    assert.equal(await accountOf(leaked.token), undefined);
    assert.equal(await accountOf(fresh.token), 'admin');
  });

  it('of the administrator is refused where others may read it or where it is none', async () => {
    const { path } = await ensureAdminToken({ home, tokens, random: randomBytes });
    chmodSync(path, 0o644);
    const ensure = () => ensureAdminToken({ home, tokens, random: randomBytes });
    await assert.rejects(ensure(), { code: 'ADMIN_TOKEN_EXPOSED' });
    chmodSync(path, 0o600);
    writeFileSync(path, 'password\n');
    await assert.rejects(ensure(), { code: 'ADMIN_TOKEN_INVALID' });
  });
});
