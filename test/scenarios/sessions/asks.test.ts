// Several agents in a turn: asked, asked at once, handed over to; refused where it would not end.

import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import type { SessionId, TurnId } from '../../../state/model/ids.ts';
import type { LoggedEvent, StreamedDelta } from '../../../state/model/session-event.ts';
import { TALKER } from '../../support/sessions/talker.ts';
import { createWorld, type Instance, type World } from './world.ts';

const WAIT = { timeoutMs: 30_000 };
const AGENTS = ['a', 'b', 'c', 'd'];

let world: World;
let instance: Instance;
let id: SessionId;

beforeEach(async () => {
  world = await createWorld();
  for (const agent of AGENTS) await world.agent(agent, TALKER);
  instance = await world.start();
  ({ id } = await instance.sessions.create({ space: world.space, agent: 'a', by: 'ada' }));
  await instance.sessions.waitState(id, ['idle'], WAIT);
});
afterEach(() => world.end());

async function say(content: string, agent = 'a') {
  const { turn } = await instance.sessions.send(id, { content, agent, by: 'ada' });
  return turn.id;
}
const end = (turn: TurnId) => instance.sessions.waitTurn(turn, WAIT);
async function reply(content: string, agent = 'a'): Promise<string | undefined> {
  const { turn, reply } = await end(await say(content, agent));
  return reply?.content ?? turn.error?.code;
}
const log = () => instance.sessions.log(id, 0, 1000);

/** Until an agent has printed that line: its handler runs then. */
async function printed(line: string): Promise<void> {
  const signal = AbortSignal.timeout(20_000);
  for await (const { text } of instance.sessions.logs(id, { follow: true, signal }))
    if (text === line) return;
  assert.fail(`${line} was not printed`);
}

/** Until so many events of the type are in the log. */
async function logged<T extends LoggedEvent['type']>(
  type: T,
  count = 1,
): Promise<readonly Extract<LoggedEvent, { type: T }>[]> {
  const found: Extract<LoggedEvent, { type: T }>[] = [];
  const signal = AbortSignal.timeout(20_000);
  for await (const event of instance.sessions.events(id, { after: 0, signal })) {
    if (event.type === type) found.push(event as Extract<LoggedEvent, { type: T }>);
    if (found.length === count) break;
  }
  assert.equal(found.length, count, `${type} came`);
  return found;
}

/** What a person may rely on, whatever happened. */
async function isAtRest(): Promise<void> {
  await instance.sessions.waitState(id, ['idle'], WAIT);
  assert.equal(await world.store.turns.countUnfinished(id), 0, 'no turn is left');
  assert.deepEqual(await world.store.tasks.unfinished('turn'), []);
  assert.deepEqual(await world.store.tasks.unfinished('ask'), []);
}

test('an agent asks another, which asks a third, and each hop is in the log with its parent', async () => {
  const turn = await say('ask b: ask c: hello');
  assert.equal((await end(turn)).reply?.content, 'b says <c says <did hello>>');
  const hops = (await log()).filter(({ type }) => type.startsWith('agent.') || type === 'user.message');
  assert.deepEqual(
    hops.map(({ type, by, data }) => [type, by, 'content' in data && data.content]),
    [
      ['user.message', 'ada', 'ask b: ask c: hello'],
      ['agent.asked', 'agent:a', 'ask c: hello'],
      ['agent.asked', 'agent:b', 'hello'],
      ['agent.answered', 'agent:c', 'did hello'],
      ['agent.answered', 'agent:b', 'c says <did hello>'],
      ['agent.message', 'agent:a', 'b says <c says <did hello>>'],
    ],
  );
  const [first] = await instance.sessions.hops(turn);
  assert.deepEqual([first?.route?.agent, first?.via, first?.state, first?.depth], ['b', 'ask', 'done', 1]);
  const conversation = await instance.sessions.messages(id, { limit: 10 });
  assert.deepEqual(
    conversation.map(({ content }) => content),
    ['ask b: ask c: hello', 'b says <c says <did hello>>'],
    'what agents say to each other is no part of the conversation',
  );
  await isAtRest();
});

test('several are asked at once, run beside each other and are all answered', async () => {
  const turn = await say('all b: wait go & c: wait go & d: wait go');
  await logged('turn.started', 4);
  world.writeWorkspaceFile(id, 'go', '');
  const said = ['b', 'c', 'd'].map((agent) => `${agent} says <waited for go>`);
  assert.equal((await end(turn)).reply?.content, said.join(' and '));
  await isAtRest();
});

