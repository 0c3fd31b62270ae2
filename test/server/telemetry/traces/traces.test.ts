// The tracer against a real collector, without the rest of the server.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createTraces, noTraces, type Traces } from '../../../../server/telemetry/traces/create-traces.ts';
import { inSpan } from '../../../../state/model/trace.ts';
import { type Collector, openCollector } from '../../../support/traces/collector.ts';

const always = { sampler: 'parentbased_always_on', ratio: 1 } as const;

describe('traces', () => {
  let collector: Collector;
  before(async () => {
    collector = await openCollector();
    process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = collector.url;
  });
  after(() => collector[Symbol.asyncDispose]());
  const open = (settings: Parameters<typeof createTraces>[0] = always): Traces =>
    createTraces(settings, { version: '0' });

  it('what is left is sent when the server drains, since the last moments matter most', async () => {
    {
      await using traces = open();
      await inSpan(traces.tracer, 'outer', {}, () =>
        inSpan(traces.tracer, 'inner', {}, async () => undefined),
      );
    }
    const [inner, outer] = ['inner', 'outer'].map((name) =>
      collector.spans().find((span) => span.name === name),
    );
    assert.equal(inner?.parentId, outer?.spanId);
    assert.equal(inner?.traceId, outer?.traceId);
  });

  it('two processes that go on with one span tell the same one', async () => {
    const parent = `00-${'1'.repeat(32)}-${'2'.repeat(16)}-01`;
    await using first = open();
    await using second = open();
    const one = first.tracer.start('kept', { parent, key: 'turn/7/1', at: 1_000 });
    const other = second.tracer.start('kept', { parent, key: 'turn/7/1', at: 1_000 });
    assert.equal(one.traceparent, other.traceparent);
    assert.equal(first.tracer.named('turn/7/1', parent), one.traceparent);
    assert.notEqual(first.tracer.start('next', { parent }).traceparent, one.traceparent);
  });

  it('what nobody wants told stays untold, and says so to whoever goes on', async () => {
    await using traces = open({ sampler: 'parentbased_traceidratio', ratio: 0 });
    assert.match(traces.tracer.start('untold').traceparent ?? '', /-00$/);
    const parent = `00-${'3'.repeat(32)}-${'4'.repeat(16)}-01`;
    assert.match(traces.tracer.start('wanted', { parent }).traceparent ?? '', /-01$/);
  });

  it('what outlives a span is in none, or it would seem to belong to it', async () => {
    await using traces = open();
    const { tracer } = traces;
    await inSpan(tracer, 'short', {}, async (span) => {
      assert.equal(tracer.current(), span.traceparent);
      assert.equal(
        tracer.within(undefined, () => tracer.current()),
        undefined,
      );
    });
  });

  it('lines of the log carry the ids of the span that they are written in', async () => {
    await using traces = open();
    assert.deepEqual(traces.logFields(), {});
    await inSpan(traces.tracer, 'logged', {}, async (span) => {
      const { trace_id: traceId, span_id: spanId } = traces.logFields();
      assert.equal(span.traceparent, `00-${traceId}-${spanId}-01`);
    });
  });

  it('a collector that refuses is told of once and hurts nobody', async () => {
    const news: string[] = [];
    collector.answer(400);
    {
      await using traces = open();
      traces.tellNews({ failed: (reason) => news.push(reason), recovered: () => news.push('recovered') });
      await inSpan(traces.tracer, 'lost', {}, async () => undefined);
    }
    collector.answer(200);
    assert.equal(news.length, 1);
    assert.ok(!collector.spans().some(({ name }) => name === 'lost'));
  });

  it('without a collector nothing is made and nothing is told', async () => {
    assert.equal(createTraces(undefined, { version: '0' }), noTraces);
    assert.equal(noTraces.tracer.start('x').traceparent, undefined);
    assert.equal(await inSpan(noTraces.tracer, 'x', {}, async () => 7), 7);
  });
});
