// What an agent asks through RAWORC_SOCKET: told to the host, kept until it is answered, given up with the turn.

import assert from 'node:assert/strict';
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { AskFrame } from '../../../../runtime/sessions/link/frames.ts';
import { createAgentSocket, sendRaw } from '../../../support/supervisor/agent-socket.ts';
import { AGENTS, configure, turn } from '../../../support/supervisor/commands.ts';
import { converse, type Conversation } from '../../../support/supervisor/conversation.ts';
import { startSupervisor, type LocalSupervisor } from '../../../support/supervisor/local-supervisor.ts';

const answerTo = ({ turn, ask }: AskFrame, answer: object) => ({ type: 'ask.answer', turn, ask, ...answer });
const state = (answer: object): unknown =>
  'result' in answer ? (answer.result as { state: string }).state : answer;
const asked = (host: Conversation): AskFrame[] =>
  host.heard.filter((frame): frame is AskFrame => frame.type === 'ask');

/** An agent that is in a turn, and its socket. */
async function inTurn(supervisor: LocalSupervisor, handler = 'main.waits', concurrency = 1) {
  const host = await converse(await supervisor.attach());
  await host.hello();
  await host.ask(configure({ handler, concurrency }));
  await host.ask(turn('t1', join(supervisor.workspace, 'gate')));
  await host.first('turn.delta');
  return { host, socket: createAgentSocket(supervisor.socket(1)) };
}

test('an agent asks another and gets its reply, without an SDK', async () => {
  await using supervisor = startSupervisor();
  const host = await converse(await supervisor.attach());
  await host.hello();
  await host.ask(configure({ handler: 'main.asks' }));
  await host.ask(turn('t1', 'expert:why?'));
  const ask = await host.first('ask');
  assert.deepEqual(
    { ...ask, seq: 0 },
    {
      type: 'ask',
      what: 'reply',
      ask: '1.1',
      turn: 't1',
      attempt: 1,
      agent: 'echo',
      to: 'expert',
      message: 'why?',
      seq: 0,
    },
  );
  assert.equal(state(await host.ask(answerTo(ask, { content: 'because ö', reply_turn: 't2' }))), 'answered');
  assert.equal(state(await host.ask(answerTo(ask, { content: 'again' }))), 'unknown');
  const end = await host.end('t1');
  assert.equal(
    end.type === 'turn.done' && end.content,
    'heard {"agent": "expert", "content": "because \\u00f6", "turn": "t2"}',
  );
  assert.equal(end.asks, 1, 'so that the host looks for questions that are left only where there were some');
});

test('a refusal comes back as the status and error that the agent can act on', async () => {
  await using supervisor = startSupervisor();
  const { host, socket } = await inTurn(supervisor);
  const statuses = { AGENT_NOT_FOUND: 404, ASK_CIRCLE: 409, TURN_TIMEOUT: 502 };
  for (const [code, status] of Object.entries(statuses)) {
    const count = asked(host).length;
    const answered = socket.send('POST', '/ask', { agent: 'expert', message: 'x' });
    const ask = await host.first('ask', (frame) => asked(host).indexOf(frame) === count);
    const error = { code, message: 'No.', hint: 'Do something else.' };
    await host.ask(answerTo(ask, { error }));
    assert.deepEqual(await answered, { status, body: { error } });
  }
});

test('many are asked at once and answered in any order, over connections of their own', async () => {
  await using supervisor = startSupervisor();
  const { host, socket } = await inTurn(supervisor);
  const answers = ['a', 'b', 'c', 'd'].map((agent) =>
    socket.send('POST', '/ask', { agent, message: agent.repeat(300_000) }),
  );
  const of = (agent: string) => host.first('ask', (frame) => frame.what === 'reply' && frame.to === agent);
  for (const agent of ['c', 'a', 'd', 'b']) {
    const ask = await of(agent);
    assert.equal(ask.what === 'reply' && ask.message, agent.repeat(300_000));
    await host.ask(answerTo(ask, { content: `${agent} says` }));
  }
  const contents = (await Promise.all(answers)).map(({ body }) => (body as { content: string }).content);
  assert.deepEqual(contents, ['a says', 'b says', 'c says', 'd says']);
});