test('one that takes one turn at a time answers what it is asked one after the other', async () => {
  const answer = await reply('all b: 1 & b: 2 & b: 3');
  assert.equal(answer, 'b says <did 1> and b says <did 2> and b says <did 3>');
  const diary = world.workspaceFile(id, 'diary').trim().split('\n');
  assert.deepEqual(
    diary.toSorted(),
    ['a: all b: 1 & b: 2 & b: 3', 'b: 1', 'b: 2', 'b: 3'].map((line) => `${line} attempt 1`),
  );
  const order = (await log()).flatMap(({ type, data }) =>
    (type === 'agent.asked' || type === 'agent.answered') && 'turn_id' in data ? [data.turn_id] : [],
  );
  assert.deepEqual(order.slice(0, 3), order.slice(3), 'who was asked first is answered first');
});

test('an agent that is asked is told who asks, for whom, and what was said so far', async () => {
  await reply('good morning');
  const turn = await say('ask b: context');
  const told = JSON.parse(/<(.*)>/u.exec((await end(turn)).reply?.content ?? '')?.[1] ?? '') as object;
  assert.deepEqual(told, {
    agent: 'b',
    user: 'ada',
    parent: turn,
    history: [
      { role: 'user', content: 'good morning', agent: 'a' },
      { role: 'agent', content: 'did good morning', agent: 'a' },
      { role: 'user', content: 'ask b: context', agent: 'a' },
    ],
  });
});

test('an agent that asks who is there learns of all others, and what they are for', async () => {
  assert.deepEqual(
    JSON.parse((await reply('agents')) ?? ''),
    ['b', 'c', 'd'].map((agent) => ({ agent, purpose: '' })),
  );
});

test('a turn is handed over: the heir answers the person, who sees one turn', async () => {
  const turn = await say('hand b: take it');
  const { turn: ended, reply } = await end(turn);
  assert.deepEqual([ended.state, reply?.agent, reply?.content], ['done', 'b', 'did take it']);
  const [heir] = await instance.sessions.hops(turn);
  assert.ok(heir?.via === 'handoff');
  assert.equal((await instance.sessions.turn(heir.id)).reply?.id, reply?.id);
  const types = (await log()).map(({ type }) => type).slice(2);
  assert.deepEqual(types, [
    'user.message',
    'route.decided',
    'turn.started',
    'session.busy',
    'turn.handed_over',
    'turn.started',
    'agent.message',
    'session.idle',
  ]);
  await isAtRest();
});

test('handed over again and again, and by what the handler returns, the last one answers', async () => {
  assert.equal(await reply('return b: hand c: return d: at last'), 'did at last');
  assert.equal(await reply('hand b'), 'ASK_CIRCLE', 'without a message b is told the same, and hears this');
  await isAtRest();
});

test('who was asked may hand over too, and the heir answers whoever asked', async () => {
  assert.equal(await reply('ask b: hand c: over to you'), 'b says <did over to you>');
  const [answered] = await logged('agent.answered');
  assert.equal(answered?.data.agent, 'c');
  await isAtRest();
});

test('what an heir streams belongs to the person, as what the first one streamed', async () => {
  await world.agent('b', 'def process_message(message, context):\n    yield "one "\n    yield "two"\n');
  const after = await instance.sessions.lastEvent(id);
  const heard: (LoggedEvent | StreamedDelta)[] = [];
  const signal = AbortSignal.timeout(20_000);
  const listening = (async () => {
    for await (const event of instance.sessions.events(id, { after, signal })) {
      heard.push(event);
      if (event.type === 'agent.message') return;
    }
  })();
  await say('hand b: go');
  await listening;
  const over = heard.find((event) => event.type === 'turn.handed_over');
  const deltas = heard.filter((event): event is StreamedDelta => event.type === 'agent.delta');
  assert.equal(deltas.map(({ data }) => data.text).join(''), 'one two');
  for (const { data } of deltas) assert.equal(data.turn_id, over?.data.heir_turn_id);
});

