// The supervisor as PID 1 of a real, hardened container: what no process of this machine can show.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { isEngineError } from '../../../../runtime/containers/errors.ts';
import {
  AGENT_DIR,
  openSupervisedEngine,
  type SupervisedEngine,
} from '../../../support/supervisor/container.ts';
import { configure as configureLocally, turn } from '../../../support/supervisor/commands.ts';
import { converse, type Conversation } from '../../../support/supervisor/conversation.ts';

const MiB = 1024 * 1024;
let there: SupervisedEngine;
before(async () => void (there = await openSupervisedEngine()));
after(() => there[Symbol.asyncDispose]());

const configure = (handler: string) => configureLocally({ dir: AGENT_DIR, handler: `main.${handler}` });

async function attached(id: string, epoch = 1): Promise<Conversation> {
  const host = await converse(await there.engine.containers.attach(id), epoch);
  await host.hello();
  return host;
}

test('it is PID 1, and an agent writes to its home, /tmp and /session as nobody special', async () => {
  const id = await there.run();
  const host = await attached(id);
  assert.equal((await host.hello()).pid, 1);
  await host.ask(configure('writes_everywhere'));
  await host.ask(turn('t1', 'hi'));
  const end = await host.end('t1');
  assert.equal(end.type === 'turn.done' ? end.content : end.message, '10001');
  host.leave();
});

test('orphans that agents leave are reaped, or a long session would run out of processes', async () => {
  const id = await there.run({ pids: 64 });
  const host = await attached(id);
  await host.ask(configure('leaves_orphans'));
  for (let count = 0; count < 30; count += 1) {
    await host.ask(turn(`t${count}`, ''));
    assert.equal((await host.end(`t${count}`)).type, 'turn.done');
  }
  const script = 'while grep -l "^State:.Z" /proc/[0-9]*/status 2>/dev/null; do :; done';
  const { exitCode } = await there.engine.containers.exec(id, ['timeout', '5', 'sh', '-c', script]);
  assert.notEqual(exitCode, 124, 'zombies are left');
  host.leave();
});

test('where no process can be started any more the turn fails, and the supervisor lives', async () => {
  const id = await there.run({ pids: 1 });
  const host = await attached(id);
  await host.ask(configure('process_message'));
  await host.ask(turn('t1', ''));
  const end = await host.end('t1');
  assert.equal(end.type === 'turn.failed' && end.code, 'WORKER_UNSTARTABLE');
  host.leave();
});

test('an agent that takes more memory than there is fails its turn with a hint that says so, and the next turn works', async () => {
  const id = await there.run({ memoryBytes: 96 * MiB });
  const host = await attached(id);
  await host.ask(configure('takes_memory'));
  await host.ask(turn('t1', ''));
  const end = await host.end('t1');
  assert.equal(end.type === 'turn.failed' && end.code, 'WORKER_DIED');
  assert.match(end.type === 'turn.failed' ? end.hint : '', /resources\.memory/);
  assert.equal((await host.first('worker.exited')).oom, true);
  await host.ask({ ...configure('process_message'), revision: '2' });
  await host.ask(turn('t2', 'still there?'));
  assert.equal((await host.end('t2')).type, 'turn.done');
  host.leave();
});

test('a turn goes on while nobody is attached, and through a pause', async () => {
  const id = await there.run();
  const first = await attached(id, 1);
  await first.ask(configure('waits'));
  await first.ask(turn('t1', '/session/gate'));
  await first.first('turn.delta');
  first.leave();
  await there.engine.containers.pause(id);
  await assert.rejects(there.engine.containers.attach(id), (thrown) =>
    isEngineError(thrown, 'CONTAINER_NOT_RUNNING'),
  );
  await there.engine.containers.unpause(id);
  await there.engine.containers.exec(id, ['touch', '/session/gate'], { user: '10001:10001' });
  const second = await attached(id, 2);
  const end = await second.end('t1');
  assert.equal(end.type === 'turn.done' && end.content, 'waiting done');
  second.leave();
});

test('stopped by the engine it ends at once with 0, and is not killed after the time-out', async () => {
  const id = await there.run();
  const host = await attached(id);
  await host.ask(configure('process_message'));
  await host.ask(turn('t1', ''));
  host.ack((await host.end('t1')).seq);
  const began = Date.now();
  await there.engine.containers.stop(id);
  assert.equal((await there.engine.containers.inspect(id))?.exitCode, 0);
  assert.ok(Date.now() - began < 5000);
});

test('a message of 10 MB passes through the engine and back', async () => {
  const id = await there.run();
  const host = await attached(id);
  await host.ask(configure('process_message'));
  const message = 'ä'.repeat(5_000_000);
  await host.ask(turn('t1', message));
  const end = await host.end('t1');
  assert.ok(end.type === 'turn.done' && end.content === `echo: ${message}`);
  host.leave();
});