test('one connection carries one request after the other, as clients that keep it alive expect', async () => {
  await using supervisor = startSupervisor();
  const { host } = await inTurn(supervisor);
  const socket = createAgentSocket(supervisor.socket(1), { keepAlive: true });
  for (let count = 0; count < 20; count += 1) {
    const answered = socket.send('POST', '/ask', { agent: 'a', message: `${count}` });
    const ask = await host.first('ask', (frame) => frame.what === 'reply' && frame.message === `${count}`);
    await host.ask(answerTo(ask, { content: `${count}` }));
    assert.equal(((await answered).body as { content: string }).content, `${count}`);
  }
  socket.close();
});

test('a question outlives the runtime that heard it: the next one is told and answers', async () => {
  await using supervisor = startSupervisor();
  const { host, socket } = await inTurn(supervisor);
  const answered = socket.send('POST', '/ask', { agent: 'expert', message: 'why?' });
  const { seq } = await host.first('ask');
  host.leave();

  const next = await converse(await supervisor.attach(), 2);
  const hello = await next.hello();
  assert.deepEqual(hello.asks, [{ ask: '1.1', turn: 't1', attempt: 1 }]);
  const ask = await next.first('ask');
  assert.equal(ask.seq, seq, 'what was not acknowledged comes again');
  next.ack(ask.seq);
  assert.deepEqual((await next.hello()).asks, hello.asks, 'stored is not answered');
  await next.ask(answerTo(ask, { content: 'because' }));
  assert.equal((await answered).status, 200);
  assert.deepEqual((await next.hello()).asks, []);
});

test('who hangs up is not waited for, and the host is told, so that nobody works for nothing', async () => {
  await using supervisor = startSupervisor();
  const { host, socket } = await inTurn(supervisor);
  const gaveUp = new AbortController();
  const answered = socket.send('POST', '/ask', { agent: 'expert', message: 'why?' }, gaveUp.signal);
  const ask = await host.first('ask');
  gaveUp.abort();
  await assert.rejects(answered, { name: 'AbortError' });
  const dropped = await host.first('ask.dropped');
  assert.deepEqual([dropped.turn, dropped.ask], [ask.turn, ask.ask]);
  assert.equal(state(await host.ask(answerTo(ask, { content: 'too late' }))), 'unknown');
});

test('a turn that ends takes its questions with it', async () => {
  await using supervisor = startSupervisor();
  const { host, socket } = await inTurn(supervisor);
  const answered = socket.send('POST', '/ask', { agent: 'expert', message: 'why?' });
  await host.first('ask');
  writeFileSync(join(supervisor.workspace, 'gate'), '');
  const end = await host.end('t1');
  assert.equal(end.asks, 1);
  const { status, body } = await answered;
  assert.deepEqual([status, (body as { error: { code: string } }).error.code], [409, 'TURN_ENDED']);
  assert.deepEqual((await host.hello()).asks, []);
  const late = await socket.send('POST', '/ask', { agent: 'expert', message: 'still?' });
  assert.deepEqual([late.status, (late.body as { error: { code: string } }).error.code], [409, 'TURN_ENDED']);
});

test('a worker that dies in mid-question leaves neither questions nor its socket behind', async () => {
  await using supervisor = startSupervisor();
  const { host, socket } = await inTurn(supervisor);
  const answered = socket.send('POST', '/ask', { agent: 'expert', message: 'why?' });
  answered.catch(() => undefined);
  await host.first('ask');
  assert.equal(statSync(supervisor.socket(1)).mode & 0o777, 0o600);
  await host.ask({ type: 'turn.cancel', turn: 't1' });
  await host.first('worker.exited');
  assert.equal(existsSync(supervisor.socket(1)), false);
  assert.deepEqual((await host.hello()).asks, []);
});

test('with several turns at once the agent says which of them asks', async () => {
  await using supervisor = startSupervisor();
  const { host, socket } = await inTurn(supervisor, 'main.later_waits', 2);
  await host.ask(turn('t2', join(supervisor.workspace, 'gate')));
  await host.first('turn.delta', (frame) => frame.turn === 't2');
  const unclear = await socket.send('POST', '/ask', { agent: 'expert', message: 'why?' });
  assert.deepEqual(
    [unclear.status, (unclear.body as { error: { code: string } }).error.code],
    [400, 'TURN_NEEDED'],
  );
  const answered = socket.send('POST', '/ask', { agent: 'expert', message: 'why?', turn: 't2' });
  const ask = await host.first('ask');
  assert.equal(ask.turn, 't2');
  await host.ask(answerTo(ask, { content: 'because' }));
  assert.equal((await answered).status, 200);
});

