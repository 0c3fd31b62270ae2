// A link to the real supervisor: what a runtime asks is done once and answered, what the supervisor says is heard once and
// kept until it is stored, also when the stream between them is lost.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { EngineError } from '../../../../runtime/containers/errors.ts';
import { isLinkError } from '../../../../runtime/sessions/link/errors.ts';
import { configure, turn } from '../../../support/supervisor/commands.ts';
import { startSupervisor } from '../../../support/supervisor/local-supervisor.ts';
import { openTestLink } from '../../../support/supervisor/test-link.ts';

test('a turn is asked for, answered and heard to its end', async () => {
  await using supervisor = startSupervisor();
  await using host = await openTestLink(supervisor);
  assert.deepEqual(await host.link.request(configure({ handler: 'main.pieces' })), {});
  assert.deepEqual(await host.link.request(turn('t1', 'a b')), { state: 'started' });
  assert.equal((await host.end('t1')).content, 'ab');
  assert.deepEqual(
    host.frames.map(({ type }) => type).filter((type) => type !== 'workspace'),
    ['turn.started', 'worker.started', 'turn.delta', 'turn.delta', 'turn.done'],
  );
});

test('what the supervisor refuses is thrown under its code, with what to do', async () => {
  await using supervisor = startSupervisor();
  await using host = await openTestLink(supervisor);
  await assert.rejects(
    host.link.request(turn('t1', 'hi')),
    (thrown) => isLinkError(thrown, 'AGENT_NOT_CONFIGURED') && thrown.disposition === 'retry',
  );
});

test('the stream is lost again and again: every frame is heard once, in order, every request is answered', async () => {
  await using supervisor = startSupervisor();
  await using host = await openTestLink(supervisor);
  await host.link.request(configure({ handler: 'main.appends', concurrency: 1 }));
  for (let count = 1; count <= 10; count += 1) {
    const answer = host.link.request(turn(`t${count}`, ''));
    supervisor.detachAll();
    assert.match((await answer).state, /started/);
    supervisor.detachAll();
    const { content } = await host.end(`t${count}`);
    assert.equal(content?.trim().split('\n').at(-1), `t${count} 1`);
    assert.equal(content?.trim().split('\n').length, count, 'each ran once');
  }
  assert.deepEqual(
    host.frames.map(({ seq }) => seq),
    host.frames.map((_, at) => at + 1),
  );
  assert.ok(host.hellos.length > 10);
});

test('an end is acknowledged only when it was stored: a runtime that dies before leaves it to its successor', async () => {
  await using supervisor = startSupervisor();
  const first = await openTestLink(supervisor, { epoch: 1, stores: false });
  await first.link.request(configure());
  await first.link.request(turn('t1', 'one'));
  await first.link.request(configure({ agent: 'other' }));
  await first.end('t1');
  await first.link.request(turn('t2', 'two', { agent: 'other' }));
  await first.end('t2');
  first.link.ack((await first.end('t2')).seq);
  first.link.close();

  const second = await openTestLink(supervisor, { epoch: 2, stores: false });
  assert.equal((await second.end('t1')).content, 'echo: one');
  assert.equal(
    (await second.end('t2')).content,
    'echo: two',
    'acknowledging is cumulative, so it came again',
  );
  second.link.ack((await second.end('t2')).seq);
  second.link.ack((await second.end('t1')).seq);
  second.link.close();

  await using third = await openTestLink(supervisor, { epoch: 3 });
  assert.deepEqual(third.hellos[0]?.turns, []);
});

test('a turn in flight goes on for the runtime that takes over, and the one before is told to stop', async () => {
  await using supervisor = startSupervisor();
  const first = await openTestLink(supervisor, { epoch: 1 });
  const gate = join(supervisor.workspace, 'gate');
  await first.link.request(configure({ handler: 'main.waits' }));
  await first.link.request(turn('t1', gate));
  await using second = await openTestLink(supervisor, { epoch: 2 });
  assert.deepEqual(second.hellos[0]?.turns, [{ turn: 't1', attempt: 1, agent: 'echo', state: 'running' }]);
  assert.equal((await first.link.closed)?.code, 'STALE_EPOCH');
  await assert.rejects(first.link.request(turn('t2', '')), (thrown) => isLinkError(thrown, 'STALE_EPOCH'));
  writeFileSync(gate, '');
  assert.equal((await second.end('t1')).content, 'waiting done');
});

