// What a collector of OpenTelemetry is told by the whole runtime with real containers: a message on its way to the agent and
// back, and a push on its way to sessions that run it.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { traceSettings } from '../../../cli/settings/trace-settings.ts';
import { createTraces, type Traces } from '../../../server/telemetry/traces/create-traces.ts';
import { createTestGitHub, type TestGitHub } from '../../support/github/github.ts';
import { commandAgent, pythonAgent, space } from '../../support/runtime/agents.ts';
import { openRealRuntime, type RealRuntime } from '../../support/runtime/real-runtime.ts';
import { ask, openSession } from '../../support/runtime/talk.ts';
import { type Collector, openCollector, type ToldSpan } from '../../support/traces/collector.ts';
import { headersOf, pushTo } from '../../webhook/receiver/signed.ts';

const repo = 'acme/config';
const secret = 'a secret that is long enough';
const traceparent = /^00-([0-9a-f]{32})-[0-9a-f]{16}-01/;

const files = {
  ...space('traced'),
  ...pythonAgent('traced', 'teller', 'return str(context.get("traceparent"))'),
  ...commandAgent('traced', 'shell', 'printf %s "$TRACEPARENT"'),
  ...pythonAgent(
    'traced',
    'asker',
    [
      'import http.client, json, socket',
      'class Door(http.client.HTTPConnection):',
      '    def connect(self):',
      '        self.sock = socket.socket(socket.AF_UNIX)',
      '        self.sock.connect(os.environ["RAWORC_SOCKET"])',
      'door = Door("raworc")',
      'door.request("POST", "/ask", json.dumps({"agent": "teller", "message": "where are you?"}))',
      'return context["traceparent"] + " " + json.loads(door.getresponse().read())["content"]',
    ].join('\n'),
  ),
  ...pythonAgent('traced', 'breaker', 'raise ValueError("on purpose")'),
};

