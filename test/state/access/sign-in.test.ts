// Links that sign a browser in: they work once, soon are over, and give nobody more than they had.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { createSignIn } from '../../../state/access/sign-in.ts';
import { createTokens } from '../../../state/access/tokens.ts';
import { openStore } from '../../../state/store/open.ts';
import type { RaworcError } from '../../../state/model/errors.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import { root } from '../../support/server/open-access.ts';

async function setUp() {
  const store = await openStore('sqlite::memory:', { random: randomBytes });
  const clock = createManualClock();
  const tokens = createTokens({ store, clock, random: randomBytes });
  return { clock, tokens, signIn: createSignIn({ tokens, clock }) };
}

const over = (error: RaworcError) => error.code === 'SIGN_IN_OVER';

test('a link becomes a token of its account for some hours', async () => {
  const { clock, tokens, signIn } = await setUp();
  const { code } = await signIn.link({ ...root, account: 'ann', spaces: ['sales'] });
  const { text } = await signIn.redeem(code);
  const subject = await tokens.verify(text);
  assert.deepEqual([subject?.account, subject?.scopes, subject?.spaces], ['ann', null, ['sales']]);
  await clock.advance(12 * 3_600_000);
  assert.equal(await tokens.verify(text), undefined);
});

test('it works once, whoever finds it in a history later', async () => {
  const { tokens, signIn } = await setUp();
  const { code } = await signIn.link(root);
  const tries = await Promise.allSettled([signIn.redeem(code), signIn.redeem(code), signIn.redeem(code)]);
  assert.equal(tries.filter(({ status }) => status === 'fulfilled').length, 1);
  await assert.rejects(signIn.redeem(code), over);
  assert.equal(await tokens.verify(code), undefined);
});

test('after two minutes it is over', async () => {
  const { clock, signIn } = await setUp();
  const { code } = await signIn.link(root);
  await clock.advance(120_000);
  await assert.rejects(signIn.redeem(code), over);
});

test('by itself it allows nothing, for it stands in an address', async () => {
  const { tokens, signIn } = await setUp();
  const { code } = await signIn.link(root);
  assert.deepEqual((await tokens.verify(code))?.scopes, []);
});

test('no other token can be redeemed, however it is made to look, or a limited one would make itself wider', async () => {
  const { tokens, signIn } = await setUp();
  const { text } = await tokens.issue({
    account: 'ann',
    kind: 'account',
    purpose: 'A link to sign in, once',
    scopes: [],
    by: 'ann',
  });
  await assert.rejects(signIn.redeem(text), over);
  await assert.rejects(
    signIn.link({ ...root, scopes: [{ kind: 'Token', verb: 'create' }] }),
    (error: RaworcError) => error.code === 'SIGN_IN_LIMITED',
  );
});