test('an agent that is not there is refused with the nearest name, and so is one that waits for the answer', async () => {
  assert.equal(await reply('ask nobody: hello'), 'nobody refused AGENT_NOT_FOUND');
  assert.equal(await reply('ask a: myself'), 'a refused ASK_CIRCLE');
  assert.equal(await reply('ask b: ask c: ask a: and round'), 'b says <c says <a refused ASK_CIRCLE>>');
  assert.equal(await reply('hand nobody'), 'AGENT_NOT_FOUND');
  assert.equal(await reply('return nobody: x'), 'AGENT_NOT_FOUND', 'returned, it fails the turn');
  await isAtRest();
});

test('two that are asked side by side and ask each other do not wait for ever', async () => {
  const answer = await reply('all b: ask c: 1 & c: ask b: 2');
  assert.match(answer ?? '', /refused ASK_CIRCLE/u);
  assert.match(answer ?? '', /did [12]/u, 'the other one is answered');
  await isAtRest();
});

test('hops are bounded in depth, so that agents do not pass a question on for ever', async () => {
  const names = Array.from({ length: 10 }, (_, index) => `n${index}`);
  for (const name of names) await world.agent(name, TALKER);
  const nested = names.map((name) => `ask ${name}: `).join('');
  assert.match((await reply(`${nested}hello`)) ?? '', /n8 refused ASK_TOO_DEEP/u);
  await isAtRest();
});

test('and in number, at once and in all', async () => {
  const many = Array.from({ length: 9 }, (_, index) => `b: wait go${index}`).join(' & ');
  const turn = await say(`all ${many}`);
  await logged('agent.asked', 8);
  for (let index = 0; index < 9; index += 1) world.writeWorkspaceFile(id, `go${index}`, '');
  const said = (await end(turn)).reply?.content ?? '';
  assert.equal(said.match(/ASK_TOO_MANY/gu)?.length, 1);
  assert.equal(said.match(/waited for/gu)?.length, 8);

  // Eight that ask eight each: of the 72 the last eight are too many.
  const eight = (text: (index: number) => string) => Array.from({ length: 8 }, (_, index) => text(index));
  for (const name of eight((index) => `m${index}`)) await world.agent(name, TALKER);
  await world.agent('d', TALKER, { concurrency: 8 });
  const each = eight((index) => `d: x${index}`).join(' + ');
  const middle = eight((index) => `m${index}: all ${each}`).join(' & ');
  const all = (await reply(`all ${middle}`)) ?? '';
  assert.equal(all.match(/did x/gu)?.length, 56, '8 + 56 hops');
  assert.equal(all.match(/ASK_TOO_MANY/gu)?.length, 8);
  await isAtRest();
});

test('an agent that fails when it is asked tells so to whoever asked, who goes on', async () => {
  await world.agent('b', 'def process_message(message, context):\n    raise ValueError("no")\n');
  assert.equal(await reply('ask b: hello'), 'b refused HANDLER_FAILED');
  await isAtRest();
});

test('who returns without waiting for an answer leaves nothing running', async () => {
  const turn = await say('leave b: wait never');
  await printed('at wait never');
  world.writeWorkspaceFile(id, 'left', '');
  assert.equal((await end(turn)).reply?.content, 'left it');
  const [hop] = await instance.sessions.hops(turn);
  assert.equal(hop?.state, 'cancelled');
  await isAtRest();
  assert.equal(await reply('hello', 'b'), 'did hello', 'its worker is free again');
});

test('cancelling a turn cancels what it asked for and whom it was handed over to', async () => {
  const asking = await say('ask b: ask c: wait never');
  await printed('at wait never');
  await instance.sessions.cancelTurn(asking, 'ada');
  await isAtRest();
  const handed = await say('hand b: wait too');
  await printed('at wait too');
  await instance.sessions.cancelTurn(handed, 'ada');
  await isAtRest();
  const states = (await world.store.turns.list(id)).map(({ state }) => state);
  assert.deepEqual(
    states,
    Array.from({ length: 5 }, () => 'cancelled'),
  );
  assert.equal(await reply('hello', 'c'), 'did hello');
  assert.equal(await reply('hello', 'b'), 'did hello');
});

test('cancelling only what was asked for is an answer too', async () => {
  const turn = await say('ask b: wait never');
  await printed('at wait never');
  const [hop] = await instance.sessions.hops(turn);
  await instance.sessions.cancelTurn(hop?.id as TurnId, 'ada');
  assert.equal((await end(turn)).reply?.content, 'b refused CANCELLED');
  await isAtRest();
});

