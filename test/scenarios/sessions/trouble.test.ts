// What goes wrong around a turn: each ends in a reply or in a failure that says what to do, and the session goes on.

import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import type { SessionId } from '../../../state/model/ids.ts';
import { createWorld, type Instance, type World } from './world.ts';

const DIARY = `
import os, time

def process_message(message, context):
    workspace = context["workspace"]
    with open(os.path.join(workspace, "diary"), "a") as diary:
        diary.write("%s attempt %d\\n" % (message, context["attempt"]))
    print("at", message, flush=True)
    if message == "wait":
        while not os.path.exists(os.path.join(workspace, "go")):
            time.sleep(0.01)
    if message == "throw":
        raise ValueError("no such customer")
    if message == "die":
        os.kill(os.getpid(), 9)
    return "did " + message
`;

const WAIT = { timeoutMs: 15_000 };

let world: World;
let instance: Instance;
let id: SessionId;

beforeEach(async () => {
  world = await createWorld();
  await world.agent('diary', DIARY);
  instance = await world.start();
  ({ id } = await instance.sessions.create({ space: world.space, by: 'admin' }));
  await instance.sessions.waitState(id, ['idle'], WAIT);
});
afterEach(() => world.end());

async function say(content: string) {
  const { turn } = await instance.sessions.send(id, { content, by: 'admin' });
  return turn.id;
}
const answerTo = (turn: Awaited<ReturnType<typeof say>>) => instance.sessions.waitTurn(turn, WAIT);
const types = async () => (await instance.sessions.log(id, 0, 200)).map(({ type }) => type);

/** Until an event of that type is in the log. */
async function event(type: string): Promise<void> {
  const signal = AbortSignal.timeout(15_000);
  for await (const told of instance.sessions.events(id, { after: 0, signal })) if (told.type === type) return;
  assert.fail(`no ${type} came`);
}

/** Until the agent has printed that line: its handler runs then. */
async function printed(line: string): Promise<void> {
  const signal = AbortSignal.timeout(15_000);
  for await (const { text } of instance.sessions.logs(id, { follow: true, signal }))
    if (text === line) return;
  assert.fail(`${line} was not printed`);
}

test('a handler that throws fails its turn with a hint, and the next message is answered', async () => {
  const { turn } = await answerTo(await say('throw'));
  assert.equal(turn.state, 'failed');
  assert.equal(turn.error?.code, 'HANDLER_FAILED');
  assert.match(turn.error?.message ?? '', /no such customer/u);
  assert.ok(turn.error?.hint);
  const { reply } = await answerTo(await say('on'));
  assert.equal(reply?.content, 'did on');
});

test('a worker killed by SIGKILL fails its turn, for its container is still there and it may have done half', async () => {
  const { turn } = await answerTo(await say('die'));
  assert.equal(turn.error?.code, 'WORKER_DIED');
  assert.equal((await answerTo(await say('on'))).reply?.content, 'did on');
});

test('a turn whose container is killed is taken again in a new one, and people see what happened', async () => {
  const turn = await say('wait');
  await printed('at wait');
  const { containerId } = await instance.sessions.get(id);
  world.engine.killContainer(containerId ?? '');
  await event('session.suspended');
  world.writeWorkspaceFile(id, 'go', '');
  const { turn: ended, reply } = await answerTo(turn);
  assert.equal(reply?.content, 'did wait');
  assert.equal(ended.attempt, 2);
  assert.equal(world.workspaceFile(id, 'diary'), 'wait attempt 1\nwait attempt 2\n');
  const lost = (await instance.sessions.log(id, 0, 100)).find(({ type }) => type === 'session.suspended');
  assert.equal(lost?.type === 'session.suspended' && lost.data.reason, 'ContainerLost');
});

test('an agent that does not want that has its turn failed instead', async () => {
  await world.agent('diary', DIARY, { on_interrupted: 'fail' });
  const turn = await say('wait');
  await printed('at wait');
  world.engine.killContainer((await instance.sessions.get(id)).containerId ?? '');
  const { turn: ended } = await answerTo(turn);
  assert.equal(ended.error?.code, 'INTERRUPTED');
  assert.equal((await answerTo(await say('on'))).reply?.content, 'did on');
});

test('the runtime dies in mid-turn and the next one waits for the same turn, which runs once', async () => {
  const turn = await say('wait');
  await printed('at wait');
  await instance.kill();
  instance = await world.start();
  world.writeWorkspaceFile(id, 'go', '');
  const { turn: ended, reply } = await answerTo(turn);
  assert.equal(reply?.content, 'did wait');
  assert.equal(ended.attempt, 1);
  assert.equal(world.workspaceFile(id, 'diary'), 'wait attempt 1\n');
});

test('a turn that ended while no runtime was there is answered by the next one', async () => {
  const turn = await say('wait');
  await printed('at wait');
  await instance.kill();
  world.writeWorkspaceFile(id, 'go', '');
  instance = await world.start();
  const { turn: ended } = await answerTo(turn);
  assert.equal(ended.state, 'done');
  assert.equal(ended.attempt, 1);
});

