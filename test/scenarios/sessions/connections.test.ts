// Turns over real connections: readers that go and come back.

import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import type { SessionId, TurnId } from '../../../state/model/ids.ts';
import { serveSessions, type SessionApi } from '../../support/sessions/session-api.ts';
import { createWorld, type Instance, type World } from './world.ts';

/** Says the words before the colon one by one, then waits for the file that the rest names. */
const TELLER = `
import os, time

def process_message(message, context):
    words, _, file = message.partition(":")
    for word in words.split():
        yield word + " "
    while file and not os.path.exists(os.path.join(context["workspace"], file)):
        time.sleep(0.005)
    yield "end"
`;

const WAIT = { timeoutMs: 20_000 };

let world: World;
let instance: Instance;
let api: SessionApi;
let id: SessionId;

beforeEach(async () => {
  world = await createWorld();
  await world.agent('teller', TELLER);
  instance = await world.start();
  api = await serveSessions(instance.sessions);
  ({ id } = await instance.sessions.create({ space: world.space, agent: 'teller', by: 'admin' }));
  await instance.sessions.waitState(id, ['idle'], WAIT);
});
afterEach(async () => {
  await api.close();
  await world.end();
});

const answer = (file: string): void => world.writeWorkspaceFile(id, file, '');
const messages = (query = ''): string => `sessions/${id}/messages${query}`;

interface Heard {
  readonly event: string;
  readonly data: { readonly turn_id?: string; readonly text?: string; readonly data?: { content?: string } };
}

async function takeUntil(events: AsyncGenerator, fits: (heard: Heard) => boolean): Promise<readonly Heard[]> {
  const heard: Heard[] = [];
  for (;;) {
    const { value, done } = await events.next();
    if (done === true)
      throw new Error(`The stream ended after ${heard.map(({ event }) => event).join(', ')}`);
    heard.push(value as Heard);
    if (fits(value as Heard)) return heard;
  }
}

const isDelta = ({ event }: Heard) => event === 'agent.delta' || event === 'agent.partial';
const isText = (text: string) => (heard: Heard) => isDelta(heard) && heard.data.text === text;

async function endOf(turn: string): Promise<string> {
  const { turn: row } = await instance.sessions.waitTurn(turn as TurnId, WAIT);
  return row.error?.code ?? row.state;
}

test('the answer to a message that is streamed names its turn, so that a broken connection can be taken up again', async () => {
  const broken = new AbortController();
  const { response, events } = await api.stream('POST', messages(), {
    body: { content: 'one two:go' },
    signal: broken.signal,
  });
  const turn = response.headers.get('raworc-turn') ?? '';
  await takeUntil(events, isText('two '));
  broken.abort();
  const again = await api.stream('GET', `sessions/${id}/events`, { headers: { 'last-event-id': '4' } });
  const whole = await takeUntil(again.events, isDelta);
  assert.deepEqual(whole.at(-1), {
    id: undefined,
    event: 'agent.partial',
    data: { turn_id: turn, agent: 'teller', text: 'one two ' },
  });
  answer('go');
  const rest = await takeUntil(again.events, ({ event }) => event === 'agent.message');
  assert.deepEqual(
    rest.map(({ event }) => event),
    ['agent.delta', 'agent.message'],
  );
  assert.equal(await endOf(turn), 'done');
});

for (const [how, query, accept] of [
  ['follows', '', 'text/event-stream'],
  ['waits for', '?wait=60', 'application/json'],
] as const) {
  test(`a turn goes on when whoever ${how} it goes, unless it was to be cancelled then`, async () => {
    for (const [on_disconnect, end] of [
      ['continue', 'done'],
      ['cancel', 'CANCELLED'],
    ] as const) {
      const leaving = new AbortController();
      const body = { content: `x:${on_disconnect}`, on_disconnect };
      const sent = api.request('POST', messages(query), {
        body,
        headers: { accept },
        signal: leaving.signal,
      });
      const row = await startedTurn(on_disconnect === 'continue' ? 1 : 2);
      leaving.abort();
      await sent.then(
        () => undefined,
        () => undefined,
      );
      if (on_disconnect === 'continue') answer('continue');
      assert.equal(await endOf(row), end);
    }
  });
}

