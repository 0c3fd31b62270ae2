// Tokens that open nothing, over HTTP and over a WebSocket; and limited ones, which never make more of themselves.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { after, before, beforeEach, test } from 'node:test';
import { WebSocket } from 'ws';
import type { RaworcError } from '../../../state/model/errors.ts';
import type { SessionId } from '../../../state/model/ids.ts';
import { type AccessWorld, createAccessWorld, REACHED } from '../../support/server/access-world.ts';

let world: AccessWorld;
let session: SessionId;
let port: number;

before(async () => {
  world = await createAccessWorld();
  await world.bind([
    { account: 'ann', role: 'operator', spaces: ['sales', 'support'] },
    { account: 'root', role: 'admin', spaces: ['*'] },
  ]);
  session = await world.session('sales', 'ann');
  await world.app.listen({ port: 0, host: '127.0.0.1' });
  ({ port } = world.app.server.address() as AddressInfo);
});
after(() => world.close());

const ask = (url: string, headers: Record<string, string>) =>
  fetch(`http://127.0.0.1:${port}/api/v0${url}`, { headers });

/** The status that the server refuses an upgrade with, or 101. */
async function connect(headers: Record<string, string>): Promise<number> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/api/v0/sessions/${session}/exec`, { headers });
  return new Promise((resolve) => {
    socket.once('unexpected-response', (_request, { statusCode = 0 }) => {
      resolve(statusCode);
      socket.terminate();
    });
    socket.once('open', () => {
      resolve(101);
      socket.terminate();
    });
    socket.on('error', () => undefined);
  });
}

async function idOf(text: string): Promise<string> {
  const rows = await world.tokens.list();
  const found = rows.find(({ beginning }) => beginning !== null && text.startsWith(beginning));
  assert.ok(found);
  return found.id;
}

const bearer = (text: string) => ({ authorization: `Bearer ${text}` });

/** Each makes headers that carry no token that counts. */
const worthless: Readonly<Record<string, () => Promise<Record<string, string>>>> = {
  'no header': async () => ({}),
  'an expired one': async () => {
    const text = await world.token('ann', { expiresAt: world.clock.now() + 10 });
    await world.clock.advance(10);
    return bearer(text);
  },
  'a revoked one': async () => {
    const text = await world.token('ann');
    await world.tokens.revoke(await idOf(text));
    return bearer(text);
  },
  'a truncated one': async () => bearer((await world.token('ann')).slice(0, -1)),
  'one with a character more': async () => bearer(`${await world.token('ann')}A`),
  'one with a character changed': async () => {
    const text = await world.token('ann');
    return bearer(`${text.slice(0, 20)}${text[20] === 'A' ? 'B' : 'A'}${text.slice(21)}`);
  },
  'one in upper case': async () => bearer((await world.token('ann')).toUpperCase()),
  'one of another server': async () => {
    const other = await createAccessWorld();
    const text = await other.token('ann');
    await other.close();
    return bearer(text);
  },
  'one of a disabled account': async () => {
    const text = await world.token('carl');
    await world.accounts.change('account', 'carl', { isDisabled: true });
    return bearer(text);
  },
  'one of a deleted account': async () => {
    const text = await world.token('dora');
    await world.accounts.delete('account', 'dora');
    return bearer(text);
  },
  'another scheme': async () => ({ authorization: `Basic ${await world.token('ann')}` }),
  'no scheme': async () => ({ authorization: await world.token('ann') }),
  'two tokens': async () => bearer(`${await world.token('ann')} ${await world.token('ann')}`),
};

const said = new Set<string>();

for (const [what, headersOf] of Object.entries(worthless)) {
  test(`${what} opens nothing, by HTTP or WebSocket, and the answer does not say what was wrong`, async () => {
    const headers = await headersOf();
    const answer = await ask('/whoami', headers);
    assert.equal(answer.status, 401);
    const { error } = (await answer.json()) as { error: RaworcError };
    assert.equal(error.code, 'UNAUTHORIZED');
    assert.match(error.hint ?? '', /Bearer/);
    said.add(`${error.message} ${error.hint}`);
    assert.equal(said.size, 1);
    assert.equal(await connect(headers), 401);
  });
}

test('the right token opens both, or the others would show nothing', async () => {
  const headers = bearer(await world.token('ann'));
  assert.equal((await ask('/whoami', headers)).status, 200);
  assert.equal(await connect(headers), REACHED);
});

test('a token in the address opens nothing, because addresses are logged', async () => {
  const text = await world.token('ann');
  for (const name of ['token', 'access_token', 'authorization'])
    assert.equal((await ask(`/whoami?${name}=${text}`, {})).status, 401, name);
});

test('two headers open nothing, whichever of them is right, since something in front may have read the other', async () => {
  const right = bearer(await world.token('ann')).authorization;
  for (const two of [
    [right, 'Bearer wrong'],
    ['Bearer wrong', right],
    [right, right],
  ]) {
    const { request } = await import('node:http');
    const headers = two.flatMap((value) => ['Authorization', value]);
    const sent = request({
      port,
      host: '127.0.0.1',
      path: '/api/v0/whoami',
      headers: ['Host', 'x', ...headers],
    });
    sent.end();
    const [answer] = (await once(sent, 'response')) as [{ statusCode: number; resume(): void }];
    answer.resume();
    assert.equal(answer.statusCode, 401);
  }
});

/** As a limited token of somebody who may do everything. */
const limits = { scopes: [{ kind: 'Session', verb: 'get' }], spaces: ['sales'] } as const;
const attempts: readonly [string, string, string, object?][] = [
  ['look at what it is not for', 'GET', '/spaces/sales'],
  ['do what it is not for', 'POST', '/sessions/SESSION/pause'],
  ['look into another space', 'GET', '/spaces/support'],
  ['make a token that is not limited', 'POST', '/tokens', {}],
  ['make one with more scopes', 'POST', '/tokens', { scopes: ['*:*'], spaces: ['sales'] }],
  ['make one for more spaces', 'POST', '/tokens', { scopes: ['Session:get'], spaces: ['support'] }],
  ['make one for somebody else', 'POST', '/tokens', { account: 'root' }],
  ['list the tokens of its account', 'GET', '/tokens'],
  ['make an account', 'POST', '/accounts', { name: 'eve' }],
  ['give its account a login on GitHub', 'PATCH', '/accounts/account/root', { github_login: 'eve' }],
  ['disable an account', 'PATCH', '/accounts/account/ann', { disabled: true }],
  ['read the audit', 'GET', '/audit'],
];

for (const [what, method, url, payload] of attempts) {
  test(`a limited token can't ${what}, whatever its account may`, async () => {
    const text = await world.token('root', limits);
    const answer = await world.app.inject({
      method: method as 'GET',
      url: `/api/v0${url.replace('SESSION', session)}`,
      headers: bearer(text),
      ...(payload === undefined ? {} : { payload }),
    });
    assert.equal(answer.statusCode, 403);
    const { error } = answer.json<{ error: RaworcError }>();
    assert.equal(error.code, 'FORBIDDEN');
    assert.match(error.message, /^This token is /);
    assert.ok(error.hint);
  });
}

