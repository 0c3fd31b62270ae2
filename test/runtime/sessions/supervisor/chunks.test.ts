// Lines are at most 256 KiB; messages and replies may be much longer.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MAX_LINE_BYTES } from '../../../../runtime/sessions/link/frames.ts';
import { configure, turn } from '../../../support/supervisor/commands.ts';
import { converse } from '../../../support/supervisor/conversation.ts';
import { startSupervisor } from '../../../support/supervisor/local-supervisor.ts';

test('a message of 10 MB arrives, and its echo comes back, in lines within the limit', async () => {
  await using supervisor = startSupervisor();
  const host = await converse(await supervisor.attach());
  await host.hello();
  await host.ask(configure());
  const message = 'Grüße, 😀 "quoted" \\ \n'.repeat(400_000);
  assert.ok(Buffer.byteLength(message) > 10_000_000);
  await host.ask(turn('t1', message));
  const end = await host.end('t1');
  assert.equal(end.type, 'turn.done');
  assert.ok(end.type === 'turn.done' && end.content === `echo: ${message}`);
  assert.ok(host.longestLine() <= MAX_LINE_BYTES, `${host.longestLine()}`);
});

test('a long reply that was on its way when the stream was lost begins anew', async () => {
  await using supervisor = startSupervisor();
  const first = await converse(await supervisor.attach());
  await first.hello();
  await first.ask(configure({ handler: 'main.size' }));
  await first.ask(turn('t1', '1000000'));
  first.leave();
  const next = await converse(await supervisor.attach());
  await next.hello();
  const end = await next.end('t1');
  assert.equal(end.type === 'turn.done' && end.content.length, 1_000_000);
});

test('chunks that are begun and never ended take no memory for good, and break nothing', async () => {
  await using supervisor = startSupervisor();
  const host = await converse(await supervisor.attach());
  await host.hello();
  const data = Buffer.alloc(150_000).toString('base64');
  const before = supervisor.memory('VmRSS');
  for (let series = 0; series < 200; series += 1) {
    host.write(JSON.stringify({ type: 'chunk', of: `s${series}`, part: 0, parts: 2, data }));
  }
  await host.hello();
  const grown = supervisor.memory('VmRSS') - before;
  assert.ok(grown < 8000, `${grown} kB`);
  assert.equal((await host.ask(configure())).ok, true);
});
