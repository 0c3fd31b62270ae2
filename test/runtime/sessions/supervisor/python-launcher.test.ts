// Handlers in Python, in every shape that people write them.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { NumberedFrame } from '../../../../runtime/sessions/link/frames.ts';
import { AGENTS, configure, context, turn } from '../../../support/supervisor/commands.ts';
import { converse } from '../../../support/supervisor/conversation.ts';
import { startSupervisor } from '../../../support/supervisor/local-supervisor.ts';

const shapes: readonly {
  readonly why: string;
  readonly handler: string;
  readonly message: string;
  readonly content: string;
  readonly deltas?: readonly string[];
}[] = [
  {
    why: 'the earlier Raworc’s handlers run unchanged',
    handler: 'process_message',
    message: 'ä',
    content: 'echo: ä',
  },
  { why: 'many need no context', handler: 'only_message', message: 'a', content: 'A' },
  { why: 'libraries are asynchronous', handler: 'later', message: 'a', content: 'later: a' },
  { why: 'a dict with content is a reply', handler: 'as_content', message: 'a', content: 'a' },
  {
    why: 'any other value is shown as JSON',
    handler: 'as_json',
    message: '',
    content: '{"answer": 42, "ö": [null]}',
  },
  { why: 'no value is an empty reply', handler: 'nothing', message: '', content: '' },
  { why: 'generators stream', handler: 'pieces', message: 'a b', content: 'ab', deltas: ['a', 'b'] },
  {
    why: 'asynchronous ones too',
    handler: 'later_pieces',
    message: 'a b',
    content: 'ab',
    deltas: ['a', 'b'],
  },
];

test('handlers of every shape give the reply that they mean', async () => {
  await using supervisor = startSupervisor();
  const host = await converse(await supervisor.attach());
  for (const { why, handler, message, content, deltas = [] } of shapes) {
    await host.ask(configure({ agent: handler, handler: `main.${handler}` }));
    await host.ask(turn(handler, message, { agent: handler }));
    const end = await host.end(handler);
    assert.equal(end.type === 'turn.done' ? end.content : end.message, content, why);
    const told = host.heard.flatMap((frame) =>
      frame.type === 'turn.delta' && frame.turn === handler ? [frame.text] : [],
    );
    assert.deepEqual(told, deltas, why);
  }
});

test('the context is what the host sent, with workspace and deadline filled in', async () => {
  await using supervisor = startSupervisor();
  const host = await converse(await supervisor.attach());
  await host.ask(configure({ handler: 'main.says_context' }));
  await host.ask(turn('t1', ''));
  const end = await host.end('t1');
  const given = JSON.parse(end.type === 'turn.done' ? end.content : '') as Record<string, string>;
  const { deadline, workspace, ...rest } = given;
  assert.deepEqual(rest, context('t1'));
  assert.equal(workspace, supervisor.workspace);
  assert.match(deadline ?? '', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
});

test('what an agent and its children print goes to the log, before the end of its turn and never into the reply', async () => {
  await using supervisor = startSupervisor();
  const host = await converse(await supervisor.attach());
  await host.ask(configure({ handler: 'main.chatty' }));
  await host.ask(turn('t1', ''));
  const end = await host.end('t1');
  assert.equal(end.type === 'turn.done' && end.content, 'reply');
  const before = host.heard.slice(0, host.heard.indexOf(end));
  const printed = (stream: string): string =>
    before
      .flatMap((frame) => (frame.type === 'log' && frame.stream === stream ? [frame] : []))
      .map(({ text, turn: of }) => `${of}: ${text}\n`)
      .join('');
  assert.match(printed('stdout'), /^t1: printed\n/);
  assert.match(printed('stdout'), /half a linefrom a child/);
  assert.equal(printed('stderr'), 't1: to standard error\n');
});

test('printed bytes that are no text are replaced, and said to be', async () => {
  await using supervisor = startSupervisor();
  const host = await converse(await supervisor.attach());
  await host.ask(configure({ handler: 'main.binary' }));
  await host.ask(turn('t1', ''));
  const log = await host.first('log');
  assert.deepEqual([log.text, log.replaced], ['\ufffd\ufffd\u0000 binary', true]);
});

for (const handler of ['together', 'together_in_threads']) {
  test(`with concurrency 3 an agent has 3 turns at once (${handler})`, async () => {
    await using supervisor = startSupervisor();
    const host = await converse(await supervisor.attach());
    await host.ask(configure({ handler: `main.${handler}`, concurrency: 3 }));
    for (const id of ['a', 'b', 'c']) await host.ask(turn(id, '3'));
    const busy = await host.ask(turn('d', '3'));
    assert.equal(busy.ok, false);
    const ends: NumberedFrame[] = await Promise.all(['a', 'b', 'c'].map((id) => host.end(id)));
    assert.ok(ends.every((end) => end.type === 'turn.done' && end.content === 'together'));
  });
}

test('one cancelled turn of several leaves the worker to the others', async () => {
  await using supervisor = startSupervisor();
  const host = await converse(await supervisor.attach());
  await host.ask(configure({ handler: 'main.together', concurrency: 3 }));
  for (const id of ['a', 'b']) await host.ask(turn(id, '3'));
  await host.ask({ type: 'turn.cancel', turn: 'a' });
  await host.ask(turn('c', '3'));
  assert.equal((await host.end('b')).type, 'turn.done');
  assert.equal((await host.end('c')).type, 'turn.done');
  const ends = host.heard.filter(
    (frame) => 'turn' in frame && frame.turn === 'a' && frame.type !== 'turn.started',
  );
  assert.deepEqual(
    ends.map(({ type }) => type),
    ['turn.failed'],
    'its own result is dropped',
  );
});

test('it starts in its folder, imports from it, has a home, and only its own environment', async () => {
  await using supervisor = startSupervisor();
  const host = await converse(await supervisor.attach());
  await host.ask(configure({ handler: 'main.where' }));
  await host.ask(turn('t1', ''));
  const folder = `${AGENTS}/python`;
  const end = await host.end('t1');
  assert.deepEqual(JSON.parse(end.type === 'turn.done' ? end.content : ''), [folder, folder, true]);

  const env = { API_KEY: 'secret', HOME: '/elsewhere' };
  await host.ask(configure({ agent: 'other', handler: 'main.environment', env }));
  await host.ask(turn('t2', 'API_KEY HOME TMPDIR RAWORC_AGENT', { agent: 'other' }));
  const seen = await host.end('t2');
  assert.deepEqual(JSON.parse(seen.type === 'turn.done' ? seen.content : ''), {
    API_KEY: 'secret',
    HOME: '/elsewhere',
    TMPDIR: '/tmp',
    RAWORC_AGENT: 'other',
  });
  await host.ask(configure({ agent: 'third', handler: 'main.environment' }));
  await host.ask(turn('t3', 'API_KEY', { agent: 'third' }));
  const none = await host.end('t3');
  assert.equal(none.type === 'turn.done' && none.content, '{"API_KEY": null}');
});
