// Agents that are servers: found, asked in either protocol, streamed, and every way in which they fail.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WorkerConfigureCommand } from '../../../../runtime/sessions/link/frames.ts';
import { freePort } from '../../../support/machine/free-port.ts';
import { AGENTS, configure, context, turn } from '../../../support/supervisor/commands.ts';
import { converse, type Conversation } from '../../../support/supervisor/conversation.ts';
import { startSupervisor } from '../../../support/supervisor/local-supervisor.ts';

const serving = (
  mode: string,
  more: Partial<WorkerConfigureCommand> = {},
  ...args: string[]
): WorkerConfigureCommand =>
  configure({
    contract: 'http',
    runtime: 'command',
    dir: `${AGENTS}/http`,
    command: ['python3', '-B', 'server.py', mode, ...args],
    ...more,
  });

const history = [
  { role: 'user', content: 'one' },
  { role: 'agent', content: 'two', agent: 'other' },
];

async function said(host: Conversation, id: string): Promise<string> {
  const end = await host.end(id);
  return end.type === 'turn.done' ? end.content : (end.message ?? end.type);
}

const deltas = ({ heard }: Conversation, of: string): readonly string[] =>
  heard.flatMap((frame) => (frame.type === 'turn.delta' && frame.turn === of ? [frame.text] : []));

test('a server is started with the first message and has every message of the session', async () => {
  await using supervisor = startSupervisor();
  const host = await converse(await supervisor.attach());
  await host.ask(serving('json'));
  assert.ok(!host.heard.some(({ type }) => type === 'worker.started'));
  for (const id of ['t1', 't2']) {
    await host.ask(turn(id, `hello ${id}`));
    assert.match(await said(host, id), new RegExp(`^port \\d+: hello ${id}$`));
  }
  const end = await host.end('t1');
  assert.deepEqual(end.type === 'turn.done' && end.usage, { input_tokens: 4 });
  assert.equal(host.heard.filter(({ type }) => type === 'worker.started').length, 1);
});

test('two servers in one session have ports of their own', async () => {
  await using supervisor = startSupervisor();
  const host = await converse(await supervisor.attach());
  for (const agent of ['a', 'b']) {
    await host.ask(serving('json', { agent }));
    await host.ask(turn(agent, 'hello', { agent }));
  }
  assert.notEqual(await said(host, 'a'), await said(host, 'b'));
});

test('one that doesn’t look at PORT is found at the port that the manifest names', async () => {
  await using supervisor = startSupervisor();
  const host = await converse(await supervisor.attach());
  const port = await freePort();
  await host.ask(serving('json', { http: { port } }, String(port)));
  await host.ask(turn('t1', 'hello'));
  assert.equal(await said(host, 't1'), `port ${port}: hello`);
  // Two at one port can't be.
  await host.ask(serving('json', { agent: 'late', http: { port } }));
  await host.ask(turn('t2', 'hello', { agent: 'late' }));
  const end = await host.end('t2');
  assert.ok(end.type === 'turn.failed' && end.code === 'WORKER_UNSTARTABLE');
  assert.match(end.message, new RegExp(`port ${port} is taken by another process`));
});

test('the request has all that a handler is given, under the names that servers look for', async () => {
  await using supervisor = startSupervisor();
  const host = await converse(await supervisor.attach());
  await host.ask(serving('asked'));
  await host.ask(turn('t1', 'hello', { context: { ...context('t1'), history } }));
  const asked = JSON.parse(await said(host, 't1')) as Record<string, unknown>;
  const { message, prompt, input, messages, session_id, session } = asked;
  assert.deepEqual([message, prompt, input], ['hello', 'hello', 'hello']);
  assert.deepEqual([session_id, session], ['ses_1', 'ses_1']);
  assert.deepEqual(messages, [
    { role: 'user', content: 'one' },
    { role: 'assistant', content: 'two' },
    { role: 'user', content: 'hello' },
  ]);
  assert.deepEqual((asked['context'] as Record<string, unknown>)['history'], history);
});

test('a server of the other protocol is asked in its own words, and streams', async () => {
  await using supervisor = startSupervisor();
  const host = await converse(await supervisor.attach());
  await host.ask(serving('responses'));
  await host.ask(turn('t1', 'hello', { context: { ...context('t1'), history } }));
  assert.equal(await said(host, 't1'), 'responded: hello');
  assert.equal(deltas(host, 't1').join(''), 'responded: hello', 'and what it thought is no part of it');
  const end = await host.end('t1');
  assert.deepEqual(end.type === 'turn.done' && end.usage, {
    input_tokens: 2,
    output_tokens: 1,
    model: 'echo',
  });
});

test('one that has the health of one protocol and the requests of the other is understood', async () => {
  await using supervisor = startSupervisor();
  const host = await converse(await supervisor.attach());
  await host.ask(serving('responses-by-invocations'));
  for (const id of ['t1', 't2']) {
    await host.ask(turn(id, 'hello'));
    assert.equal(await said(host, id), 'hello');
  }
});

for (const [mode, message, pieces] of [
  ['chunks', 'aä😀', 'aä😀'],
  ['events', 'b', 'an event: b'],
] as const) {
  test(`what comes in pieces is told in pieces (${mode})`, async () => {
    await using supervisor = startSupervisor();
    const host = await converse(await supervisor.attach());
    await host.ask(serving(mode));
    await host.ask(turn('t1', message));
    assert.equal(await said(host, 't1'), pieces);
    assert.equal(deltas(host, 't1').join(''), pieces);
  });
}

