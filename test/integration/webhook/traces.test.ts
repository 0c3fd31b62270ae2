// What a collector of OpenTelemetry is told of a pull request, on a GitHub of our own: from its delivery to what stands under
// it, and from its merge to the deployment that says how it went.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createLog } from '../../../cli/serve/log.ts';
import { traceSettings } from '../../../cli/settings/trace-settings.ts';
import { createTraces } from '../../../server/telemetry/traces/create-traces.ts';
import { agent, space } from '../../scenarios/reconciler/declared.ts';
import { type Collector, openCollector, type ToldSpan } from '../../support/traces/collector.ts';
import { config, createReviewedWorld, type ReviewedWorld } from './reviewed-world.ts';

interface Line {
  readonly key?: string;
  readonly trace_id?: string;
  readonly span_id?: string;
  readonly msg: string;
}

describe('the trace of a pull request', () => {
  const undo = new AsyncDisposableStack();
  const lines: Line[] = [];
  let collector: Collector;
  let world: ReviewedWorld;
  before(async () => {
    collector = undo.use(await openCollector());
    process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = collector.url;
    const traces = undo.use(createTraces(traceSettings(process.env), { version: '0' }));
    const to = { write: (line: string) => void lines.push(JSON.parse(line) as Line) };
    const log = createLog('info', { traceFields: traces.logFields, to });
    const files = { ...space('sales'), ...agent('sales', 'bot') };
    world = undo.use(await createReviewedWorld({ files, traces, log }));
    world.github.setPermission(config, 'ann', 'write');
  });
  after(() => undo.disposeAsync());

  /** Names from the span to the beginning of its trace, which is in the same trace all the way. */
  function wayOf(spans: readonly ToldSpan[], span: ToldSpan): readonly string[] {
    const parent = spans.find(({ spanId, traceId }) => spanId === span.parentId && traceId === span.traceId);
    return parent === undefined ? [span.name] : [span.name, ...wayOf(spans, parent)];
  }
  const publishing = (kind: string, about: string) => (span: ToldSpan) =>
    span.name === 'publish' &&
    String(span.attributes['raworc.publication']).startsWith(`${kind}/`) &&
    String(span.attributes['raworc.publication']).includes(about);
  /** Resolves with all spans once one is told whose way to the beginning is known whole. */
  const whole = (isIt: (span: ToldSpan) => boolean) =>
    collector.until((spans) =>
      spans.some((span) => isIt(span) && wayOf(spans, span).at(-1)?.startsWith('POST ')),
    );

  const delivered = ['delivery', 'POST /webhook/github'];

  it('leads from its delivery through the plan to the comment and the check', async () => {
    const ann = world.github.as('ann');
    const head = await ann.push(config, space('sales', 'description: Sells'), { branch: 'words' });
    const { number } = await ann.openPull(config, { branch: 'words' });
    const comment = publishing('comment', `#${number}`);
    const check = publishing('check', head);
    await whole(check);
    const spans = await whole(comment);
    const commented = spans.find(comment) ?? assert.fail();
    assert.deepEqual(wayOf(spans, commented), ['publish', 'review', ...delivered]);
    const own = spans.filter(({ traceId }) => traceId === commented.traceId);
    const checked = own.find(check) ?? assert.fail('the check is in the same trace');
    assert.deepEqual(wayOf(own, checked), ['publish', 'review', ...delivered]);
    const plan = own.find(({ name }) => name === 'plan') ?? assert.fail('no plan');
    assert.deepEqual(wayOf(own, plan), ['plan', 'review', ...delivered]);
    assert.equal(plan.attributes['vcs.ref.head.revision'], head);
    assert.equal(plan.attributes['raworc.plan.spaces'], 1);
    const review = own.find(({ name }) => name === 'review');
    assert.equal(review?.attributes['raworc.review'], `pull/${number}`);
    assert.ok(plan.endedAt <= checked.startedAt, 'nothing is published before it is planned');
  });

  it('goes on after its merge, in one look that lasts until all runs as merged', async () => {
    const ann = world.github.as('ann');
    await ann.push(config, { ...agent('sales', 'bot', 'two') }, { branch: 'build' });
    const { number } = await ann.openPull(config, { branch: 'build' });
    await world.see('a comment', () => world.plan(number));
    const merged = await ann.merge(config, number);
    await world.see('the deployment', () =>
      world.github
        .repo(config)
        .deployments.find(
          ({ commit, statuses }) => commit === merged && statuses.at(-1)?.state === 'success',
        ),
    );
    const spans = await whole(publishing('deployment', merged));
    const deployed = spans.filter(publishing('deployment', merged));
    for (const each of deployed) assert.deepEqual(wayOf(spans, each), ['publish', 'review', ...delivered]);
    const reviews = spans.filter(
      ({ spanId, traceId }) => deployed[0]?.parentId === spanId && deployed[0].traceId === traceId,
    );
    assert.equal(reviews.length, 1, 'however often it was looked at');
  });

  it('is named by the lines of the log that are written in it', async () => {
    const ann = world.github.as('ann');
    const head = await ann.push(config, agent('sales', 'bot', 'three'), { branch: 'main' });
    const isIts = ({ name, attributes }: ToldSpan) =>
      name === 'plan' && attributes['vcs.ref.head.revision'] === head;
    const spans = await whole(
      (span) => isIts(span) && wayOf(collector.spans(), span)[1] === 'reconcile config',
    );
    const plan = spans.find((span) => isIts(span)) ?? assert.fail();
    const run = spans.find(({ spanId }) => spanId === plan.parentId);
    const written = await world.see('the line of the space', () => {
      const own = lines.filter(({ trace_id: id }) => id === plan.traceId);
      return own.some(({ key }) => key === 'space/sales') ? own : undefined;
    });
    const ofConfig = written.filter(({ key }) => key === 'config');
    assert.ok(ofConfig.length > 0);
    for (const line of ofConfig) assert.equal(line.span_id, run?.spanId, line.msg);
    const before = lines.filter(({ msg }) => msg === 'listening');
    assert.equal(before.length, 1);
    assert.equal(before[0]?.trace_id, undefined, 'what belongs to no trace names none');
  });
});
