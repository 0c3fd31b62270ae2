// The contract `exec`: a process per message, its standard output is the reply.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WorkerConfigureCommand } from '../../../../runtime/sessions/link/frames.ts';
import { AGENTS, configure, context, turn } from '../../../support/supervisor/commands.ts';
import { converse, type Conversation } from '../../../support/supervisor/conversation.ts';
import { startSupervisor } from '../../../support/supervisor/local-supervisor.ts';

let turns = 0;

async function run(host: Conversation, message: string, more: Partial<WorkerConfigureCommand> = {}) {
  const id = `t${(turns += 1)}`;
  const command = ['./agent.sh', 'first', 'second'];
  const dir = `${AGENTS}/command`;
  await host.ask(configure({ contract: 'exec', runtime: 'command', dir, command, revision: id, ...more }));
  const answer = await host.ask(turn(id, message));
  assert.equal(answer.ok, true, JSON.stringify(answer));
  return host.end(id);
}

test('the message is its standard input, what it prints the reply', async () => {
  await using supervisor = startSupervisor();
  const host = await converse(await supervisor.attach());
  const content = async (message: string): Promise<unknown> => {
    const end = await run(host, message);
    return end.type === 'turn.done' ? end.content : end;
  };
  assert.equal(await content('echo Grüße\n'), 'Grüße', 'without the newline that ends the last line');
  assert.equal(await content('args'), 'first second');
  assert.equal(await content('ignore'), 'unread', 'a command need not read its message');
  const deaf = await run(host, 'x'.repeat(500_000), { command: ['sh', '-c', 'exec <&-; echo unread'] });
  assert.equal(deaf.type === 'turn.done' && deaf.content, 'unread', 'not even a long one');
  assert.equal(String(await content('much 3000000')).length, 3_000_000);
  const given = JSON.parse(String(await content('context'))) as object;
  const { turn_id } = given as { turn_id: string };
  assert.deepEqual({ ...given, ...context(turn_id) }, given);
});

test('output that is no text is replaced, and said to be', async () => {
  await using supervisor = startSupervisor();
  const host = await converse(await supervisor.attach());
  const end = await run(host, 'binary');
  assert.deepEqual(end.type === 'turn.done' && [end.content, end.replaced], ['a\ufffdb', true]);
});

test('a code other than 0 fails the turn; what it said on standard error is in the log', async () => {
  await using supervisor = startSupervisor();
  const host = await converse(await supervisor.attach());
  const end = await run(host, 'fail');
  assert.equal(end.type === 'turn.failed' && end.code, 'HANDLER_FAILED');
  assert.match(end.type === 'turn.failed' ? end.message : '', /exited with code 4/);
  assert.equal((await host.first('log')).text, 'what went wrong');
});

test('killed, late or cancelled it fails its turn, and leaves nothing behind', async () => {
  await using supervisor = startSupervisor();
  const host = await converse(await supervisor.attach());
  const code = (end: object): unknown => ('code' in end ? end.code : end);
  assert.equal(code(await run(host, 'kill')), 'WORKER_DIED');
  assert.equal(code(await run(host, 'forever', { timeout_seconds: 0.3 })), 'TURN_TIMEOUT');
  const ended = run(host, 'forever');
  const { turn: id } = await host.first('turn.started', ({ turn: at }) => at === `t${turns}`);
  await host.ask({ type: 'turn.cancel', turn: id });
  assert.equal(code(await ended), 'TURN_CANCELLED');
});

test('what it leaves running in the background does not keep the reply', async () => {
  await using supervisor = startSupervisor();
  const host = await converse(await supervisor.attach());
  const end = await run(host, 'behind');
  assert.equal(end.type === 'turn.done' && end.content, 'left');
});

test('a command that is not there is named', async () => {
  await using supervisor = startSupervisor();
  const host = await converse(await supervisor.attach());
  const end = await run(host, '', { command: ['no-such-program'] });
  assert.equal(end.type === 'turn.failed' && end.code, 'WORKER_UNSTARTABLE');
  assert.match(end.type === 'turn.failed' ? end.message : '', /no-such-program: No such file/);
});