test('a token that may make tokens makes none that is wider than itself', async () => {
  const text = await world.token('root', { scopes: [{ kind: 'Token', verb: '*' }] });
  for (const payload of [{}, { scopes: ['*:*'] }, { scopes: ['Token:get', 'Session:get'] }]) {
    const answer = await world.app.inject({
      method: 'POST',
      url: '/api/v0/tokens',
      headers: bearer(text),
      payload,
    });
    assert.equal(answer.statusCode, 403);
    assert.equal(answer.json<{ error: RaworcError }>().error.code, 'TOKEN_TOO_WIDE');
  }
});

let seen = 0;
beforeEach(async () => {
  seen = (await world.audited(1))[0]?.seq ?? 0;
});

test('of requests without a token the audit has one row at once, and one with their number a minute later', async () => {
  await world.clock.advance(60_000);
  const [last] = await world.audited(1);
  for (let count = 0; count < 5; count += 1) await ask('/whoami', {});
  const isNew = ({ seq }: { seq: number }) => seq > Math.max(seen, last?.seq ?? 0);
  assert.deepEqual(
    (await world.audited()).filter(isNew).map(({ verb, decision, address }) => [verb, decision, address]),
    [['authenticate', 'refused', '127.0.0.1']],
  );
  await world.clock.advance(60_000);
  const told = world.app.inject({ url: '/health' });
  await told;
  const rows = (await world.audited()).filter(isNew);
  assert.equal(rows.length, 2);
  assert.match(rows[0]?.reason ?? '', /4 more requests/);
});

test('a crowd of addresses gets no row each, so that nobody fills the disk', async () => {
  await world.clock.advance(60_000);
  const [last] = await world.audited(1);
  for (let host = 0; host < 150; host += 1)
    await world.app.inject({ url: '/api/v0/whoami', remoteAddress: `10.0.0.${host}` });
  const rows = (await world.audited()).filter(({ seq }) => seq > (last?.seq ?? 0));
  assert.equal(rows.length, 100);
});
