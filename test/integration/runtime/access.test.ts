// Who may do what, through the whole server: limited tokens, accounts that nothing allows, and what is written down of it.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createClient, type Client } from '../../../cli/client/client.ts';
import type { RaworcError } from '../../../state/model/errors.ts';
import { openRealRuntime, type RealRuntime } from '../../support/runtime/real-runtime.ts';

interface MadeToken {
  readonly id: string;
  readonly token: string;
}

interface AuditPage {
  readonly items: readonly {
    readonly account: string;
    readonly verb: string;
    readonly kind: string;
    readonly decision: string;
  }[];
}

let runtime: RealRuntime;
let session: string;
const clientOf = (token: string): Client => createClient({ url: runtime.url, token });
const make = (body: object): Promise<MadeToken> => runtime.client.post<MadeToken>('tokens', body);

before(async () => {
  runtime = await openRealRuntime();
  await runtime.apply({
    'spaces/sales/space.yaml': 'apiVersion: raworc.dev/v1\nkind: Space\nmetadata: { name: sales }\n',
  });
  ({ id: session } = await runtime.client.post<{ id: string }>('sessions', { space: 'sales' }));
});
after(() => runtime[Symbol.asyncDispose]());

const refused = (work: Promise<unknown>, code: string): Promise<void> =>
  assert.rejects(work, (error: RaworcError) => {
    assert.equal(error.code, code);
    assert.ok(error.hint, 'whoever is refused is told what to do');
    return true;
  });

test('a token for one thing is good for that and for nothing else, because it may be stolen', async () => {
  const { token, id } = await make({ scopes: ['Session:get'], spaces: ['sales'], expires_in_seconds: 600 });
  const limited = clientOf(token);
  assert.equal((await limited.get<{ id: string }>(`sessions/${session}`)).id, session);
  await refused(limited.post(`sessions/${session}/pause`), 'FORBIDDEN');
  await refused(limited.get('spaces'), 'FORBIDDEN');
  await refused(limited.request('DELETE', `tokens/${id}`), 'TOKEN_NOT_FOUND');
  await refused(limited.post('tokens', { scopes: ['*:*'] }), 'FORBIDDEN');
  await runtime.client.request('DELETE', `tokens/${id}`);
  await refused(limited.get(`sessions/${session}`), 'UNAUTHORIZED');
});

test('an account that nothing allows anything is not told what there is', async () => {
  const { token } = await make({ account: 'eve' });
  const eve = clientOf(token);
  assert.equal((await eve.get<{ account: string }>('whoami')).account, 'eve');
  assert.equal(
    (await eve.post<{ allowed: boolean }>('can-i', { verb: 'list', kind: 'Space' })).allowed,
    false,
  );
  await refused(eve.get(`sessions/${session}`), 'SESSION_NOT_FOUND');
  await refused(eve.post('sessions', { space: 'sales' }), 'FORBIDDEN');
  await refused(eve.get('spaces/sales'), 'FORBIDDEN');
  await refused(eve.get('tokens?account=admin'), 'FORBIDDEN');
  await runtime.client.request('PATCH', 'accounts/account/eve', { body: { disabled: true } });
  await refused(eve.get('whoami'), 'UNAUTHORIZED');
});

test('every change and every refusal was written down, and the record is whole', async () => {
  const { items } = await runtime.client.get<AuditPage>('audit', { limit: 200 });
  const lines = items.map(({ account, verb, kind, decision }) => `${account} ${decision} ${verb} ${kind}`);
  for (const line of [
    'admin allowed create Session',
    'admin allowed create Token',
    'admin refused update Session',
    'eve refused get Session',
    'eve refused create Session',
    'admin allowed update Account',
  ])
    assert.ok(lines.includes(line), `${line} is missing among ${lines.join(', ')}`);
  assert.ok(!lines.includes('admin allowed get Session'), 'who only looks is not written down');
  assert.equal((await runtime.client.get<{ type: string }>('audit/verify')).type, 'whole');
});
