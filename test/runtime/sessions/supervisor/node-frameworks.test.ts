// Objects of Node's frameworks as handlers, by their shapes; the frameworks themselves are in test/integration/frameworks.

import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { AGENTS, configure, context, turn } from '../../../support/supervisor/commands.ts';
import { converse } from '../../../support/supervisor/conversation.ts';
import { startSupervisor } from '../../../support/supervisor/local-supervisor.ts';

const history = [
  { role: 'user', content: 'one' },
  { role: 'agent', content: 'two', agent: 'other' },
];
const node = { runtime: 'node', dir: `${AGENTS}/node` };
const all = (message: string) => `got user one / assistant two / user ${message}`;
const small = { input_tokens: 4, output_tokens: 2, model: 'small' };

const shapes: readonly {
  readonly why: string;
  readonly handler: string;
  readonly content: string;
  readonly deltas?: readonly string[];
  readonly usage?: object;
}[] = [
  {
    why: 'a text stream of the AI SDK is streamed',
    handler: 'streamed',
    content: 'got a',
    deltas: ['got ', 'a'],
    usage: small,
  },
  { why: 'a generated text is the reply', handler: 'generated', content: 'got a', usage: small },
  {
    why: 'an agent of the AI SDK hears the conversation as structured messages',
    handler: 'agent',
    content: all('a'),
    deltas: ['got ', 'user one / assistant two / user a'],
    usage: small,
  },
  {
    why: 'what a run of OpenAI Agents took in several answers is added',
    handler: 'openaiResult',
    content: 'final a',
    usage: { input_tokens: 2, output_tokens: 3 },
  },
  {
    why: 'a graph hears the conversation, and what other than agents say is not streamed',
    handler: 'graph',
    content: all('a'),
    deltas: ['got ', 'user one / assistant two / user a'],
    usage: { input_tokens: 3, output_tokens: 1 },
  },
  {
    why: 'a graph that was not compiled yet is',
    handler: 'builder',
    content: all('a'),
    deltas: ['got ', 'user one / assistant two / user a'],
    usage: { input_tokens: 3, output_tokens: 1 },
  },
  {
    why: 'a graph with another state gets the message where it plainly belongs',
    handler: 'question',
    content: 'got a',
    deltas: ['got ', 'a'],
    usage: { input_tokens: 3, output_tokens: 1 },
  },
  {
    why: 'a graph that remembers is not told again',
    handler: 'remembering',
    content: 'got user a',
    deltas: ['got ', 'user a'],
    usage: { input_tokens: 3, output_tokens: 1 },
  },
  {
    why: 'a runnable gets its only variable',
    handler: 'runnable',
    content: 'on a',
    deltas: ['on ', 'a'],
  },
  {
    why: 'of a response of events the text is the reply',
    handler: 'events',
    content: 'ab',
    deltas: ['a', 'b'],
  },
  {
    why: 'a function may tell what it took',
    handler: 'counted',
    content: 'a',
    usage: { input_tokens: 1, model: 'tiny' },
  },
];

test('objects of every framework give the reply that they mean', async (t) => {
  await using supervisor = startSupervisor();
  const host = await converse(await supervisor.attach());
  for (const { why, handler, content, deltas = [], usage } of shapes) {
    await t.test(why, async () => {
      await host.ask(configure({ agent: handler, handler: `shapes.${handler}`, ...node }));
      await host.ask(turn(handler, 'a', { agent: handler, context: { ...context(handler), history } }));
      const end = await host.end(handler);
      assert.equal(end.type === 'turn.done' ? end.content : end.message, content);
      assert.deepEqual(end.type === 'turn.done' ? end.usage : undefined, usage);
      const told = host.heard.flatMap((frame) =>
        frame.type === 'turn.delta' && frame.turn === handler ? [frame.text] : [],
      );
      assert.deepEqual(told, deltas);
    });
  }
});

