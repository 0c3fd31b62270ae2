// Who answers, in sessions that run: by what is said, by what was said before, and by a model that may fail or be slow.

import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import type { AskModel, ModelQuestion } from '../../../runtime/sessions/routing/model/ask-model.ts';
import { timedOut } from '../../../runtime/sessions/routing/model/failure.ts';
import type { ModelVerdict } from '../../../runtime/sessions/routing/route.ts';
import type { RoutingSpec } from '../../../schemas/kinds/routing.ts';
import type { SessionId } from '../../../state/model/ids.ts';
import { createWorld, type Instance, type World } from './world.ts';

const ECHO = 'def process_message(message, context):\n    return context["agent"] + ": " + message\n';
const TIMEOUT = { timeoutMs: 10_000 };

let world: World;
beforeEach(async () => {
  world = await createWorld();
  await world.agent('clerk', ECHO, { description: 'Holidays, sick leave and payroll' });
  await world.agent('seller', ECHO, { description: 'Deals, customers and quotas' });
});
afterEach(() => world.end());

const declare = (routing: RoutingSpec): Promise<void> => world.declareRouting(routing);

const byModel: RoutingSpec = {
  default: 'clerk',
  model: { provider: 'openai', model: 'small', timeout: '5s', when: 'always' },
};

async function open({ sessions }: Instance, agent?: string): Promise<SessionId> {
  const asked = { space: world.space, by: 'admin', ...(agent === undefined ? {} : { agent }) };
  const { id } = await sessions.create(asked);
  await sessions.waitState(id, ['idle'], TIMEOUT);
  return id;
}

async function say({ sessions }: Instance, id: SessionId, content: string) {
  const { turn } = await sessions.send(id, { content, by: 'admin' });
  const ended = await sessions.waitTurn(turn.id, TIMEOUT);
  return { accepted: turn, turn: ended.turn, reply: ended.reply?.content };
}

/** A model that waits until it is told what to answer. */
function slowModel() {
  const asked = Promise.withResolvers<ModelQuestion>();
  const verdict = Promise.withResolvers<ModelVerdict>();
  const askModel: AskModel = (question, { signal } = {}) => {
    asked.resolve(question);
    const aborted = Promise.withResolvers<ModelVerdict>();
    signal?.addEventListener('abort', () => aborted.resolve(timedOut('5s')), { once: true });
    return Promise.race([verdict.promise, aborted.promise]);
  };
  return { askModel, asked: asked.promise, answer: verdict.resolve };
}

const chose = (agent: string): ModelVerdict => ({
  type: 'chosen',
  agent,
  confidence: 0.9,
  reason: 'It said so.',
});

async function decisionsOf({ sessions }: Instance, id: SessionId) {
  const log = await sessions.log(id, 0, 200);
  return log.flatMap(({ type, data }) => (type === 'route.decided' ? [data] : []));
}

test('a conversation goes to whom its words mean, stays there, and moves on when they mean another', async () => {
  await declare({ default: 'clerk', rules: [{ agent: 'clerk', contains: ['urgent'] }] });
  const instance = await world.start({ askModel: () => assert.fail('nobody declared a model') });
  const id = await open(instance);
  const spoken = [
    ['hello', 'clerk', 'default'],
    ['how many deals did we close?', 'seller', 'lexical'],
    ['and what about Q4?', 'seller', 'previous'],
    ['urgent: call me', 'clerk', 'rule'],
    ['@seller thanks', 'seller', 'mention'],
    ['go on', 'seller', 'previous'],
    ['how many holidays do I have left?', 'clerk', 'lexical'],
  ] as const;
  for (const [content, agent, by] of spoken) {
    const { turn } = await say(instance, id, content);
    assert.equal(`${turn.route?.agent} by ${turn.route?.by}`, `${agent} by ${by}`, content);
  }
});

test('a session that was made for an agent keeps to it', async () => {
  const instance = await world.start();
  const id = await open(instance, 'clerk');
  assert.equal((await say(instance, id, 'how many deals did we close?')).reply?.split(':')[0], 'clerk');
  assert.equal((await say(instance, id, '@seller how many?')).reply, 'seller: how many?');
  assert.equal((await say(instance, id, 'thanks')).reply, 'clerk: thanks');
});

test('what is said of an agent from now on counts at once', async () => {
  await declare({ default: 'clerk' });
  const instance = await world.start();
  const id = await open(instance);
  assert.equal((await say(instance, id, 'where is my invoice?')).turn.route?.by, 'default');
  const { goodManifest } = (await world.store.agents.get(world.space, 'seller')) ?? {};
  const told = { goodManifest: { ...(goodManifest as object), description: 'Invoices' } };
  await world.store.agents.update(world.space, 'seller', told, Date.now());
  assert.equal((await say(instance, id, 'where is my invoice?')).reply, 'seller: where is my invoice?');
});

test('a message is accepted before the model is asked, and the turn then shows what it chose', async () => {
  await declare(byModel);
  const { askModel, asked, answer } = slowModel();
  const instance = await world.start({ askModel });
  const id = await open(instance);
  const { turn } = await instance.sessions.send(id, { content: 'holidays', by: 'admin' });
  assert.equal(turn.route, null);
  const question = await asked;
  assert.deepEqual(
    question.agents.map(({ name }) => name),
    ['clerk', 'seller'],
  );
  assert.equal((await instance.sessions.turn(turn.id)).turn.route, null, 'it is still asked');
  answer(chose('seller'));
  const { turn: ended, reply } = await instance.sessions.waitTurn(turn.id, TIMEOUT);
  assert.equal(reply?.content, 'seller: holidays');
  assert.deepEqual(ended.route, { agent: 'seller', by: 'model', confidence: 0.9, reason: 'It said so.' });
  assert.equal((await instance.sessions.message(turn.messageId)).agent, 'seller');
  const types = (await instance.sessions.log(id, 0, 100)).map(({ type }) => type);
  assert.deepEqual(types.slice(2), [
    'user.message',
    'route.decided',
    'turn.started',
    'session.busy',
    'agent.message',
    'session.idle',
  ]);
});

