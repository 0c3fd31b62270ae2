// What the parts do as spans of a trace, for whoever draws them: a part without a tracer costs nothing. A span is named to
// others, also across processes, by the words of W3C's header `traceparent`. Pure.

export type SpanValue = string | number | boolean;
/** What is undefined is left out. */
export type SpanAttributes = Readonly<Record<string, SpanValue | undefined>>;

export interface SpanStart {
  /** A `traceparent`. Null: it begins a trace; left out: the span that this happens in, where there is one. */
  readonly parent?: string | null | undefined;
  /** `server` answers a request, `client` asks somebody elsewhere, `producer` and `consumer` meet through a queue. */
  readonly kind?: 'server' | 'client' | 'producer' | 'consumer';
  readonly attributes?: SpanAttributes;
  /** Milliseconds since the epoch; left out, now. */
  readonly at?: number;
  /**
   * Names the span for ever: whoever starts it again under the same parent, in whatever process, goes on with the same span.
   * One of them should end it.
   */
  readonly key?: string;
}

/** One that is never ended is never told. */
export interface Span {
  /** Undefined where nothing is traced. */
  readonly traceparent: string | undefined;
  set(attributes: SpanAttributes): void;
  /** `work` and all that it calls happen in this span. */
  run<T>(work: () => T): T;
  /** `error`: a stable word for what went wrong, and a sentence. Ending twice does nothing. */
  end(how?: { readonly error?: { readonly code: string; readonly message: string } }): void;
}

/** Never throws. */
export interface Tracer {
  start(name: string, start?: SpanStart): Span;
  /** Of the span that this happens in. */
  current(): string | undefined;
  /** How the span with that key under that parent is called, whether or not it was started. */
  named(key: string, parent: string | undefined): string | undefined;
  /** `work` happens in the span of that name; undefined: in none, as what outlives the span that it was made in. */
  within<T>(traceparent: string | undefined, work: () => T): T;
}

const noSpan: Span = {
  traceparent: undefined,
  set() {},
  run: (work) => work(),
  end() {},
};

export const noTracer: Tracer = {
  start: () => noSpan,
  current: () => undefined,
  named: () => undefined,
  within: (_, work) => work(),
};

/** `work` in a span of its own, which ends with it. */
export async function inSpan<T>(
  tracer: Tracer,
  name: string,
  start: SpanStart,
  work: (span: Span) => Promise<T>,
): Promise<T> {
  const span = tracer.start(name, start);
  try {
    return await span.run(() => work(span));
  } catch (thrown) {
    span.end({ error: failureOf(thrown) });
    throw thrown;
  } finally {
    span.end();
  }
}

/** What went wrong, as a span tells it. */
export function failureOf(thrown: unknown): { readonly code: string; readonly message: string } {
  const { code, message } = (thrown ?? {}) as { readonly code?: unknown; readonly message?: unknown };
  return {
    code: typeof code === 'string' ? code : 'UNEXPECTED',
    message: typeof message === 'string' ? message : '',
  };
}