test('a turn that was handed over ends so, whatever its handler returns', async () => {
  await using supervisor = startSupervisor();
  const host = await converse(await supervisor.attach());
  await host.hello();
  await host.ask(configure({ handler: 'main.hands_over' }));
  await host.ask(turn('t1', 'expert:take this'));
  const ask = await host.first('ask');
  assert.equal(ask.what, 'handoff');
  await host.ask(answerTo(ask, { content: '' }));
  assert.deepEqual(
    { ...(await host.end('t1')), seq: 0 },
    {
      type: 'turn.handoff',
      turn: 't1',
      attempt: 1,
      to: 'expert',
      message: 'take this',
      seq: 0,
    },
  );
  await host.ask(turn('t2', 'nobody'));
  const second = await host.first('ask', (frame) => frame.turn === 't2');
  await host.ask(answerTo(second, { error: { code: 'AGENT_NOT_FOUND', message: 'Who?', hint: '' } }));
  const end = await host.end('t2');
  assert.match(
    end.type === 'turn.done' ? end.content : '',
    /AGENT_NOT_FOUND/,
    'and it goes on where it may not',
  );
});

test('a handler may also return the handoff', async () => {
  await using supervisor = startSupervisor();
  const host = await converse(await supervisor.attach());
  await host.ask(configure({ handler: 'main.returns_handoff' }));
  await host.ask(turn('t1', 'rest'));
  const end = await host.end('t1');
  assert.deepEqual(
    [end.type, 'to' in end && end.to, 'message' in end && end.message],
    ['turn.handoff', 'expert', 'rest'],
  );
  await host.ask(
    configure({ agent: 'node', runtime: 'node', dir: join(AGENTS, 'node'), handler: 'index.returnsHandoff' }),
  );
  await host.ask(turn('t2', 'rest', { agent: 'node' }));
  assert.deepEqual({ ...(await host.end('t2')), seq: 0 }, { ...end, turn: 't2', seq: 0 });
});

test('an agent may ask who the others are, so that a model can choose', async () => {
  await using supervisor = startSupervisor();
  const { host, socket } = await inTurn(supervisor);
  const answered = socket.send('GET', '/agents');
  const ask = await host.first('ask');
  assert.equal(ask.what, 'agents');
  const agents = [{ agent: 'expert', purpose: 'Knows.' }];
  await host.ask(answerTo(ask, { agents }));
  assert.deepEqual(await answered, { status: 200, body: { agents } });
});

test('a process per message has a socket too', async () => {
  await using supervisor = startSupervisor();
  const host = await converse(await supervisor.attach());
  await host.hello();
  const program =
    'curl -s --unix-socket "$RAWORC_SOCKET" http://session/ask -d \'{"agent":"expert","message":"why?"}\'';
  await host.ask(configure({ contract: 'exec', runtime: 'command', command: ['sh', '-c', program] }));
  await host.ask(turn('t1', ''));
  await host.ask(answerTo(await host.first('ask'), { content: 'because' }));
  const end = await host.end('t1');
  assert.equal(end.type === 'turn.done' && end.content, '{"agent":"expert","content":"because","turn":null}');
});