test('the same id has one effect, asked at once or one after the other', async () => {
  await using supervisor = startSupervisor();
  await using host = await openTestLink(supervisor);
  await host.link.request(configure({ handler: 'main.appends' }));
  const ask = () => host.link.request(turn('t1', ''), { id: 'start:t1:1' });
  assert.deepEqual(await Promise.all([ask(), ask()]), [{ state: 'started' }, { state: 'started' }]);
  assert.deepEqual(await ask(), { state: 'started' });
  assert.equal((await host.end('t1')).content, 't1 1\n');
});

test('a message of 10 MB passes, and small requests pass beside it', async () => {
  await using supervisor = startSupervisor();
  await using host = await openTestLink(supervisor);
  await host.link.request(configure({ handler: 'main.length' }));
  const long = host.link.request(turn('t1', 'ä'.repeat(5_000_000)));
  assert.deepEqual(await host.link.request({ type: 'turn.cancel', turn: 'none' }), { state: 'unknown' });
  await long;
  assert.equal((await host.end('t1')).content, '5000000');
});

test('a container that no longer runs ends the link at once, with what to do; requests end with it', async () => {
  await using supervisor = startSupervisor();
  let running = true;
  const host = await openTestLink(supervisor, {
    attach: async () => {
      if (running) return supervisor.attach();
      throw new EngineError('CONTAINER_NOT_RUNNING', 'It does not run.');
    },
  });
  await host.link.request(configure());
  running = false;
  supervisor.signal('SIGSTOP');
  const request = host.link.request({ type: 'turn.cancel', turn: 'none' });
  supervisor.detachAll();
  await assert.rejects(
    request,
    (thrown) => isLinkError(thrown, 'LINK_LOST') && thrown.disposition === 'retry',
  );
  assert.equal((await host.link.closed)?.code, 'LINK_LOST');
  await assert.rejects(host.link.request(configure()), (thrown) => isLinkError(thrown, 'LINK_LOST'));
  supervisor.signal('SIGCONT');
});

test('an engine that is away for a moment is waited for', async () => {
  await using supervisor = startSupervisor();
  let away = 0;
  await using host = await openTestLink(supervisor, {
    attach: async () => {
      if ((away -= 1) < 0) return supervisor.attach();
      throw new EngineError('ENGINE_UNREACHABLE', 'It is away.');
    },
  });
  await host.link.request(configure());
  away = 3;
  supervisor.detachAll();
  assert.deepEqual(await host.link.request({ type: 'turn.cancel', turn: 'none' }), { state: 'unknown' });
});

test('an aborted request rejects with the reason, and the link goes on', async () => {
  await using supervisor = startSupervisor();
  await using host = await openTestLink(supervisor);
  const signal = AbortSignal.abort(new Error('no longer wanted'));
  await assert.rejects(host.link.request(configure(), { signal }), /no longer wanted/);
  const controller = new AbortController();
  supervisor.signal('SIGSTOP');
  const request = host.link.request(configure(), { signal: controller.signal });
  controller.abort(new Error('changed my mind'));
  await assert.rejects(request, /changed my mind/);
  supervisor.signal('SIGCONT');
  assert.deepEqual(await host.link.request(configure()), {});
});

test('closed by its user it detaches, and the supervisor goes on', async () => {
  await using supervisor = startSupervisor();
  const host = await openTestLink(supervisor);
  host.link.close();
  assert.equal(await host.link.closed, undefined);
  await assert.rejects(host.link.request(configure()), (thrown) => isLinkError(thrown, 'LINK_CLOSED'));
  await using next = await openTestLink(supervisor, { epoch: 2 });
  assert.deepEqual(await next.link.request(configure()), {});
});