test('messages and replies of megabytes pass', async () => {
  await using supervisor = startSupervisor();
  const host = await converse(await supervisor.attach());
  await host.ask(serving('json'));
  const message = 'long '.repeat(400_000);
  await host.ask(turn('t1', message));
  assert.ok((await said(host, 't1')).endsWith(message));
});

for (const [mode, code, message] of [
  ['error', 'HANDLER_FAILED', /^POST \/invocations of agent echo was answered with 500: .*no model: hello/],
  ['error-event', 'HANDLER_FAILED', /says that it failed: ran out of luck$/],
  ['error-json', 'HANDLER_FAILED', /says that it failed: ran out of luck$/],
  ['garbage', 'HANDLER_FAILED', /what it answered is not HTTP/],
  ['cut', 'HANDLER_FAILED', /the connection was closed before the answer had ended/],
  ['dies', 'WORKER_DIED', /was killed by SIGKILL in mid-turn/],
  ['large', 'REPLY_TOO_LARGE', /more than 16 MiB/],
  ['exits', 'WORKER_UNSTARTABLE', /exited with code 1 before it was ready/],
] as const) {
  test(`a server that fails is told as what it is (${mode})`, async () => {
    await using supervisor = startSupervisor();
    const host = await converse(await supervisor.attach());
    await host.ask(serving(mode));
    await host.ask(turn('t1', 'hello'));
    const end = await host.end('t1');
    assert.ok(end.type === 'turn.failed');
    assert.equal(end.code, code);
    assert.match(end.message, message);
  });
}

for (const [mode, message] of [
  ['silent', /was not ready within 1 s: nothing listens on 127.0.0.1:\d+\.$/],
  ['unready', /was not ready within 1 s: GET \/readiness on port \d+ is answered with 404\.$/],
] as const) {
  test(`one that never gets ready is given up, with what was seen (${mode})`, async () => {
    await using supervisor = startSupervisor({ RAWORC_READY_SECONDS: '1' });
    const host = await converse(await supervisor.attach());
    await host.ask(serving(mode));
    await host.ask(turn('t1', 'hello'));
    const end = await host.end('t1');
    assert.ok(end.type === 'turn.failed' && end.code === 'WORKER_UNSTARTABLE');
    assert.match(end.message, message);
    await host.first('worker.exited');
  });
}

test('what a server prints is in the log of its turn', async () => {
  await using supervisor = startSupervisor();
  const host = await converse(await supervisor.attach());
  await host.ask(serving('json'));
  await host.ask(turn('t1', 'hello'));
  await host.end('t1');
  const log = await host.first('log', ({ text }) => text.includes('POST /invocations'));
  assert.equal(log.turn, 't1');
});

test('turns run beside each other as far as the manifest allows', async () => {
  await using supervisor = startSupervisor();
  const host = await converse(await supervisor.attach());
  await host.ask(serving('together', { concurrency: 3 }));
  for (const id of ['a', 'b', 'c']) await host.ask(turn(id, id));
  const busy = await host.ask(turn('d', 'd'));
  assert.equal(!busy.ok && busy.error.code, 'AGENT_BUSY');
  for (const id of ['a', 'b', 'c']) assert.match(await said(host, id), new RegExp(`: ${id}$`));
});

test('a turn that is cancelled in company leaves the server to the others; alone it ends it', async () => {
  await using supervisor = startSupervisor();
  const host = await converse(await supervisor.attach());
  await host.ask(serving('waits', { concurrency: 2 }));
  for (const id of ['a', 'b']) await host.ask(turn(id, 'slow'));
  await host.first('log', ({ text }) => text.includes('waiting'));
  await host.ask({ type: 'turn.cancel', turn: 'a' });
  await host.ask(turn('c', 'quick'));
  assert.match(await said(host, 'c'), /: quick$/);
  await host.ask({ type: 'turn.cancel', turn: 'b' });
  assert.equal((await host.first('worker.exited')).signal, 'SIGKILL');
  await host.ask(turn('d', 'quick'));
  assert.match(await said(host, 'd'), /: quick$/, 'and the next message starts another');
});

test('a turn that takes too long is ended by its deadline', async () => {
  await using supervisor = startSupervisor();
  const host = await converse(await supervisor.attach());
  await host.ask(serving('waits', { timeout_seconds: 2 }));
  await host.ask(turn('t1', 'slow'));
  const end = await host.end('t1');
  assert.equal(end.type === 'turn.failed' && end.code, 'TURN_TIMEOUT');
});

test('servers cost the supervisor little memory', async (t) => {
  await using supervisor = startSupervisor();
  const host = await converse(await supervisor.attach());
  await host.ask(serving('json'));
  for (let count = 0; count < 50; count += 1) {
    await host.ask(turn(`t${count}`, 'hello'));
    const { seq } = await host.end(`t${count}`);
    host.ack(seq);
  }
  t.diagnostic(`resident: ${supervisor.memory('VmRSS')} kB after 50 turns of a server`);
  assert.ok(supervisor.memory('VmRSS') < 16_000);
});
