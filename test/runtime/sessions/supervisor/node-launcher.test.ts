// Handlers in JavaScript, in every shape that people write them.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AGENTS, configure, context, turn } from '../../../support/supervisor/commands.ts';
import { converse } from '../../../support/supervisor/conversation.ts';
import { startSupervisor } from '../../../support/supervisor/local-supervisor.ts';

const node = { runtime: 'node', dir: `${AGENTS}/node` };

const shapes: readonly {
  readonly why: string;
  readonly handler: string;
  readonly message: string;
  readonly content: string;
  readonly streams?: true;
}[] = [
  {
    why: 'the earlier Raworc’s handlers run unchanged',
    handler: 'index.processMessage',
    message: 'ä',
    content: 'echo: ä',
  },
  { why: 'a plain function is one too', handler: 'index.plain', message: 'a', content: 'A' },
  { why: 'CommonJS is still written', handler: 'old.processMessage', message: 'a', content: 'cjs: a' },
  { why: 'Node strips types', handler: 'typed.processMessage', message: 'a', content: 'typed: a' },
  { why: 'sources stand in folders', handler: 'src.inner.processMessage', message: 'a', content: 'inner: a' },
  { why: 'an object with content is a reply', handler: 'index.asContent', message: 'a', content: 'a' },
  {
    why: 'any other value is shown as JSON',
    handler: 'index.asJson',
    message: '',
    content: '{"answer":42,"ö":[null]}',
  },
  { why: 'no value is an empty reply', handler: 'index.nothing', message: '', content: '' },
  {
    why: 'asynchronous generators stream',
    handler: 'index.pieces',
    message: 'a b',
    content: 'ab',
    streams: true,
  },
  { why: 'generators too', handler: 'index.plainPieces', message: 'a b', content: 'ab', streams: true },
  {
    why: 'so do web streams, by characters',
    handler: 'index.stream',
    message: 'aä😀',
    content: 'aä😀',
    streams: true,
  },
  { why: 'and bodies of responses', handler: 'index.response', message: 'ä', content: 'ä', streams: true },
];

test('handlers of every shape give the reply that they mean', async () => {
  await using supervisor = startSupervisor();
  const host = await converse(await supervisor.attach());
  await Promise.all(
    shapes.map(async ({ why, handler, message, content, streams }) => {
      await host.ask(configure({ agent: handler, handler, ...node }));
      await host.ask(turn(handler, message, { agent: handler }));
      const end = await host.end(handler);
      assert.equal(end.type === 'turn.done' ? end.content : end.message, content, why);
      const told = host.heard.flatMap((frame) =>
        frame.type === 'turn.delta' && frame.turn === handler ? [frame.text] : [],
      );
      assert.equal(told.join(''), streams ? content : '', why);
      assert.ok(!told.join('').includes('\ufffd'), why);
    }),
  );
});

test('the context is what the host sent', async () => {
  await using supervisor = startSupervisor();
  const host = await converse(await supervisor.attach());
  await host.ask(configure({ handler: 'index.saysContext', ...node }));
  await host.ask(turn('t1', ''));
  const end = await host.end('t1');
  const given = JSON.parse(end.type === 'turn.done' ? end.content : '') as object;
  assert.deepEqual({ ...given, ...context('t1') }, given);
});

test('what an agent and its children print goes to the log, before the end of its turn and never into the reply', async () => {
  await using supervisor = startSupervisor();
  const host = await converse(await supervisor.attach());
  await host.ask(configure({ handler: 'index.chatty', ...node }));
  await host.ask(turn('t1', ''));
  const end = await host.end('t1');
  assert.equal(end.type === 'turn.done' && end.content, 'reply');
  const printed = (stream: string): string =>
    host.heard
      .slice(0, host.heard.indexOf(end))
      .map((frame) => (frame.type === 'log' && frame.stream === stream ? `${frame.text}\n` : ''))
      .join('');
  assert.equal(printed('stdout'), 'printed\nfrom a child\n');
  assert.equal(printed('stderr'), 'to standard error\n');
});

test('with concurrency 3 an agent has 3 turns at once', async () => {
  await using supervisor = startSupervisor();
  const host = await converse(await supervisor.attach());
  await host.ask(configure({ handler: 'index.together', concurrency: 3, ...node }));
  for (const id of ['a', 'b', 'c']) await host.ask(turn(id, '3'));
  for (const id of ['a', 'b', 'c']) assert.equal((await host.end(id)).type, 'turn.done');
});

test('a reply of megabytes comes whole', async () => {
  await using supervisor = startSupervisor();
  const host = await converse(await supervisor.attach());
  await host.ask(configure({ handler: 'index.size', ...node }));
  await host.ask(turn('t1', '3000000'));
  const end = await host.end('t1');
  assert.equal(end.type === 'turn.done' && end.content.length, 3_000_000);
});
