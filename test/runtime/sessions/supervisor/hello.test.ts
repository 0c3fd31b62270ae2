// What an attachment begins with, and what is refused.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MAX_LINE_BYTES } from '../../../../runtime/sessions/link/frames.ts';
import { configure } from '../../../support/supervisor/commands.ts';
import { converse } from '../../../support/supervisor/conversation.ts';
import { startSupervisor } from '../../../support/supervisor/local-supervisor.ts';

test('it says hello with what it holds, for that is what a runtime decides on that has just come', async () => {
  await using supervisor = startSupervisor();
  const host = await converse(await supervisor.attach());
  const hello = await host.hello();
  assert.deepEqual(
    { ...hello, boot: '', re: '' },
    {
      type: 'hello',
      re: '',
      version: 2,
      boot: '',
      pid: supervisor.pid,
      epoch: 1,
      seq: 0,
      turns: [],
      workers: [],
      asks: [],
    },
  );
  await host.ask(configure({ revision: 'r7' }));
  const again = await host.hello();
  assert.equal(again.boot, hello.boot);
  assert.deepEqual(again.workers, [{ agent: 'echo', revision: 'r7', running: false }]);
});

test('the version before and the one after are understood, so that runtimes can be upgraded; others are not', async () => {
  await using supervisor = startSupervisor();
  const host = await converse(await supervisor.attach());
  for (const version of [1, 2, 3]) assert.equal((await host.hello({ version })).version, 2);
  const answer = await host.ask({ type: 'hello', version: 4 });
  assert.equal(!answer.ok && answer.error.code, 'PROTOCOL_MISMATCH');
});

test('a runtime whose lease was taken over is refused, for two must not steer one session', async () => {
  await using supervisor = startSupervisor();
  const old = await converse(await supervisor.attach(), 4);
  await old.hello();
  const next = await converse(await supervisor.attach(), 5);
  await next.hello();
  for (const command of [configure(), { type: 'hello', version: 1 }, { type: 'turn.cancel', turn: 't' }]) {
    const answer = await old.ask(command);
    assert.equal(!answer.ok && answer.error.code, 'STALE_EPOCH');
  }
  assert.equal((await next.ask(configure())).ok, true);
});

test('what can not be parsed is answered bad_frame and harms nothing that follows', async () => {
  await using supervisor = startSupervisor();
  const host = await converse(await supervisor.attach());
  const bad = [
    '{"type":"hello","id":"x",',
    '[]',
    '{"no":"type"}',
    '\u0000\ufffd',
    '{"type":"hello"}',
    'x'.repeat(MAX_LINE_BYTES + 1),
    '['.repeat(100_000),
    '{"type":"chunk","of":"a","part":1,"parts":3,"data":""}',
    '{"type":"ack","seq":"1"}',
  ];
  for (const line of bad) host.write(line);
  assert.equal((await host.ask(configure())).ok, true);
  assert.equal(host.heard.filter(({ type }) => type === 'bad_frame').length, bad.length);
});

test('half a line that a killed runtime left behind is ended by the newline of the next', async () => {
  await using supervisor = startSupervisor();
  const killed = await supervisor.attach();
  killed.input.write('{"type":"turn.start","id":"1","epo');
  const next = await converse(await supervisor.attach());
  await next.hello();
  assert.equal((await next.ask(configure())).ok, true);
});

test('commands that lack something, or are of another version, are refused by name', async () => {
  await using supervisor = startSupervisor();
  const host = await converse(await supervisor.attach());
  const refused = async (command: object): Promise<string | undefined> => {
    const answer = await host.ask(command);
    return answer.ok ? undefined : answer.error.code;
  };
  assert.equal(await refused({ type: 'no.such' }), 'UNKNOWN_COMMAND');
  assert.equal(await refused({ type: 'turn.cancel' }), 'BAD_COMMAND');
  assert.equal(await refused({ ...configure(), timeout_seconds: 'long' }), 'BAD_COMMAND');
  assert.equal(await refused({ ...configure(), env: { A: 1 } }), 'BAD_COMMAND');
  assert.equal(await refused(configure({ contract: 'http' })), 'BAD_COMMAND');
  const http = { contract: 'http', command: ['true'] } as const;
  assert.equal(await refused(configure({ ...http, http: { port: 70_000 } })), 'BAD_COMMAND');
  assert.equal(await refused(configure({ contract: 'exec' })), 'BAD_COMMAND');
  assert.equal(await refused(configure({ runtime: 'command' })), 'BAD_COMMAND');
});