test('what a person says outright is not put before a model', async () => {
  await declare(byModel);
  const instance = await world.start({ askModel: () => assert.fail('somebody was named') });
  const id = await open(instance);
  const { accepted, reply } = await say(instance, id, '@seller hello');
  assert.equal(accepted.route?.by, 'mention');
  assert.equal(reply, 'seller: hello');
});

test('a model that fails is noted, and the words decide', async () => {
  await declare(byModel);
  const instance = await world.start({ askModel: () => Promise.resolve(timedOut('5s')) });
  const id = await open(instance);
  const { turn } = await say(instance, id, 'deals of this week');
  assert.equal(turn.route?.agent, 'seller');
  assert.equal(turn.route?.by, 'lexical');
  assert.deepEqual(turn.route?.fallback, {
    from: 'model',
    code: 'MODEL_TIMEOUT',
    message: 'The model did not answer within 5s.',
  });
  const [decided] = await decisionsOf(instance, id);
  assert.deepEqual(decided?.fallback, turn.route?.fallback, 'the log has it too');
});

test('where the model fails and nothing else decides, the turn says both', async () => {
  const { model } = byModel;
  assert.ok(model !== undefined);
  await declare({ model });
  const instance = await world.start({ askModel: () => Promise.resolve(timedOut('5s')) });
  const id = await open(instance);
  const { turn } = await say(instance, id, 'hm');
  assert.equal(turn.state, 'failed');
  assert.equal(turn.error?.code, 'NO_AGENT');
  assert.match(turn.error?.message ?? '', /did not answer within 5s/);
  assert.equal((await instance.sessions.get(id)).state, 'idle', 'the session goes on');
});

test('a runtime that is killed while the model thinks leaves a turn that the next one routes, once', async () => {
  await declare(byModel);
  const first = slowModel();
  const before = await world.start({ askModel: first.askModel });
  const id = await open(before);
  const { turn } = await before.sessions.send(id, { content: 'holidays', by: 'admin' });
  await first.asked;
  await before.kill();
  first.answer(chose('clerk'));
  const after = await world.start({ askModel: () => Promise.resolve(chose('seller')) });
  const { reply } = await after.sessions.waitTurn(turn.id, TIMEOUT);
  assert.equal(reply?.content, 'seller: holidays');
  assert.equal((await decisionsOf(after, id)).length, 1);
});

test('one that was killed after the choice was written down does not choose again', async () => {
  await declare(byModel);
  const routed = Promise.withResolvers<void>();
  const before = await world.start({
    askModel: () => Promise.resolve(chose('seller')),
    checkpoint: (name) => (name === 'turn.routed' ? (routed.resolve(), new Promise(() => {})) : undefined),
  });
  const id = await open(before);
  const { turn } = await before.sessions.send(id, { content: 'holidays', by: 'admin' });
  await routed.promise;
  await before.kill();
  const after = await world.start({ askModel: () => assert.fail('it was chosen already') });
  const { reply } = await after.sessions.waitTurn(turn.id, TIMEOUT);
  assert.equal(reply?.content, 'seller: holidays');
  assert.equal((await decisionsOf(after, id)).length, 1);
});

test('a turn that is cancelled while the model thinks stays cancelled, and the next message goes on', async () => {
  await declare(byModel);
  const { askModel, asked } = slowModel();
  let isFirst = true;
  const instance = await world.start({
    askModel(question, wait) {
      if (!isFirst) return Promise.resolve(chose('clerk'));
      isFirst = false;
      return askModel(question, wait);
    },
  });
  const id = await open(instance);
  const { turn } = await instance.sessions.send(id, { content: 'holidays', by: 'admin' });
  await asked;
  await instance.sessions.cancelTurn(turn.id, 'admin');
  const next = await say(instance, id, 'again');
  assert.equal(next.reply, 'clerk: again');
  const { turn: cancelled } = await instance.sessions.turn(turn.id);
  assert.equal(cancelled.state, 'cancelled');
  assert.equal(cancelled.route, null);
  assert.equal((await decisionsOf(instance, id)).length, 1);
});

test('two messages in a row are answered in their order, though the model is asked for each', async () => {
  await declare(byModel);
  const asked: string[] = [];
  const instance = await world.start({
    askModel({ content, previous }) {
      asked.push(`${content} after ${previous}`);
      return Promise.resolve(chose(content === 'one' ? 'seller' : 'clerk'));
    },
  });
  const id = await open(instance);
  const { sessions } = instance;
  await sessions.send(id, { content: 'one', by: 'admin' });
  const { turn } = await sessions.send(id, { content: 'two', by: 'admin' });
  await sessions.waitTurn(turn.id, TIMEOUT);
  const said = await sessions.messages(id, { limit: 10 });
  assert.deepEqual(
    said.filter(({ role }) => role === 'agent').map(({ content }) => content),
    ['seller: one', 'clerk: two'],
  );
  assert.deepEqual(
    asked,
    ['one after null', 'two after seller'],
    'the second knows what became of the first',
  );
});