test('an engine that goes away and comes back loses no turn', async () => {
  const turn = await say('wait');
  await printed('at wait');
  world.engine.goAway();
  world.writeWorkspaceFile(id, 'go', '');
  world.engine.comeBack();
  const { turn: ended } = await answerTo(turn);
  assert.equal(ended.state, 'done');
  assert.equal(ended.attempt, 1);
});

test('a cancelled turn has no reply, its agent is stopped, and the next message is answered', async () => {
  const turn = await say('wait');
  await printed('at wait');
  const { turn: cancelled, reply } = await instance.sessions.cancelTurn(turn, 'admin');
  assert.equal(cancelled.state, 'cancelled');
  assert.equal(reply, undefined);
  assert.equal((await answerTo(await say('on'))).reply?.content, 'did on');
});

test('messages sent at once are answered in their order, one turn at a time', async () => {
  const turns = await Promise.all(['a', 'b', 'c'].map(say));
  const replies = await Promise.all(turns.map(answerTo));
  assert.deepEqual(
    replies.map(({ reply }) => reply?.content),
    ['did a', 'did b', 'did c'],
  );
  const busy = (await types()).filter((type) => type === 'session.busy' || type === 'session.idle');
  assert.deepEqual(busy.slice(1), [
    'session.busy',
    'session.idle',
    'session.busy',
    'session.idle',
    'session.busy',
    'session.idle',
  ]);
});

test('the same idempotency key a hundred times is one turn, for clients ask again when they hear nothing', async () => {
  const message = { content: 'once', by: 'admin', idempotencyKey: 'key' };
  const sent = await Promise.all(Array.from({ length: 100 }, () => instance.sessions.send(id, message)));
  assert.equal(new Set(sent.map(({ turn }) => turn.id)).size, 1);
  await answerTo(sent[0]?.turn.id as never);
  assert.equal(world.workspaceFile(id, 'diary'), 'once attempt 1\n');
  const created = { space: world.space, by: 'admin', idempotencyKey: 'session' };
  const sessions = await Promise.all(Array.from({ length: 100 }, () => instance.sessions.create(created)));
  assert.equal(new Set(sessions.map((session) => session.id)).size, 1);
});

test('whoever does not want to queue is told that a turn is in flight', async () => {
  const turn = await say('wait');
  await assert.rejects(instance.sessions.send(id, { content: 'now', strategy: 'reject', by: 'admin' }), {
    code: 'TURN_IN_FLIGHT',
  });
  await event('turn.started');
  world.writeWorkspaceFile(id, 'go', '');
  await answerTo(turn);
});

test('an agent without its secret fails the turn and names it; once set, the next turn has it and the log has not', async () => {
  await world.agent(
    'diary',
    'import os\ndef process_message(message, context):\n    print("key is", os.environ["API_KEY"])\n    return "ok"\n',
    { secrets: ['API_KEY'] },
  );
  const { turn } = await answerTo(await say('hello'));
  assert.equal(turn.error?.code, 'SECRET_MISSING');
  assert.match(turn.error?.hint ?? '', /raworc secret set API_KEY/u);
  world.secrets['API_KEY'] = 'sk-very-secret';
  assert.equal((await answerTo(await say('again'))).reply?.content, 'ok');
  const lines: string[] = [];
  const signal = AbortSignal.timeout(10_000);
  for await (const line of instance.sessions.logs(id, { follow: true, signal })) {
    lines.push(line.text);
    if (line.text.startsWith('key is')) break;
  }
  assert.deepEqual(lines, ['key is [redacted]']);
});

test('what an exception says of a secret is told to nobody, because a failed turn is read by all who see the session', async () => {
  world.secrets['API_KEY'] = 'sk-very-secret';
  const raises =
    'import os\ndef process_message(message, context):\n    raise ValueError(os.environ["API_KEY"] + " is wrong")\n';
  await world.agent('diary', raises, { secrets: ['API_KEY'] });
  const { turn } = await answerTo(await say('hello'));
  assert.match(turn.error?.message ?? '', /\[redacted\] is wrong/);
  const told = JSON.stringify([await instance.sessions.log(id, 0, 100), turn]);
  assert.doesNotMatch(told, /sk-very-secret/);
});

test('the log of a turn that outlives its runtime has no secret either', async () => {
  const waits = DIARY.replace('print("at"', 'print(os.environ["API_KEY"], flush=True)\n    print("at"');
  const says = waits.replace(
    '    return "did "',
    '    print("still", os.environ["API_KEY"], flush=True)\n    return "did "',
  );
  world.secrets['API_KEY'] = 'sk-very-secret';
  await world.agent('diary', says, { secrets: ['API_KEY'] });
  const turn = await say('wait');
  await printed('at wait');
  await instance.kill();
  world.writeWorkspaceFile(id, 'go', '');
  instance = await world.start();
  await answerTo(turn);
  await printed('still [redacted]');
});
