// A team as Git declares it: a role for a person, and a sealed secret for an agent, through the whole server.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createClient } from '../../../cli/client/client.ts';
import { waitForState } from '../../../cli/client/wait.ts';
import type { TurnWithReplyView } from '../../../server/api/shapes/turn.ts';
import { sealText } from '../../../state/secrets/sealed-text.ts';
import { openRealRuntime, type RealRuntime } from '../../support/runtime/real-runtime.ts';

const CANARY = 'canary-4f1d9c7a2b';

const AGENT = `
import os

def process_message(message, context):
    print("the key is", os.environ["API_KEY"], flush=True)
    return str(len(os.environ["API_KEY"]))
`;

const space = (name: string) => `apiVersion: raworc.dev/v1\nkind: Space\nmetadata: { name: ${name} }\n`;

let runtime: RealRuntime;
before(async () => {
  runtime = await openRealRuntime();
});
after(() => runtime[Symbol.asyncDispose]());

test('whoever Git gives a role may do what it allows, where it does, and agents are given what was sealed', async () => {
  const { client } = runtime;
  const key = await client.get<{ recipient: string; installation: string }>('sealing-key');
  const place = { installation: key.installation, space: 'sales', name: 'API_KEY' };
  const sealed = await sealText(key.recipient, place, CANARY);
  const { result } = await runtime.apply({
    'spaces/sales/space.yaml': space('sales'),
    'spaces/legal/space.yaml': space('legal'),
    'spaces/sales/key.yaml': [
      'apiVersion: raworc.dev/v1',
      'kind: Secret',
      'metadata: { name: API_KEY, space: sales }',
      `spec: { sealed: ${sealed} }`,
      '',
    ].join('\n'),
    'spaces/sales/teller.yaml': [
      'apiVersion: raworc.dev/v1',
      'kind: Agent',
      'metadata: { name: teller, space: sales }',
      'spec: { source: { path: agents/teller }, secrets: [API_KEY] }',
      '',
    ].join('\n'),
    'agents/teller/raworc.json': '{ "runtime": "python3", "handler": "main.process_message" }',
    'agents/teller/main.py': AGENT,
    'access.yaml': [
      'apiVersion: raworc.dev/v1',
      'kind: RoleBinding',
      'metadata: { name: sales-people }',
      'spec: { role: developer, subjects: [{ account: ann }], spaces: [sales] }',
      '',
    ].join('\n'),
  });
  assert.equal(result, 'converged');

  const { token } = await client.post<{ token: string }>('tokens', { account: 'ann' });
  const ann = createClient({ url: runtime.url, token });
  const { items } = await ann.get<{ items: readonly { name: string }[] }>('spaces');
  assert.deepEqual(
    items.map(({ name }) => name),
    ['sales'],
    'lists show what may be seen',
  );
  await assert.rejects(ann.post('sessions', { space: 'legal' }), { code: 'FORBIDDEN' });
  await assert.rejects(ann.post('sync', {}), { code: 'FORBIDDEN' });

  const { id } = await ann.post<{ id: string }>('sessions', { space: 'sales' });
  await waitForState(ann, id, 'idle', 120);
  const turn = await ann.post<TurnWithReplyView>(
    `sessions/${id}/messages`,
    { content: 'hello' },
    { wait: 60 },
  );
  assert.equal(turn.items[0]?.content, String(CANARY.length));

  const told = await Promise.all(
    ['logs', 'events', 'messages', 'turns'].map((what) => ann.get<object>(`sessions/${id}/${what}`)),
  );
  const everything = JSON.stringify([...told, await client.get('audit'), await client.get('status')]);
  assert.match(everything, /the key is \[redacted\]/);
  assert.doesNotMatch(everything, new RegExp(CANARY));

  await runtime.apply({ 'access.yaml': '' });
  await assert.rejects(ann.post(`sessions/${id}/pause`), { code: 'SESSION_NOT_FOUND' });
});