test('what is no such request is refused by name and harms nobody', async () => {
  await using supervisor = startSupervisor();
  const { host, socket } = await inTurn(supervisor);
  const code = async (method: string, path: string, body?: object | string) =>
    ((await socket.send(method, path, body)).body as { error: { code: string } }).error.code;
  assert.equal(await code('POST', '/nowhere', {}), 'NO_SUCH_PATH');
  assert.equal(await code('GET', '/ask'), 'METHOD_NOT_ALLOWED');
  assert.equal(await code('POST', '/ask', 'not JSON'), 'BAD_REQUEST');
  assert.equal(await code('POST', '/ask', '['.repeat(100_000)), 'BAD_REQUEST');
  assert.equal(await code('POST', '/ask', { message: 'whom?' }), 'BAD_REQUEST');
  assert.equal(await code('POST', '/ask', { agent: 'a', message: { not: 'text' } }), 'BAD_REQUEST');
  assert.equal(await code('POST', '/ask', { agent: 'a', message: 'x', turn: 'another' }), 'TURN_ENDED');
  assert.equal(
    await code('POST', '/ask', { agent: 'a', message: 'x'.repeat(8 * 1024 * 1024 + 1) }),
    'MESSAGE_TOO_LARGE',
  );
  assert.equal(await code('POST', '/ask', 'x'.repeat(26 * 1024 * 1024)), 'MESSAGE_TOO_LARGE');
  const raw = (...pieces: string[]) => sendRaw(supervisor.socket(1), ...pieces);
  assert.match(await raw('\u0001\u0002\r\n\r\n'), /^HTTP\/1.1 400 /);
  assert.match(await raw(`GET /agents HTTP/1.1\r\n${'x: y\r\n'.repeat(5000)}`), /^HTTP\/1.1 431 /);
  assert.match(await raw('POST /ask HTTP/1.1\r\nContent-Length: -1\r\n\r\n'), /^HTTP\/1.1 400 /);
  assert.equal(asked(host).length, 0, 'nothing of it reached the host');
  assert.equal(state(await host.ask({ type: 'turn.cancel', turn: 'none' })), 'unknown');
});

test('bodies in chunks, in two pieces and after a pause for permission are understood, as clients send them', async () => {
  await using supervisor = startSupervisor();
  const { host } = await inTurn(supervisor);
  const bodies = [
    [
      'Transfer-Encoding: chunked\r\n\r\n7\r\n{"agent\r\n',
      '10;x=y\r\n":"a","message":\r\n4\r\n"1"}\r\n0\r\nTrailer: 1\r\n\r\n',
    ],
    ['Content-Length: 27\r\n\r\n{"agent":"a",', '"message":"2"}'],
    ['Expect: 100-continue\r\nContent-Length: 27\r\n\r\n', '{"agent":"a","message":"3"}'],
  ];
  for (const [index, pieces] of bodies.entries()) {
    const answered = sendRaw(supervisor.socket(1), 'POST /ask HTTP/1.1\r\nConnection: close\r\n', ...pieces);
    const message = `${index + 1}`;
    const ask = await host.first('ask', (frame) => frame.what === 'reply' && frame.message === message);
    await host.ask(answerTo(ask, { content: 'heard' }));
    assert.match(await answered, /"content":"heard"/);
  }
});

test('a runtime of the version before answers no questions, and agents are told so instead of waiting', async () => {
  await using supervisor = startSupervisor();
  const { host, socket } = await inTurn(supervisor);
  const waiting = socket.send('POST', '/ask', { agent: 'expert', message: 'why?' });
  await host.first('ask');
  assert.equal((await host.hello({ version: 1 })).version, 2);
  for (const { status, body } of [await waiting, await socket.send('GET', '/agents')]) {
    assert.deepEqual([status, (body as { error: { code: string } }).error.code], [503, 'ASK_UNSUPPORTED']);
  }
});

test('an agent whose socket can not be made works all the same, and its log says what it lacks', async () => {
  await using supervisor = startSupervisor({ RAWORC_SOCKETS: '/proc/nowhere' });
  const host = await converse(await supervisor.attach());
  await host.ask(configure({ handler: 'main.environment' }));
  await host.ask(turn('t1', 'RAWORC_SOCKET'));
  const end = await host.end('t1');
  assert.equal(end.type === 'turn.done' && end.content, '{"RAWORC_SOCKET": null}');
  assert.match((await host.first('log')).text, /RAWORC_SOCKET could not be made/);
});

test('an answer of 10 MB passes', async () => {
  await using supervisor = startSupervisor();
  const { host, socket } = await inTurn(supervisor);
  const answered = socket.send('POST', '/ask', { agent: 'expert', message: 'why?' });
  const content = 'ä'.repeat(5_000_000);
  await host.ask(answerTo(await host.first('ask'), { content }));
  assert.equal(((await answered).body as { content: string }).content, content);
});
