// `POST /spaces/{s}/route`: who would answer, without anybody being asked.

import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { timedOut } from '../../../runtime/sessions/routing/model/failure.ts';
import { createWorld, type Instance, type World } from '../../scenarios/sessions/world.ts';
import { createSmallApp, smallAppToken } from '../../support/server/small-app.ts';

const ECHO = 'def process_message(message, context):\n    return message\n';

let world: World;
let instance: Instance;
let app: Awaited<ReturnType<typeof createSmallApp>>;
beforeEach(async () => {
  world = await createWorld();
  await world.agent('clerk', ECHO, { description: 'Holidays, sick leave and payroll' });
  await world.agent('seller', ECHO, { description: 'Deals, customers and quotas' });
  instance = await world.start({ askModel: () => Promise.resolve(timedOut('5s')) });
  app = await createSmallApp(instance.sessions);
});
afterEach(async () => {
  await app.close();
  await world.end();
});

async function ask(body: object, space = world.space) {
  const answer = await app.inject({
    method: 'POST',
    url: `/api/v0/spaces/${space}/route`,
    headers: { authorization: `Bearer ${smallAppToken}` },
    payload: body,
  });
  return { status: answer.statusCode, body: answer.json<Record<string, unknown>>() };
}

const codeOf = ({ status, body }: Awaited<ReturnType<typeof ask>>) =>
  `${status} ${(body['error'] as { readonly code: string } | undefined)?.code}`;

test('the decision comes with its reason and with how everybody fits', async () => {
  await world.declareRouting({ default: 'clerk' });
  const { status, body } = await ask({ content: 'how many deals?' });
  assert.equal(status, 200);
  assert.deepEqual(body, {
    space: 'sales',
    decision: {
      agent: 'seller',
      by: 'lexical',
      confidence: 0.6,
      reason: 'What is said of it shares "deals" with the message.',
    },
    problem: null,
    candidates: [
      {
        agent: 'seller',
        score: (body['candidates'] as readonly { readonly score: number }[])[0]?.score,
        words: ['deals'],
        previous: false,
        default: false,
      },
      { agent: 'clerk', score: 0, words: [], previous: false, default: true },
    ],
  });
});

test('a session is looked at and not touched', async () => {
  await world.declareRouting({ default: 'clerk' });
  const { sessions } = instance;
  const { id } = await sessions.create({ space: world.space, by: 'admin' });
  const { turn } = await sessions.send(id, { content: '@seller hello', by: 'admin' });
  await sessions.waitTurn(turn.id, { timeoutMs: 10_000 });
  const before = await sessions.lastEvent(id);
  const { body } = await ask({ content: 'and then?', session: id });
  assert.equal((body['decision'] as { readonly by: string }).by, 'previous');
  assert.equal(
    (await ask({ content: 'and then?' })).body['problem'],
    null,
    'without it, the default answers',
  );
  assert.equal(await sessions.lastEvent(id), before);
});

test('where nothing decides it says what sending the message would say', async () => {
  const { status, body } = await ask({ content: 'hm' });
  assert.equal(status, 200);
  assert.equal(body['decision'], null);
  assert.equal((body['problem'] as { readonly code: string }).code, 'NO_AGENT');
  assert.equal((body['candidates'] as readonly unknown[]).length, 2);
});

test('a model is asked as it would be, unless it is left out', async () => {
  await world.declareRouting({
    default: 'clerk',
    model: { provider: 'openai', model: 'm', timeout: '5s', when: 'always' },
  });
  const fallbackOf = async (body: object) => {
    const { decision } = (await ask(body)).body as {
      readonly decision: { readonly fallback?: { readonly code: string } };
    };
    return decision.fallback?.code;
  };
  assert.equal(await fallbackOf({ content: 'hm' }), 'MODEL_TIMEOUT');
  assert.equal(await fallbackOf({ content: 'hm', model: false }), 'MODEL_NOT_ASKED');
  assert.equal(await fallbackOf({ content: '@seller hm' }), undefined);
});

test('what can’t be is refused by what it is', async () => {
  assert.equal(codeOf(await ask({ content: 'x' }, 'slaes')), '404 SPACE_NOT_FOUND');
  assert.equal(codeOf(await ask({ content: 'x', agent: 'selle' })), '404 AGENT_NOT_FOUND');
  assert.equal(codeOf(await ask({ content: 'x', session: 'nonsense' })), '404 SESSION_NOT_FOUND');
  assert.equal(codeOf(await ask({ content: '' })), '400 BAD_REQUEST');
  assert.equal(codeOf(await ask({ content: 'x', sesion: 'y' })), '400 BAD_REQUEST');
  const { spec } = (await world.store.spaces.get(world.space)) ?? {};
  const row = await world.store.spaces.get(world.space);
  assert.ok(row !== undefined && spec !== undefined);
  await world.store.spaces.insert({ ...row, name: 'other' });
  const { id } = await instance.sessions.create({ space: world.space, by: 'admin' });
  assert.equal(codeOf(await ask({ content: 'x', session: id }, 'other')), '422 SESSION_ELSEWHERE');
});
