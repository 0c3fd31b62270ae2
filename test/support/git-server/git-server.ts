// A real smart-HTTP Git server for tests: `git http-backend` behind node:http, with passwords, counters and faults.

import { spawn } from 'node:child_process';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

import { hermeticGit } from './fixture-repository.ts';
import { writeCgiAnswer } from './cgi.ts';

export interface GitServerOptions {
  /** Asks every request for this user and password (HTTP Basic). */
  readonly auth?: { readonly username: string; readonly password: string };
  /** Serves https with this key and certificate (PEM). */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** Lets everybody push; default: only who gave the password, where there is one. */
  readonly push?: boolean;
}

/**
 * What to do to requests instead of serving them well:
 * - `hang`: accept and never answer; `hang-in-pack`: begin the pack, then say nothing more
 * - `cut`: close the connection after so many bytes of the answer
 * - `corrupt`: flip a bit of the answer at that byte
 * - `answer`: this status, type and body
 */
export type Fault =
  | { readonly type: 'hang' }
  | { readonly type: 'hang-in-pack'; readonly afterBytes: number }
  | { readonly type: 'cut'; readonly afterBytes: number }
  | { readonly type: 'corrupt'; readonly atByte: number }
  | {
      readonly type: 'answer';
      readonly status: number;
      readonly contentType?: string;
      readonly body?: string;
    };

export interface GitServerStats {
  /** All requests; those that ask for the refs (or, in version 2 of the protocol, the capabilities). */
  requests: number;
  listings: number;
  /** Requests to `git-upload-pack`, which version 2 of the protocol lists refs with too. */
  fetches: number;
  pushes: number;
  /** Bytes of all answers' bodies. */
  bytesSent: number;
}

export interface GitServer {
  /** `http://127.0.0.1:PORT`; the repository at `ROOT/a/b.git` is at `{url}/a/b.git`. */
  readonly url: string;
  readonly stats: GitServerStats;
  /** Does this to every request that it applies to (`listing`, `fetch`, `push` or all) until it is called without a fault. */
  setFault(fault?: Fault, on?: Step | 'all'): void;
  /** Ends all connections too, so that it returns at once. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Serves every repository below `rootDir`, those that are made later too. */
export async function serveRepositories(rootDir: string, options: GitServerOptions = {}): Promise<GitServer> {
  const stats: GitServerStats = { requests: 0, listings: 0, fetches: 0, pushes: 0, bytesSent: 0 };
  let fault: { readonly fault: Fault; readonly on: Step | 'all' } | undefined;

  function handle(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '/', 'http://server');
    const step = stepOf(url);
    stats.requests += 1;
    if (step !== 'other') stats[counterOf[step]] += 1;
    if (options.auth !== undefined && !isAuthorized(request, options.auth)) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end('Who are you?');
      return;
    }
    const active = fault !== undefined && (fault.on === 'all' || fault.on === step) ? fault.fault : undefined;
    if (active?.type === 'hang') return;
    if (active?.type === 'answer') {
      response
        .writeHead(active.status, { 'content-type': active.contentType ?? 'text/plain' })
        .end(active.body);
      return;
    }
    const backend = spawn('git', ['http-backend'], {
      env: { ...process.env, ...hermeticGit, ...cgiVariables(request, url, rootDir, options) },
    });
    backend.stdin.on('error', () => {}); // the backend may answer without reading everything
    backend.stderr.resume();
    response.on('close', () => backend.kill());
    request.pipe(backend.stdin);
    writeCgiAnswer(backend.stdout, response, active, (bytes) => {
      stats.bytesSent += bytes;
    });
  }

  const server = options.tls === undefined ? createServer(handle) : createTlsServer(options.tls, handle);
  await new Promise<void>((listening) => {
    server.listen(0, '127.0.0.1', listening);
  });
  const close = () =>
    new Promise<void>((closed) => {
      server.close(() => closed());
      server.closeAllConnections();
    });
  const { port } = server.address() as AddressInfo;
  return {
    url: `${options.tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    stats,
    setFault(next, on = 'all') {
      fault = next === undefined ? undefined : { fault: next, on };
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

type Step = 'listing' | 'fetch' | 'push';

const counterOf = { listing: 'listings', fetch: 'fetches', push: 'pushes' } as const;

function stepOf(url: URL): Step | 'other' {
  if (url.pathname.endsWith('/info/refs')) return 'listing';
  if (url.pathname.endsWith('/git-upload-pack')) return 'fetch';
  if (url.pathname.endsWith('/git-receive-pack')) return 'push';
  return 'other';
}

function isAuthorized(request: IncomingMessage, auth: { username: string; password: string }): boolean {
  const expected = Buffer.from(`${auth.username}:${auth.password}`).toString('base64');
  return request.headers.authorization === `Basic ${expected}`;
}

function cgiVariables(
  request: IncomingMessage,
  url: URL,
  root: string,
  options: GitServerOptions,
): Record<string, string> {
  const header = (name: string) => request.headers[name]?.toString() ?? '';
  const mayPush = options.push === true || options.auth !== undefined;
  return {
    GIT_PROJECT_ROOT: root,
    GIT_HTTP_EXPORT_ALL: '1',
    GIT_PROTOCOL: header('git-protocol'),
    REQUEST_METHOD: request.method ?? 'GET',
    PATH_INFO: decodeURIComponent(url.pathname),
    QUERY_STRING: url.search.slice(1),
    CONTENT_TYPE: header('content-type'),
    ...(header('content-length') === '' ? {} : { CONTENT_LENGTH: header('content-length') }),
    HTTP_CONTENT_ENCODING: header('content-encoding'),
    ...(mayPush ? { REMOTE_USER: options.auth?.username ?? 'anybody' } : {}),
    // Fixtures may belong to another user than the one who serves them.
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'safe.directory',
    GIT_CONFIG_VALUE_0: '*',
  };
}
