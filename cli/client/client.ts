// The HTTP client of the CLI: JSON in, JSON out, errors as the server named them, streams as events.

import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { Conversation } from '../../server/api/frames.ts';
import type { Listed } from '../../server/api/shapes/view.ts';
import { serverUnreachable } from '../errors.ts';
import type { ClientSettings } from '../settings/client-settings.ts';
import { parseEventStream, type ReceivedEvent } from './event-stream.ts';
import { patienceFor } from './patience.ts';
import { problemOf } from './problem.ts';

export interface RequestOptions {
  readonly body?: unknown;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** A body that is no JSON, sent as it comes. */
export interface RawOptions {
  readonly content?: Readable;
  /** The content's type. */
  readonly type?: string;
  readonly accept?: string;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly signal?: AbortSignal;
}

/** Paths are below `/api/v0/`; shapes are those of the OpenAPI description. */
export interface Client {
  readonly url: string;
  request<T>(method: string, path: string, options?: RequestOptions): Promise<T>;
  get<T>(path: string, query?: RequestOptions['query']): Promise<T>;
  post<T>(path: string, body?: unknown, query?: RequestOptions['query']): Promise<T>;
  /** Every item of a list, page by page. */
  all<T>(path: string, query?: RequestOptions['query']): Promise<readonly T[]>;
  /** A request and an answer that are files; whoever asks reads the answer's body to its end. */
  raw(method: string, path: string, options?: RawOptions): Promise<Response>;
  /** Follows an event stream until it ends or the signal aborts. */
  stream(method: string, path: string, options?: RequestOptions): AsyncIterable<ReceivedEvent>;
  /** A connection in both directions, as a WebSocket. */
  connect(path: string, query?: Readonly<Record<string, string | readonly number[]>>): Promise<Conversation>;
}

export function createClient({ url, token }: ClientSettings): Client {
  async function send(
    method: string,
    path: string,
    { body, content, type, ...options }: RequestOptions & Omit<RawOptions, 'accept'>,
    accept: string,
  ): Promise<Response> {
    const target = new URL(`${url}/api/v0/${path}`);
    for (const [name, value] of Object.entries(options.query ?? {})) {
      if (value !== undefined) target.searchParams.set(name, String(value));
    }
    const headers: Record<string, string> = { authorization: `Bearer ${token}`, accept, ...options.headers };
    const sent = body === undefined ? content : JSON.stringify(body);
    if (sent !== undefined) headers['content-type'] = body === undefined ? (type ?? '') : 'application/json';
    const waiting = options.signal === undefined ? {} : { signal: options.signal };
    for (let repeats = 0; ; repeats += 1) {
      let response: Response;
      try {
        response = await fetch(target, {
          method,
          headers,
          ...(sent === undefined ? {} : { body: sent as NonNullable<RequestInit['body']>, duplex: 'half' }),
          ...waiting,
        });
      } catch (error) {
        if (options.signal?.aborted) throw error;
        // What could not be read here is not the server's fault.
        if (content?.errored) throw content.errored;
        throw serverUnreachable(url, error);
      }
      if (response.ok) return response;
      const problem = problemOf(await response.text(), response.status, response.url);
      // What was read from a stream can't be sent again.
      const waitMs = content === undefined ? patienceFor(response, repeats) : undefined;
      if (waitMs === undefined) throw problem;
      await delay(waitMs, undefined, waiting);
    }
  }

  const client: Client = {
    url,
    async request<T>(method: string, path: string, options: RequestOptions = {}) {
      const response = await send(method, path, options, 'application/json');
      const text = await response.text();
      return (text === '' ? undefined : JSON.parse(text)) as T;
    },
    get: (path, query) => client.request('GET', path, query === undefined ? {} : { query }),
    post: (path, body, query) =>
      client.request('POST', path, {
        ...(body === undefined ? {} : { body }),
        ...(query === undefined ? {} : { query }),
      }),
    async all<T>(path: string, query: RequestOptions['query'] = {}) {
      const items: T[] = [];
      for (let after: string | undefined; ;) {
        const page = await client.get<Listed<T>>(path, { ...query, after });
        items.push(...page.items);
        if (page.next === null) return items;
        after = page.next;
      }
    },
    raw: (method, path, { accept, ...options } = {}) => send(method, path, options, accept ?? '*/*'),
    async *stream(method, path, options = {}) {
      const response = await send(method, path, options, 'text/event-stream');
      if (response.body !== null) yield* parseEventStream(response.body);
    },
    async connect(path, query = {}) {
      // Hardly any command needs one.
      const { openSocket } = await import('./socket.ts');
      const asked = new URLSearchParams();
      for (const [name, value] of Object.entries(query)) {
        for (const one of typeof value === 'string' ? [value] : value) asked.append(name, String(one));
      }
      return openSocket({ url, token }, `${path}?${asked.toString()}`);
    },
  };
  return client;
}
