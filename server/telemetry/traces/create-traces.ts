// Traces as OpenTelemetry's collectors take them: off unless somebody is named who takes them.

import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
} from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { ATTR_SERVICE_NAME, ATTR_SERVICE_VERSION } from '@opentelemetry/semantic-conventions';
import { noTracer, type Tracer } from '../../../state/model/trace.ts';
import { createIds } from './ids.ts';
import { createSampler, type TraceSettings } from './sampler.ts';
import { type ExportNews, tellingExporter } from './telling-exporter.ts';
import { parseTraceparent } from './traceparent.ts';
import { createTracer } from './tracer.ts';

/** Disposing sends what is left, as far as somebody takes it within a few seconds. */
export interface Traces extends AsyncDisposable {
  readonly tracer: Tracer;
  /** What a line of the log says of the span that it is written in. */
  logFields(): { readonly trace_id?: string; readonly span_id?: string };
  /** Who is told of trouble; until then nobody is. */
  tellNews(news: ExportNews): void;
}

const FLUSH_MS = 5_000;

export const noTraces: Traces = {
  tracer: noTracer,
  logFields: () => ({}),
  tellNews() {},
  async [Symbol.asyncDispose]() {},
};

/** `settings` undefined: nobody takes them. Where they are sent is read from the environment by the exporter itself. */
export function createTraces(
  settings: TraceSettings | undefined,
  { version }: { readonly version: string },
): Traces {
  if (settings === undefined) return noTraces;
  let news: ExportNews = { failed() {}, recovered() {} };
  const exporter = tellingExporter(new OTLPTraceExporter(), {
    failed: (reason) => news.failed(reason),
    recovered: () => news.recovered(),
  });
  const contexts = new AsyncLocalStorageContextManager().enable();
  const ids = createIds();
  const provider = new TracerProvider({
    sampler: createSampler(settings),
    idGenerator: ids,
    resource: defaultResource()
      .merge(resourceFromAttributes({ [ATTR_SERVICE_NAME]: 'raworc', [ATTR_SERVICE_VERSION]: version }))
      .merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new BatchSpanProcessor({ exporter, exportTimeoutMillis: FLUSH_MS })],
  });
  const tracer = createTracer({ otel: provider.getTracer('raworc', version), contexts, ids });

  return {
    tracer,
    logFields() {
      const name = parseTraceparent(tracer.current());
      return name === undefined ? {} : { trace_id: name.traceId, span_id: name.spanId };
    },
    tellNews(told) {
      news = told;
    },
    async [Symbol.asyncDispose]() {
      const late = AbortSignal.timeout(FLUSH_MS);
      const isLate = new Promise<void>((resolve) => late.addEventListener('abort', () => resolve()));
      await Promise.race([provider.shutdown().catch(() => undefined), isLate]);
      contexts.disable();
    },
  };
}
