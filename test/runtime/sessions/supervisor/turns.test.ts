// A turn's life at the supervisor: once, whoever asks how often; ended exactly once, whatever happens.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { configure, turn } from '../../../support/supervisor/commands.ts';
import { converse } from '../../../support/supervisor/conversation.ts';
import { startSupervisor } from '../../../support/supervisor/local-supervisor.ts';

const state = (answer: object): unknown =>
  'result' in answer ? (answer.result as { state: string }).state : answer;
const code = (answer: object): unknown =>
  'error' in answer ? (answer.error as { code: string }).code : answer;

test('a turn that is started again and again runs once, for a killed runtime does not know what it sent', async () => {
  await using supervisor = startSupervisor();
  const host = await converse(await supervisor.attach());
  const { boot } = await host.hello();
  await host.ask(configure({ handler: 'main.appends' }));
  const start = { id: 'start', ...turn('t1', 'go') };
  assert.equal(state(await host.ask(start)), 'started');
  assert.equal(state(await host.ask(start)), 'started', 'the same id gets the same answer');
  assert.equal(state(await host.ask(turn('t1', 'go'))), 'running', 'another id, as from another runtime');
  assert.deepEqual((await host.hello()).turns, [{ turn: 't1', attempt: 1, agent: 'echo', state: 'running' }]);
  assert.equal(code(await host.ask(turn('t1', 'go', { attempt: 2 }))), 'TURN_HELD');

  const end = await host.end('t1');
  assert.equal(state(await host.ask(turn('t1', 'go'))), 'ended');
  assert.equal(code(await host.ask(turn('t1', 'go', { attempt: 2 }))), 'TURN_HELD');
  assert.deepEqual((await host.hello()).turns, [{ turn: 't1', attempt: 1, agent: 'echo', state: 'ended' }]);

  host.ack(end.seq);
  assert.equal(state(await host.ask(turn('t1', 'go'))), 'acknowledged');
  assert.deepEqual((await host.hello({ seen: { boot, seq: end.seq } })).turns, []);
  assert.deepEqual(end, { ...end, type: 'turn.done', content: 't1 1\n' });
  const begun = host.heard.flatMap((frame) => (frame.type === 'turn.started' ? [frame.seq] : []));
  assert.equal(new Set(begun).size, 1);

  await host.ask(turn('t1', 'go', { attempt: 2 }));
  const second = await host.first('turn.done', ({ attempt }) => attempt === 2);
  assert.equal(second.content, 't1 1\nt1 2\n', 'once acknowledged, a new attempt is a new turn');
});

test('an agent takes as many turns at once as it allows, and agents do not wait for each other', async () => {
  await using supervisor = startSupervisor();
  const host = await converse(await supervisor.attach());
  await host.ask(configure({ handler: 'main.waits' }));
  await host.ask(configure({ agent: 'other' }));
  const gate = join(supervisor.workspace, 'gate');
  await host.ask(turn('t1', gate));
  assert.equal(code(await host.ask(turn('t2', gate))), 'AGENT_BUSY');
  await host.ask(turn('t3', 'hi', { agent: 'other' }));
  assert.equal((await host.end('t3')).type, 'turn.done');
  writeFileSync(gate, '');
  assert.deepEqual(await host.end('t1'), { ...(await host.end('t1')), content: 'waiting done' });
  assert.equal(state(await host.ask(turn('t4', gate))), 'started');
});

test('an agent that nobody configured is not guessed at', async () => {
  await using supervisor = startSupervisor();
  const host = await converse(await supervisor.attach());
  const start = { id: 'start', ...turn('t1', 'hi') };
  assert.equal(code(await host.ask(start)), 'AGENT_NOT_CONFIGURED');
  await host.ask(configure());
  assert.equal(
    state(await host.ask(start)),
    'started',
    'what was refused may be asked for again under its id',
  );
});

