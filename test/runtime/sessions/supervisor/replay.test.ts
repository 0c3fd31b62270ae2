// What is said while nobody listens is lost on the stream, and must not be lost.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Frame } from '../../../../runtime/sessions/link/frames.ts';
import { configure, turn } from '../../../support/supervisor/commands.ts';
import { converse } from '../../../support/supervisor/conversation.ts';
import { startSupervisor } from '../../../support/supervisor/local-supervisor.ts';

const numbers = (frames: readonly Frame[]): number[] =>
  frames.flatMap((frame) => ('seq' in frame && frame.type !== 'hello' ? [frame.seq] : []));

test('a turn that ended while nobody was attached is told to who comes next, from its first frame on', async () => {
  await using supervisor = startSupervisor();
  const first = await converse(await supervisor.attach());
  await first.ask(configure({ handler: 'main.waits' }));
  const gate = join(supervisor.workspace, 'gate');
  await first.ask(turn('t1', gate));
  await first.first('turn.delta');
  first.leave();
  writeFileSync(gate, '');

  const next = await converse(await supervisor.attach(), 2);
  const hello = await next.hello();
  const end = await next.end('t1');
  assert.equal(end.type === 'turn.done' && end.content, 'waiting done');
  // What is said before the hello comes again after it.
  const heard = numbers(next.heard.slice(next.heard.indexOf(hello) + 1));
  assert.deepEqual(
    heard,
    heard.map((_, at) => at + 1),
    'without a gap, in order',
  );
});

test('what was acknowledged is not repeated, nor what the same runtime says it has seen', async () => {
  await using supervisor = startSupervisor();
  const first = await converse(await supervisor.attach());
  const { boot } = await first.hello();
  await first.ask(configure());
  await first.ask(turn('t1', 'one'));
  const one = await first.end('t1');
  first.ack(one.seq);
  await first.ask(turn('t2', 'two'));
  const two = await first.end('t2');
  first.leave();

  const second = await converse(await supervisor.attach());
  assert.equal((await second.hello()).seq, two.seq);
  assert.deepEqual(numbers(second.heard.filter((frame) => frame.type !== 'hello'))[0], one.seq + 1);
  second.leave();

  const third = await converse(await supervisor.attach());
  await third.hello({ seen: { boot, seq: two.seq } });
  await third.ask({ type: 'turn.cancel', turn: 'none' });
  assert.deepEqual(numbers(third.heard), []);
  third.leave();

  const stranger = await converse(await supervisor.attach());
  await stranger.hello({ seen: { boot: 'another start', seq: 1000 } });
  assert.equal((await stranger.end('t2')).seq, two.seq, 'numbers of another start mean nothing here');
});

test('an acknowledgement of another start or an older lease forgets nothing', async () => {
  await using supervisor = startSupervisor();
  const old = await converse(await supervisor.attach(), 1);
  const { boot } = await old.hello();
  const next = await converse(await supervisor.attach(), 2);
  await next.hello();
  await next.ask(configure());
  await next.ask(turn('t1', 'one'));
  const { seq } = await next.end('t1');
  old.write(JSON.stringify({ type: 'ack', boot, seq, epoch: 1 }));
  old.write(JSON.stringify({ type: 'ack', boot: 'another', seq, epoch: 2 }));
  assert.equal((await next.hello()).turns.length, 1);
});

test('memory is bounded: full, it stops reading the worker, which waits; no line and no reply is lost', async () => {
  await using supervisor = startSupervisor({ RAWORC_HELD_BYTES: '300000' });
  const host = await converse(await supervisor.attach());
  await host.hello();
  await host.ask(configure({ handler: 'main.floods' }));
  const before = supervisor.memory('VmHWM');
  await host.ask(turn('t1', '20000'));
  // Nobody acknowledges: what is heard stops growing, and commands are answered still.
  let size = -1;
  while (size !== numbers(host.heard).length) {
    size = numbers(host.heard).length;
    for (let asked = 0; asked < 50; asked += 1) await host.ask({ type: 'turn.cancel', turn: 'none' });
  }
  assert.ok(!host.heard.some(({ type }) => type === 'turn.done'), 'the worker waits');
  const held = host.heard.reduce((sum, frame) => sum + (frame.type === 'log' ? frame.text.length : 0), 0);
  assert.ok(held < 500_000, `${held} bytes were taken`);

  let acknowledged = 0;
  const acknowledge = async (): Promise<void> => {
    const seq = Math.max(...numbers(host.heard));
    if (seq > acknowledged) host.ack((acknowledged = seq));
    await host.ask({ type: 'turn.cancel', turn: 'none' });
  };
  while (!host.heard.some(({ type }) => type === 'turn.done')) await acknowledge();
  const lines = host.heard.flatMap((frame) => (frame.type === 'log' ? frame.text.split('\n') : []));
  assert.equal(lines.length, 20_000);
  assert.ok(lines.every((line, at) => line.startsWith(String(at).padStart(7, '0'))));
  const grown = supervisor.memory('VmHWM') - before;
  assert.ok(grown < 6000, `20 MB were printed, and memory grew by ${grown} kB`);
});

test('time in which the worker had to wait for us does not count against its deadline', async () => {
  await using supervisor = startSupervisor({ RAWORC_HELD_BYTES: '100000' });
  const host = await converse(await supervisor.attach());
  await host.hello();
  await host.ask(configure({ handler: 'main.floods', timeout_seconds: 1 }));
  await host.ask(turn('t1', '2000'));
  // Longer than the deadline: what is waited for is time itself.
  await new Promise((resolve) => setTimeout(resolve, 1500));
  let acknowledged = 0;
  while (!host.heard.some(({ type }) => type === 'turn.done' || type === 'turn.failed')) {
    const seq = Math.max(...numbers(host.heard));
    if (seq > acknowledged) host.ack((acknowledged = seq));
    await host.ask({ type: 'turn.cancel', turn: 'none' });
  }
  assert.equal((await host.end('t1')).type, 'turn.done');
});
