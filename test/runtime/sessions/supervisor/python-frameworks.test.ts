// Objects of Python's frameworks as handlers, by their shapes; the frameworks themselves are in test/integration/frameworks.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AGENTS, configure, context, turn } from '../../../support/supervisor/commands.ts';
import { converse } from '../../../support/supervisor/conversation.ts';
import { startSupervisor } from '../../../support/supervisor/local-supervisor.ts';

const history = [
  { role: 'user', content: 'one' },
  { role: 'agent', content: 'two', agent: 'other' },
];

const shapes: readonly {
  readonly why: string;
  readonly handler: string;
  /** Of a first and of a second turn. */
  readonly content: readonly [string, string];
  readonly deltas?: readonly string[];
  readonly usage?: object;
  readonly log?: RegExp;
}[] = [
  {
    why: 'a graph hears the conversation as structured messages, streams, and prints into the log',
    handler: 'graph',
    content: ['got user one / assistant two / user a', 'got user one / assistant two / user b'],
    deltas: ['got ', 'user one / assistant two / user a'],
    log: /thread ses_1/,
  },
  {
    why: 'a graph with another state gets the message where it plainly belongs',
    handler: 'question',
    content: ['got user a', 'got user b'],
    deltas: ['got ', 'user a'],
  },
  {
    why: 'a graph that was not compiled yet is',
    handler: 'builder',
    content: ['got user one / assistant two / user a', 'got user one / assistant two / user b'],
    deltas: ['got ', 'user one / assistant two / user a'],
  },
  {
    why: 'a graph that remembers is not told again, also where its memory is synchronous',
    handler: 'remembering',
    content: ['3 messages', '4 messages'],
  },
  {
    why: 'a runnable gets its only variable, and the history where it asks for it',
    handler: 'runnable',
    content: ['on a after 2', 'on b after 2'],
    deltas: ['on ', 'a', ' after 2'],
  },
  {
    why: 'a crew has {message}, and its tokens are those of this turn',
    handler: 'crew',
    content: ['message=a', 'message=b'],
    usage: { input_tokens: 10, output_tokens: 1 },
  },
  {
    why: 'a crew’s single placeholder is the message, and {history} what was said',
    handler: 'topic_crew',
    content: ['history=user: one\nassistant: two; subject=a', 'history=user: one\nassistant: two; subject=b'],
    usage: { input_tokens: 10, output_tokens: 1 },
  },
  {
    why: 'a project’s class makes its crew',
    handler: 'Project',
    content: ['message=a', 'message=b'],
    usage: { input_tokens: 10, output_tokens: 1 },
  },
  {
    why: 'a flow gets what its state declares and nothing else',
    handler: 'Flow',
    content: ["flows with [('question', 'a')]", "flows with [('question', 'b')]"],
  },
  {
    why: 'a team goes on with what it heard, and is told only once what was said before',
    handler: 'team',
    content: ['heard 1, 4 lines', 'heard 2, 1 lines'],
    deltas: ['hea'],
    usage: { input_tokens: 3, output_tokens: 2 },
  },
  {
    why: 'a factory is called once',
    handler: 'factory',
    content: ['heard 1, 4 lines', 'heard 2, 1 lines'],
    deltas: ['hea'],
    usage: { input_tokens: 3, output_tokens: 2 },
    log: /^made 1$/,
  },
  {
    why: 'also an asynchronous one',
    handler: 'later_factory',
    content: ['got user one / assistant two / user a', 'got user one / assistant two / user b'],
    deltas: ['got ', 'user one / assistant two / user a'],
  },
  {
    why: 'a function may return what a runner returned',
    handler: 'result',
    content: ['final a', 'final b'],
    usage: { input_tokens: 5, output_tokens: 6, model: 'small' },
  },
  { why: 'or the state of a graph', handler: 'invoked', content: ['invoked', 'invoked'] },
  {
    why: 'or the answer of a model’s client',
    handler: 'completion',
    content: ['completed a', 'completed b'],
  },
  {
    why: 'a function may tell what it took; what makes no sense of it is left out',
    handler: 'counted',
    content: ['a', 'b'],
    usage: { input_tokens: 1, cost: 0.5, currency: 'EUR' },
  },
];

for (const { why, handler, content, deltas = [], usage, log } of shapes) {
  test(why, async () => {
    await using supervisor = startSupervisor();
    const host = await converse(await supervisor.attach());
    await host.ask(configure({ handler: `shapes.${handler}` }));
    const replies: string[] = [];
    for (const [id, message] of [
      ['t1', 'a'],
      ['t2', 'b'],
    ] as const) {
      await host.ask(turn(id, message, { context: { ...context(id), history } }));
      const end = await host.end(id);
      replies.push(end.type === 'turn.done' ? end.content : (end.message ?? end.type));
      assert.deepEqual(end.type === 'turn.done' ? end.usage : undefined, usage);
    }
    assert.deepEqual(replies, content);
    const told = host.heard.flatMap((frame) =>
      frame.type === 'turn.delta' && frame.turn === 't1' ? [frame.text] : [],
    );
    assert.deepEqual(told, deltas);
    const printed = host.heard.flatMap((frame) => (frame.type === 'log' ? [frame.text] : []));
    assert.match(printed.join('\n'), log ?? /^$/);
  });
}

for (const [handler, message] of [
  ['odd', /^handler shapes.odd is a builtins.object, which is no function and nothing that can be run$/],
  ['unclear', /^the graph's state has the inputs city, weather, and none of them is plainly the message$/],
  ['missing', /has no function or object missing$/],
] as const) {
  test(`what can’t be run says so, with what could be (${handler})`, async () => {
    await using supervisor = startSupervisor();
    const host = await converse(await supervisor.attach());
    await host.ask(configure({ handler: `shapes.${handler}` }));
    await host.ask(turn('t1', ''));
    const end = await host.end('t1');
    assert.ok(end.type === 'turn.failed' && end.code === 'HANDLER_UNLOADABLE');
    assert.match(end.message, message);
    assert.match(end.hint, /^(Name a function|Call the one|Check `handler`)/);
  });
}

test('frameworks don’t report to their makers, unless the agent says so', async () => {
  await using supervisor = startSupervisor();
  const host = await converse(await supervisor.attach());
  const names = 'CREWAI_DISABLE_TELEMETRY OTEL_SDK_DISABLED OPENAI_AGENTS_DISABLE_TRACING';
  const seen = async (agent: string, env: Record<string, string>) => {
    await host.ask(configure({ agent, dir: `${AGENTS}/python`, handler: 'main.environment', env }));
    await host.ask(turn(agent, names, { agent }));
    const end = await host.end(agent);
    return Object.values(
      JSON.parse(end.type === 'turn.done' ? end.content : '{}') as Record<string, string | null>,
    );
  };
  assert.deepEqual(await seen('silent', {}), ['true', 'true', '1']);
  assert.deepEqual(await seen('telling', { CREWAI_DISABLE_TELEMETRY: 'false' }), ['false', 'true', '1']);
  const traced = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318' };
  assert.deepEqual(await seen('traced', traced), ['true', null, '1']);
});