test('a cancelled turn ends at once, its worker with it, and the next turn has a new one', async () => {
  await using supervisor = startSupervisor();
  const host = await converse(await supervisor.attach());
  await host.ask(configure({ handler: 'main.waits' }));
  await host.ask(turn('t1', '/no/such/file'));
  await host.first('turn.delta');
  assert.equal(state(await host.ask({ type: 'turn.cancel', turn: 't1' })), 'cancelled');
  const end = await host.end('t1');
  assert.equal(end.type === 'turn.failed' && end.code, 'TURN_CANCELLED');
  const exited = await host.first('worker.exited');
  assert.deepEqual([exited.signal, exited.oom], ['SIGKILL', false]);
  assert.equal(state(await host.ask({ type: 'turn.cancel', turn: 't1' })), 'ended');
  assert.equal(state(await host.ask({ type: 'turn.cancel', turn: 'nobody' })), 'unknown');
  writeFileSync(join(supervisor.workspace, 'gate'), '');
  await host.ask(turn('t2', join(supervisor.workspace, 'gate')));
  assert.equal((await host.end('t2')).type, 'turn.done');
});

test('a worker keeps its process from turn to turn, and gets another when it is configured anew', async () => {
  await using supervisor = startSupervisor();
  const host = await converse(await supervisor.attach());
  const pidOf = async (id: string): Promise<unknown> => {
    await host.ask(turn(id, ''));
    const end = await host.end(id);
    return end.type === 'turn.done' && end.content;
  };
  await host.ask(configure({ handler: 'main.pid' }));
  const first = await pidOf('t1');
  assert.equal(await pidOf('t2'), first);
  await host.ask(configure({ handler: 'main.pid' }));
  assert.equal(await pidOf('t3'), first, 'the same revision changes nothing');
  await host.ask(configure({ handler: 'main.pid', revision: '2', env: { KEY: 'new' } }));
  await host.first('worker.exited');
  const second = await pidOf('t4');
  assert.notEqual(second, first);
  await host.ask({ type: 'worker.stop', agent: 'echo' });
  assert.notEqual(await pidOf('t5'), second);
});

test('a worker that is started ahead is the one that the first turn finds', async () => {
  await using supervisor = startSupervisor();
  const host = await converse(await supervisor.attach());
  const start = { type: 'worker.start', agent: 'echo' } as const;
  assert.equal(code(await host.ask(start)), 'AGENT_NOT_CONFIGURED');
  await host.ask(configure({ handler: 'main.pid' }));
  await host.ask(start);
  const { pid } = await host.first('worker.started');
  await host.ask(start);
  await host.ask(turn('t1', ''));
  const end = await host.end('t1');
  assert.equal(end.type === 'turn.done' && end.content, String(pid));
  assert.equal(host.heard.filter(({ type }) => type === 'worker.started').length, 1);
});

test('one that can’t be loaded ahead is found by the first turn, which says why', async () => {
  await using supervisor = startSupervisor();
  const host = await converse(await supervisor.attach());
  await host.ask(configure({ handler: 'main.there_is_none' }));
  await host.ask({ type: 'worker.start', agent: 'echo' });
  await host.first('worker.exited');
  await host.ask(turn('t1', ''));
  assert.match(JSON.stringify(await host.end('t1')), /there_is_none/u);
});

test('configured anew in mid-turn, the worker ends the turn first', async () => {
  await using supervisor = startSupervisor();
  const host = await converse(await supervisor.attach());
  await host.ask(configure({ handler: 'main.waits' }));
  const gate = join(supervisor.workspace, 'gate');
  await host.ask(turn('t1', gate));
  await host.first('turn.delta');
  await host.ask(configure({ handler: 'main.pid', revision: '2' }));
  writeFileSync(gate, '');
  assert.equal((await host.end('t1')).type, 'turn.done');
  await host.first('worker.exited');
  await host.ask(turn('t2', ''));
  assert.match(JSON.stringify(await host.end('t2')), /"content":"\d+"/);
});