test('paused in the middle of a question, it goes on as if nothing had happened', async () => {
  const turn = await say('ask b: wait go');
  await printed('at wait go');
  await instance.sessions.request(id, 'pause', 'ada');
  await instance.sessions.waitState(id, ['paused'], WAIT);
  world.writeWorkspaceFile(id, 'go', '');
  await instance.sessions.request(id, 'resume', 'ada');
  const { turn: ended, reply } = await end(turn);
  assert.deepEqual([ended.attempt, reply?.content], [1, 'b says <waited for go>']);
  await isAtRest();
});

test('the container is lost in mid-question: the person’s turn is taken again and asks again', async () => {
  const turn = await say('ask b: wait go');
  await printed('at wait go');
  world.engine.killContainer((await instance.sessions.get(id)).containerId ?? '');
  await logged('session.suspended');
  world.writeWorkspaceFile(id, 'go', '');
  const { turn: ended, reply } = await end(turn);
  assert.deepEqual([ended.attempt, reply?.content], [2, 'b says <waited for go>']);
  const states = (await instance.sessions.hops(turn)).map(({ state, attempt }) => `${state} ${attempt}`);
  assert.deepEqual(states, ['cancelled 1', 'done 1']);
  await isAtRest();
});

test('the container is lost under an heir: the heir is taken again, and not who handed over', async () => {
  const turn = await say('hand b: wait go');
  await printed('at wait go');
  world.engine.killContainer((await instance.sessions.get(id)).containerId ?? '');
  await logged('session.suspended');
  world.writeWorkspaceFile(id, 'go', '');
  assert.equal((await end(turn)).reply?.content, 'waited for go');
  const diary = world.workspaceFile(id, 'diary').trim().split('\n');
  assert.deepEqual(diary, ['a: hand b: wait go attempt 1', 'b: wait go attempt 1', 'b: wait go attempt 2']);
  await isAtRest();
});

test('the runtime dies in mid-question, and the next one brings the answer', async () => {
  const turn = await say('all b: wait go & c: hand d: wait go');
  await logged('turn.handed_over');
  await printed('at wait go');
  await instance.kill();
  instance = await world.start();
  world.writeWorkspaceFile(id, 'go', '');
  const { turn: ended, reply } = await end(turn);
  assert.deepEqual([ended.attempt, reply?.content], [1, 'b says <waited for go> and c says <waited for go>']);
  await isAtRest();
});

test('an answer that came while no runtime was there is given by the next one', async () => {
  const turn = await say('ask b: wait go');
  await printed('at wait go');
  await instance.kill();
  world.writeWorkspaceFile(id, 'go', '');
  instance = await world.start();
  const { turn: ended, reply } = await end(turn);
  assert.deepEqual([ended.attempt, reply?.content], [1, 'b says <waited for go>']);
  assert.equal(world.workspaceFile(id, 'diary').split('\n').length, 3, 'each ran once');
});

test('a session that is closed in mid-question ends all of it', async () => {
  await say('all b: wait never & c: hand d: wait never');
  await logged('turn.handed_over');
  await instance.sessions.request(id, 'close', 'ada');
  await instance.sessions.waitState(id, ['closed'], WAIT);
  assert.equal(await world.store.turns.countUnfinished(id), 0);
  assert.deepEqual(await world.store.tasks.unfinished('ask'), []);
  assert.deepEqual(await world.leftovers(), []);
});

test('two runtimes share a session in which agents ask each other, and every question is answered once', async () => {
  const other = await world.start();
  for (let count = 0; count < 4; count += 1) {
    const { sessions } = count % 2 === 0 ? instance : other;
    const content = `all b: ${count} & b: ask c: ${count} & c: hand d: ${count}`;
    const { turn } = await sessions.send(id, { content, agent: 'a', by: 'ada' });
    const { reply } = await sessions.waitTurn(turn.id, WAIT);
    const said = [`b says <did ${count}>`, `b says <c says <did ${count}>>`, `c says <did ${count}>`];
    assert.equal(reply?.content, said.join(' and '));
  }
  const diary = world.workspaceFile(id, 'diary').trim().split('\n');
  assert.equal(diary.length, 4 * 6);
  assert.ok(diary.every((line) => line.endsWith('attempt 1')));
  await isAtRest();
});
