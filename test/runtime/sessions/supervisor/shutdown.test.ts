// The end of a container: turns may finish, their ends may be stored, and nobody waits for ever.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { configure, turn } from '../../../support/supervisor/commands.ts';
import { converse } from '../../../support/supervisor/conversation.ts';
import { startSupervisor } from '../../../support/supervisor/local-supervisor.ts';

test('idle, it ends at once on SIGTERM, and its workers with it', async () => {
  await using supervisor = startSupervisor();
  const host = await converse(await supervisor.attach());
  await host.hello();
  await host.ask(configure());
  await host.ask(turn('t1', 'hi'));
  host.ack((await host.end('t1')).seq);
  const { pid } = await host.first('worker.started');
  supervisor.signal('SIGTERM');
  assert.equal(await supervisor.exited, 0);
  assert.throws(() => process.kill(pid, 0), /ESRCH/);
});

test('a turn in flight may end within grace, and new ones are refused', async () => {
  await using supervisor = startSupervisor();
  const host = await converse(await supervisor.attach());
  await host.hello();
  await host.ask(configure({ handler: 'main.waits' }));
  const gate = join(supervisor.workspace, 'gate');
  await host.ask(turn('t1', gate));
  await host.first('turn.delta');
  await host.ask({ type: 'shutdown', grace: 20 });
  const refused = await host.ask(turn('t2', gate));
  assert.equal(!refused.ok && refused.error.code, 'SHUTTING_DOWN');
  writeFileSync(gate, '');
  const end = await host.end('t1');
  assert.equal(end.type, 'turn.done');
  host.ack(end.seq);
  assert.equal(await supervisor.exited, 0);
});

test('a turn that takes longer is told to be interrupted, which is no failure of the agent’s', async () => {
  await using supervisor = startSupervisor();
  const host = await converse(await supervisor.attach());
  await host.hello();
  await host.ask(configure({ handler: 'main.never_ends' }));
  await host.ask(turn('t1', ''));
  await host.ask({ type: 'shutdown', grace: 0.1 });
  const end = await host.end('t1');
  assert.equal(end.type === 'turn.failed' && end.code, 'TURN_INTERRUPTED');
  assert.equal(await supervisor.exited, 0);
});