describe('traces', () => {
  const undo = new AsyncDisposableStack();
  let collector: Collector;
  let github: TestGitHub;
  let traces: Traces;
  let runtime: RealRuntime;
  let session: string;
  before(async () => {
    collector = undo.use(await openCollector());
    process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = collector.url;
    github = undo.use(await createTestGitHub());
    await github.createRepository(repo, files);
    traces = undo.use(createTraces(traceSettings(process.env), { version: '1.2.3' }));
    runtime = undo.use(
      await openRealRuntime({
        traces,
        settings: {
          RAWORC_CONFIG_REPO: `https://github.com/${repo}`,
          RAWORC_CONFIG_REF: 'main',
          RAWORC_GIT_INSTEAD_OF: `https://github.com/=${github.url}/`,
          RAWORC_WEBHOOK_SECRET: secret,
        },
      }),
    );
    await runtime.client.post('sync', { wait: 240 });
    session = await openSession(runtime, 'traced');
  });
  after(() => undo.disposeAsync());

  const named = (spans: readonly ToldSpan[], name: string) => spans.filter((span) => span.name === name);
  const only = (spans: readonly ToldSpan[], name: string): ToldSpan => {
    const [found, ...more] = named(spans, name);
    assert.ok(found !== undefined && more.length === 0, `${name}: ${more.length + (found ? 1 : 0)}`);
    return found;
  };
  /** Names from the span to the beginning of its trace. */
  function wayOf(spans: readonly ToldSpan[], span: ToldSpan): readonly string[] {
    const parent = spans.find(({ spanId }) => spanId === span.parentId);
    return parent === undefined ? [span.name] : [span.name, ...wayOf(spans, parent)];
  }
  /** Those of the trace that the agent's reply names, once the request that began it has ended. */
  async function traceOf(reply: string): Promise<readonly ToldSpan[]> {
    const [, traceId] = traceparent.exec(reply) ?? assert.fail(`no traceparent: ${reply}`);
    const own = (spans: readonly ToldSpan[]) => spans.filter((span) => span.traceId === traceId);
    return own(await collector.until((spans) => own(spans).some(({ kind }) => kind === 'server')));
  }

  const REQUEST = 'POST /api/v0/sessions/:id/messages';

  it('a message is one trace from the request through route and agent to the stored reply', async () => {
    const reply = await ask(runtime, session, 'teller', 'Where?');
    const spans = await traceOf(reply);
    const request = only(spans, REQUEST);
    assert.equal(request.parentId, '');
    assert.equal(request.service, 'raworc');
    assert.equal(request.attributes['http.route'], '/api/v0/sessions/:id/messages');
    assert.equal(request.attributes['http.response.status_code'], 200);

    const route = only(spans, 'route');
    assert.equal(route.parentId, request.spanId);
    assert.equal(route.attributes['raworc.route.by'], 'request');

    const agent = only(spans, 'invoke_agent teller');
    assert.equal(agent.parentId, request.spanId);
    assert.equal(agent.kind, 'client');
    const { attributes } = agent;
    assert.deepEqual(
      [
        attributes['gen_ai.operation.name'],
        attributes['gen_ai.agent.name'],
        attributes['gen_ai.agent.id'],
        attributes['gen_ai.conversation.id'],
      ],
      ['invoke_agent', 'teller', 'traced/teller', session],
    );
    assert.ok(agent.endedAt >= agent.startedAt && agent.startedAt >= request.startedAt);
    assert.equal(reply, `00-${agent.traceId}-${agent.spanId}-01`, 'what the agent was given is its span');
    assert.equal(only(spans, 'store reply').parentId, agent.spanId);
  });

  it('a command finds its span in its environment, for its own spans to join', async () => {
    const reply = await ask(runtime, session, 'shell', 'Where?');
    const agent = only(await traceOf(reply), 'invoke_agent shell');
    assert.equal(reply, `00-${agent.traceId}-${agent.spanId}-01`);
  });

  it('what an agent asks another is below its own span', async () => {
    const reply = await ask(runtime, session, 'asker', 'Ask!');
    const spans = await traceOf(reply);
    const asking = only(spans, 'invoke_agent asker');
    const asked = only(spans, 'invoke_agent teller');
    assert.equal(asked.parentId, asking.spanId);
    assert.equal(asked.attributes['raworc.turn.via'], 'ask');
    assert.equal(reply.split(' ')[1], `00-${asked.traceId}-${asked.spanId}-01`);
  });

  it('a turn that fails says so, and why', async () => {
    await assert.rejects(ask(runtime, session, 'breaker', 'Break!'));
    const spans = await collector.until((all) => named(all, 'invoke_agent breaker').length > 0);
    const failed = only(spans, 'invoke_agent breaker');
    assert.equal(failed.isError, true);
    assert.equal(failed.attributes['error.type'], 'HANDLER_FAILED');
  });

  it('whoever asks with a trace of their own sees the turn in it', async () => {
    const theirs = { traceId: 'ab'.repeat(16), spanId: 'cd'.repeat(8) };
    const answer = await fetch(`${runtime.url}/api/v0/sessions/${session}/messages?wait=20`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${runtime.token}`,
        'content-type': 'application/json',
        traceparent: `00-${theirs.traceId}-${theirs.spanId}-01`,
      },
      body: JSON.stringify({ content: 'Where?', agent: 'teller' }),
    });
    assert.equal(answer.status, 200);
    const spans = await collector.until((all) =>
      all.some(({ traceId, kind }) => traceId === theirs.traceId && kind === 'server'),
    );
    const own = spans.filter(({ traceId }) => traceId === theirs.traceId);
    assert.equal(only(own, REQUEST).parentId, theirs.spanId);
    assert.equal(only(own, 'invoke_agent teller').traceId, theirs.traceId);
  });

  it('a turn that outlives its runtime is still one span, told by whoever ended it', async () => {
    const slow = 'time.sleep(3)\nreturn context["traceparent"]';
    await github.repo(repo).git.commit({ ...pythonAgent('traced', 'slow', slow) });
    await runtime.client.post('sync', { wait: 240 });
    const fresh = await openSession(runtime, 'traced');
    const { id } = await runtime.client.post<{ id: string }>(`sessions/${fresh}/messages`, {
      content: 'Slowly.',
      agent: 'slow',
    });
    await runtime.client.get(`sessions/${fresh}/wait`, { state: 'busy', timeout: 10 });
    await runtime.restart();
    const told = await collector.until((all) => named(all, 'invoke_agent slow').length > 0);
    const agent = only(told, 'invoke_agent slow');
    assert.equal(agent.attributes['raworc.turn.id'], id);
    const messages = await runtime.client.get<{ items: { content: string }[] }>(`sessions/${fresh}/messages`);
    assert.equal(messages.items.at(-1)?.content, `00-${agent.traceId}-${agent.spanId}-01`);
  });

  it('a push is one trace through delivery, plan, builds and the sessions that move to the new image', async () => {
    await github.repo(repo).git.commit({ ...pythonAgent('traced', 'teller', 'return "new"') });
    const body = pushTo(repo);
    const answer = await fetch(`${runtime.url}/webhook/github`, {
      method: 'POST',
      headers: headersOf({ event: 'push', body, key: secret }),
      body,
    });
    assert.equal(answer.status, 202);
    const isWhole = (spans: readonly ToldSpan[]): boolean => {
      const root = spans.findLast(({ name }) => name === 'POST /webhook/github');
      const own = spans.filter(({ traceId }) => traceId === root?.traceId);
      return named(own, 'apply').length > 0 && named(own, 'reconcile session').length > 0;
    };
    const all = await collector.until(isWhole);
    const { traceId } = only(all, 'POST /webhook/github');
    const own = all.filter((span) => span.traceId === traceId);
    const pushed = ['delivery', 'POST /webhook/github'];
    const config = ['reconcile config', ...pushed];
    assert.deepEqual(wayOf(own, only(own, 'plan')), ['plan', ...config]);
    const layer = ['build layer', 'reconcile space', ...config];
    assert.deepEqual(wayOf(own, only(own, 'build layer')), layer);
    const image = ['build image', 'reconcile space', ...layer];
    assert.deepEqual(wayOf(own, only(own, 'build image')), image);
    const applied = wayOf(own, only(own, 'apply'));
    assert.deepEqual(applied, ['apply', 'reconcile space', ...image]);
    const moved = named(own, 'reconcile session').map((span) => wayOf(own, span).slice(1));
    assert.ok(
      moved.some((way) => way.join() === applied.slice(1).join()),
      JSON.stringify(moved),
    );
    assert.equal(only(own, 'build layer').attributes['raworc.agent'], 'teller');
  });
});
