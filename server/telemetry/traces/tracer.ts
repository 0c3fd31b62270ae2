// The tracer, by OpenTelemetry. The vendor's types end here, and nothing is registered globally, so that several servers
// in one process don't draw each other's spans.

import {
  type Context,
  ROOT_CONTEXT,
  type Span as OtelSpan,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Tracer as OtelTracer,
} from '@opentelemetry/api';
import type { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { ATTR_ERROR_TYPE } from '@opentelemetry/semantic-conventions';
import type { Span, SpanAttributes, SpanStart, Tracer } from '../../../state/model/trace.ts';
import type { Ids } from './ids.ts';
import { parseTraceparent, showTraceparent, spanIdOf } from './traceparent.ts';

export interface TracerDeps {
  readonly otel: OtelTracer;
  readonly contexts: Pick<AsyncLocalStorageContextManager, 'active' | 'with'>;
  readonly ids: Ids;
}

const kinds = {
  internal: SpanKind.INTERNAL,
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
} as const;

const flagsOf = (isSampled: boolean): TraceFlags => (isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE);

function definedOf(attributes: SpanAttributes): Record<string, string | number | boolean> {
  return Object.fromEntries(
    Object.entries(attributes).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

function traceparentOf(span: OtelSpan | undefined): string | undefined {
  if (span === undefined) return undefined;
  const { traceId, spanId, traceFlags } = span.spanContext();
  return showTraceparent({ traceId, spanId, isSampled: (traceFlags & TraceFlags.SAMPLED) !== 0 });
}

export function createTracer({ otel, contexts, ids }: TracerDeps): Tracer {
  function contextOf(parent: string | null | undefined): Context {
    if (parent === undefined) return contexts.active();
    const name = parseTraceparent(parent ?? undefined);
    if (name === undefined) return ROOT_CONTEXT;
    const { traceId, spanId, isSampled } = name;
    return trace.setSpanContext(ROOT_CONTEXT, {
      traceId,
      spanId,
      traceFlags: flagsOf(isSampled),
      isRemote: true,
    });
  }

  function start(name: string, { parent, kind, attributes = {}, at, key }: SpanStart = {}): Span {
    const within = contextOf(parent);
    const options = {
      kind: kinds[kind ?? 'internal'],
      attributes: definedOf(attributes),
      ...(at === undefined ? {} : { startTime: at }),
    };
    const spanId = key === undefined ? undefined : spanIdOf(key);
    const own = ids.withSpanId(spanId, () => otel.startSpan(name, options, within));
    const inside = trace.setSpan(within, own);
    return {
      traceparent: traceparentOf(own),
      set: (more) => void own.setAttributes(definedOf(more)),
      run: (work) => contexts.with(inside, work),
      end({ error } = {}) {
        if (!own.isRecording()) return;
        if (error !== undefined) {
          own.setAttribute(ATTR_ERROR_TYPE, error.code);
          own.setStatus({ code: SpanStatusCode.ERROR, message: error.message });
        }
        own.end();
      },
    };
  }

  return {
    start,
    current: () => traceparentOf(trace.getSpan(contexts.active())),
    named(key, parent) {
      const name = parseTraceparent(parent);
      return name && showTraceparent({ ...name, spanId: spanIdOf(key) });
    },
    within: (traceparent, work) => contexts.with(contextOf(traceparent ?? null), work),
  };
}
