// Requests as spans: one continues the trace of whoever asks, or begins one, and what the request makes happen happens in it.

import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Span, Tracer } from '../../state/model/trace.ts';
import type { Api } from './typed.ts';

const TRACEPARENT = 'traceparent';
/** Asked all the time, by machines, and told by metrics. */
const untold = new Set(['/health', '/ready', '/version', '/metrics']);

/** Also what is written of it by a timer, or by what happens to its connection, says to which trace it belongs. */
function bindLog(request: FastifyRequest, traceparent: string): void {
  const [, traceId, spanId] = traceparent.split('-');
  request.log = request.log.child({ trace_id: traceId, span_id: spanId });
}

/** For all routes that are registered afterwards. */
export function traceRequests(api: Api, tracer: Tracer): void {
  const spans = new WeakMap<FastifyRequest, Span>();

  function begin(request: FastifyRequest, reply: FastifyReply): Span | undefined {
    const { method, routeOptions, headers, id } = request;
    const { url: route } = routeOptions;
    if (route !== undefined && untold.has(route)) return undefined;
    const given = headers[TRACEPARENT];
    const span = tracer.start(route === undefined ? method : `${method} ${route}`, {
      parent: typeof given === 'string' ? given : null,
      kind: 'server',
      attributes: {
        'http.request.method': method,
        'http.route': route,
        'url.path': request.url.split('?')[0],
        'url.scheme': request.protocol,
        'raworc.request.id': id,
      },
    });
    if (span.traceparent === undefined) return undefined;
    spans.set(request, span);
    bindLog(request, span.traceparent);
    // Also where nobody waits for the answer any more.
    reply.raw.once('close', () => end(span, request, reply));
    return span;
  }

  function end(span: Span, { account }: FastifyRequest, { statusCode }: FastifyReply): void {
    span.set({ 'http.response.status_code': statusCode, 'enduser.id': account || undefined });
    const isOurFault = statusCode >= 500;
    span.end(isOurFault ? { error: { code: String(statusCode), message: 'The request failed.' } } : {});
  }

  api.addHook('onRequest', (request, reply, done) => {
    const span = begin(request, reply);
    if (span === undefined) done();
    else span.run(done);
  });
  // What reads a body loses the way that it came by.
  api.addHook('preValidation', (request, _reply, done) => {
    const span = spans.get(request);
    if (span === undefined) done();
    else span.run(done);
  });
}
