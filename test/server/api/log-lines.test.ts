// Lines of the log that are written for a request name its trace, whatever they are written by: its handler, a timer that
// looks after all requests, or what happens to its connection.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, beforeEach, describe, it } from 'node:test';
import fastify, { LogController } from 'fastify';
import { createLog } from '../../../cli/serve/log.ts';
import { traceRequests } from '../../../server/api/trace-requests.ts';
import type { Api } from '../../../server/api/typed.ts';
import { createTraces, type Traces } from '../../../server/telemetry/traces/create-traces.ts';
import { inSpan } from '../../../state/model/trace.ts';

interface Line {
  readonly msg: string;
  readonly trace_id?: string;
  readonly span_id?: string;
}

const theirs = 'ab'.repeat(16);
const headers = { traceparent: `00-${theirs}-${'cd'.repeat(8)}-01` };

describe('lines of the log', () => {
  const texts: string[] = [];
  let traces: Traces;
  before(() => {
    // Nobody takes the spans: the lines name them all the same.
    process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = 'http://127.0.0.1:9';
    traces = createTraces({ sampler: 'parentbased_always_on', ratio: 1 }, { version: '0' });
  });
  after(() => traces[Symbol.asyncDispose]());
  beforeEach(() => texts.splice(0));

  const createTestLog = () =>
    createLog('info', { traceFields: traces.logFields, to: { write: (text) => void texts.push(text) } });
  function open() {
    const app = fastify({
      loggerInstance: createTestLog(),
      logController: new LogController({ disableRequestLogging: true }),
    });
    traceRequests(app as unknown as Api, traces.tracer);
    return app;
  }
  const written = (msg: string): Line => {
    const text = texts.find((each) => (JSON.parse(each) as Line).msg === msg);
    assert.ok(text !== undefined, `not written: ${msg}`);
    assert.equal(text.match(/"trace_id"/g)?.length, 1, `once: ${text}`);
    return JSON.parse(text) as Line;
  };

  it('name the trace where a handler writes them, before and after it has waited', async () => {
    const app = open();
    app.post('/', async ({ log }) => {
      log.info('at once');
      await once(AbortSignal.timeout(1), 'abort');
      log.info('later');
      return {};
    });
    await app.inject({ method: 'POST', url: '/', headers, payload: { some: 'body' } });
    assert.equal(written('at once').trace_id, theirs);
    assert.deepEqual(written('later').span_id, written('at once').span_id);
  });

  it('name it where a handler throws, and where the answer can’t be written', async () => {
    const app = open();
    app.setErrorHandler(async (error, { log }, reply) => {
      log.error('it failed');
      return reply.status(500).send({ message: String(error) });
    });
    app.get('/', async () => {
      throw new Error('on purpose');
    });
    await app.inject({ url: '/', headers });
    assert.equal(written('it failed').trace_id, theirs);
  });

  it('name it where something outside of the request writes them, and keep those of others apart', async () => {
    const app = open();
    const requests: { readonly info: (text: string) => void }[] = [];
    app.get('/:who', async ({ log, params }) => {
      requests.push({ info: (text) => log.info(`${(params as { who: string }).who} ${text}`) });
      return {};
    });
    await app.inject({ url: '/one', headers });
    await app.inject({ url: '/two', headers: { traceparent: `00-${'ef'.repeat(16)}-${'12'.repeat(8)}-01` } });
    for (const { info } of requests) info('is cut off');
    assert.equal(written('one is cut off').trace_id, theirs);
    assert.equal(written('two is cut off').trace_id, 'ef'.repeat(16));
    const elsewhere = inSpan(traces.tracer, 'sweep', {}, async () => requests[0]?.info('was swept'));
    await elsewhere;
    assert.equal(written('one was swept').trace_id, theirs, 'it is about the request, whoever found it');
  });

  it('name the innermost span elsewhere, and none where there is none', async () => {
    const log = createTestLog().child({ part: 'reconciler' });
    await inSpan(traces.tracer, 'outer', {}, () =>
      inSpan(traces.tracer, 'inner', {}, async ({ traceparent }) => {
        log.info('inside');
        assert.equal(`00-${written('inside').trace_id}-${written('inside').span_id}-01`, traceparent);
      }),
    );
    log.info('outside');
    assert.doesNotMatch(texts.at(-1) ?? '', /trace_id/);
  });
});