/** The turn that was started as the n-th. */
async function startedTurn(n: number): Promise<string> {
  let count = 0;
  for await (const event of instance.sessions.events(id, { after: 0, signal: AbortSignal.timeout(20_000) })) {
    if (event.type === 'turn.started' && (count += 1) === n) return event.data.turn_id;
  }
  throw new Error('It was not started.');
}

test('a server that ends does not cancel what its readers follow', async () => {
  const { response } = await api.stream('POST', messages(), {
    body: { content: 'one:go', on_disconnect: 'cancel' },
  });
  await startedTurn(1);
  await api.close();
  answer('go');
  assert.equal(await endOf(response.headers.get('raworc-turn') ?? ''), 'done');
  api = await serveSessions(instance.sessions);
});

test('a message that is repeated with its key is streamed from its beginning, though it was answered long ago', async () => {
  const headers = { 'idempotency-key': 'k' };
  const body = { content: 'one' };
  const first = await api.stream('POST', messages(), { body, headers });
  await takeUntil(first.events, ({ event }) => event === 'agent.message');
  const again = await api.stream('POST', messages(), { body, headers });
  const heard = await takeUntil(again.events, ({ event }) => event === 'agent.message');
  assert.equal(again.response.headers.get('raworc-turn'), first.response.headers.get('raworc-turn'));
  assert.deepEqual(
    heard.map(({ event }) => event),
    ['user.message', 'route.decided', 'turn.started', 'agent.message'],
  );
  const other = await api.request('POST', messages(), { body: { content: 'two' }, headers });
  assert.equal(other.status, 409);
  const { error } = (await other.json()) as { error: { code: string; hint: string } };
  assert.equal(error.code, 'IDEMPOTENCY_KEY_TAKEN');
  assert.ok(error.hint);
});

test('turns are listed newest first with what there is to know of each, page by page', async () => {
  for (const content of ['one', 'two', 'three']) {
    await api.request('POST', messages('?wait=20'), { body: { content } });
  }
  const list = async (query: string) =>
    (await (await api.request('GET', `sessions/${id}/turns${query}`)).json()) as {
      items: readonly Record<string, unknown>[];
      next: string | null;
    };
  const first = await list('?limit=2');
  const second = await list(`?limit=2&after=${first.next}`);
  assert.deepEqual([first.items.length, second.items.length, second.next], [2, 1, null]);
  const [newest] = first.items;
  assert.ok(newest);
  const { id: turn, durations, route, ...known } = newest;
  assert.deepEqual(
    [known['state'], known['agent'], known['attempt'], known['via'], known['usage']],
    ['done', 'teller', 1, 'message', null],
  );
  assert.equal((route as { by: string }).by, 'default');
  for (const ms of Object.values(durations as Record<string, unknown>)) assert.equal(typeof ms, 'number');
  assert.equal((await list('?state=queued,running')).items.length, 0);
  assert.equal((await api.request('GET', `sessions/${id}/turns?state=over`)).status, 400);
  const other = await instance.sessions.create({ space: world.space, by: 'admin' });
  assert.equal((await api.request('GET', `sessions/${other.id}/turns/${String(turn)}`)).status, 404);
});

test('a log is not followed from behind its end, for nothing would ever come', async () => {
  const headers = { 'last-event-id': '999', accept: 'text/event-stream' };
  const refused = await api.request('GET', `sessions/${id}/events`, { headers });
  assert.equal(refused.status, 400);
});

test('who changes what somebody else has changed meanwhile is told so, because the other’s change would be lost', async () => {
  const tag = async (): Promise<string> =>
    String((await api.request('GET', `sessions/${id}`)).headers.get('etag'));
  const describe = (of: string, match?: string) =>
    api.request('PATCH', `sessions/${id}`, {
      body: { metadata: { of } },
      ...(match === undefined ? {} : { headers: { 'if-match': match } }),
    });
  const seen = await tag();
  assert.match(seen, /^"[\w-]{27}"$/);
  assert.equal((await describe('mine', seen)).status, 200);
  const lost = await describe('theirs', seen);
  assert.equal(lost.status, 412);
  const { error } = (await lost.json()) as { error: { code: string } };
  assert.equal(error.code, 'PRECONDITION_FAILED');
  assert.deepEqual((await instance.sessions.get(id)).metadata, { of: 'mine' });
  assert.equal((await describe('anybody’s')).status, 200);
  assert.equal((await describe('again', await tag())).status, 200);
});