test('a factory is called once', async () => {
  await using supervisor = startSupervisor();
  const host = await converse(await supervisor.attach());
  await host.ask(configure({ handler: 'shapes.factory', ...node }));
  for (const id of ['t1', 't2']) {
    await host.ask(turn(id, id));
    const end = await host.end(id);
    assert.equal(end.type === 'turn.done' && end.content, `got user ${id}`);
  }
  const printed = host.heard.flatMap((frame) => (frame.type === 'log' ? [frame.text] : []));
  assert.deepEqual(printed, ['made 1']);
});

const folder = mkdtempSync(join(tmpdir(), 'raworc-agent-'));
after(() => rmSync(folder, { recursive: true }));

test('an agent of OpenAI Agents is run by the package that its own code uses, as it would import it', async () => {
  cpSync(`${AGENTS}/node/shapes.mjs`, join(folder, 'shapes.mjs'));
  const packaged = join(folder, 'node_modules/@openai/agents');
  mkdirSync(packaged, { recursive: true });
  const exported = { import: './run.mjs', require: './wrong.cjs' };
  writeFileSync(
    join(packaged, 'package.json'),
    JSON.stringify({ name: '@openai/agents', exports: { '.': exported } }),
  );
  writeFileSync(
    join(packaged, 'run.mjs'),
    `export async function run(agent, items, { stream }) {
      const said = items.map(({ role, content }) => role + ' ' + (content[0].text ?? content)).join(' / ');
      return {
        toTextStream: async function* () { yield agent.instructions; yield ' '; yield said; },
        completed: Promise.resolve(),
        finalOutput: stream && agent.instructions + ' ' + said,
      };
    }`,
  );
  await using supervisor = startSupervisor();
  const host = await converse(await supervisor.attach());
  await host.ask(configure({ handler: 'shapes.openaiAgent', runtime: 'node', dir: folder }));
  await host.ask(turn('t1', 'a', { context: { ...context('t1'), history } }));
  const end = await host.end('t1');
  assert.equal(
    end.type === 'turn.done' ? end.content : end.message,
    'Be brief. user one / assistant two / user a',
  );
});

test('sources in TypeScript may import each other as they will be called once compiled', async () => {
  writeFileSync(join(folder, 'state.ts'), "export const name: string = 'typed';\n");
  writeFileSync(
    join(folder, 'typed.ts'),
    "import { name } from './state.js';\nexport const handler = (message: string) => `${name}: ${message}`;\n",
  );
  await using supervisor = startSupervisor();
  const host = await converse(await supervisor.attach());
  await host.ask(configure({ handler: 'typed.handler', runtime: 'node', dir: folder }));
  await host.ask(turn('t1', 'a'));
  const end = await host.end('t1');
  assert.equal(end.type === 'turn.done' ? end.content : end.message, 'typed: a');
});

for (const [handler, message] of [
  ['brokenStream', /TypeError: no model$/],
  ['refused', /The handler's response has the status 503$/],
] as const) {
  test(`what fails in the middle of a stream fails the turn (${handler})`, async () => {
    await using supervisor = startSupervisor();
    const host = await converse(await supervisor.attach());
    await host.ask(configure({ handler: `shapes.${handler}`, ...node }));
    await host.ask(turn('t1', ''));
    const end = await host.end('t1');
    assert.ok(end.type === 'turn.failed' && end.code === 'HANDLER_FAILED');
    assert.match(end.message, message);
  });
}

for (const [handler, message, hint] of [
  ['odd', /shapes.odd is a Map, which is no function and nothing that can be run$/, /^Export a function/],
  ['unclear', /the graph's state has the inputs city, weather, and none/, /^Call the one/],
] as const) {
  test(`what can’t be run says so, with what could be (${handler})`, async () => {
    await using supervisor = startSupervisor();
    const host = await converse(await supervisor.attach());
    await host.ask(configure({ handler: `shapes.${handler}`, ...node }));
    await host.ask(turn('t1', ''));
    const end = await host.end('t1');
    assert.ok(end.type === 'turn.failed' && end.code === 'HANDLER_UNLOADABLE');
    assert.match(end.message, message);
    assert.match(end.hint, hint);
  });
}
