// The server: the API below /api/v3, as on an Enterprise server, and the repositories beside it.

import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serveRepositories } from '../git-server/git-server.ts';
import { callerOf, type Tokens } from './caller.ts';
import { repoAt, type Caller, type RepoState, type World } from './model.ts';
import { type Mood, moodAnswer } from './moods.ts';
import { findOperation } from './published-shapes.ts';
import { branchMoved, pushed, tipOf } from './pulls.ts';
import { notFound, type Call, type RepoCall, type Reply, type Route } from './routes/route.ts';

export interface ServeDeps {
  /** Folder of the bare repositories, `owner/name.git`. */
  readonly root: string;
  readonly world: World;
  readonly tokens: Tokens;
  readonly mood: () => Mood;
  readonly slowMs: () => number;
  readonly repoRoutes: readonly Route<RepoCall>[];
  readonly routes: readonly Route[];
  /** Told each request to the API. */
  readonly onRequest: (line: string) => void;
  /** Told what GitHub would not have taken. */
  readonly onFault: (fault: string) => void;
}

export interface Served {
  readonly url: string;
  close(): Promise<void>;
}

const apiPath = '/api/v3';

export async function serve(deps: ServeDeps): Promise<Served> {
  const { world, tokens, mood, slowMs } = deps;
  const git = await serveRepositories(deps.root, { push: true });

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (mood().type === 'away') {
      response.destroy();
      return;
    }
    if (slowMs() > 0) await new Promise((later) => setTimeout(later, slowMs()));
    const url = new URL(request.url ?? '/', 'http://github');
    const caller = callerOf(request.headers.authorization, tokens);
    if (!url.pathname.startsWith(`${apiPath}/`)) {
      await proxy(request, response, url, caller);
      return;
    }
    const bad = moodAnswer(mood());
    if (bad !== undefined)
      send(response, { status: bad.status, body: { message: bad.message } }, bad.headers);
    else if (caller === undefined) send(response, { status: 401, body: { message: 'Bad credentials' } });
    else send(response, await answer(request, url, caller));
  }

  async function answer(request: IncomingMessage, url: URL, caller: Caller): Promise<Reply> {
    const method = request.method ?? '';
    const path = url.pathname.slice(apiPath.length);
    deps.onRequest(`${method} ${path}`);
    const text = await readText(request);
    const body = (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>;
    const operation = findOperation(method, path);
    const faults = operation?.faults(url.searchParams, text === '' ? undefined : body) ?? ['is no operation'];
    for (const fault of faults) deps.onFault(`${method} ${path}: ${fault}`);
    for (const route of [...deps.repoRoutes, ...deps.routes]) {
      const found = route.method === method ? match(route.template, path) : undefined;
      if (found === undefined) continue;
      const call: Call = { world, caller, path: found, query: url.searchParams, body };
      const repo =
        found['repo'] === undefined ? undefined : repoAt(world, `${found['owner']}/${found['repo']}`);
      if (found['repo'] !== undefined && (repo === undefined || caller.type === 'nobody')) return notFound;
      return route.run({ ...call, repo: repo as RepoState });
    }
    deps.onFault(`${method} ${path} is not served here`);
    return notFound;
  }

  /** Whoever pushes has to say who it is; what a push did is told to the hooks. */
  async function proxy(
    request: IncomingMessage,
    response: ServerResponse,
    url: URL,
    caller: Caller | undefined,
  ): Promise<void> {
    const [, name = '', rest = ''] = /^\/([^/]+\/[^/]+?)(?:\.git)?(\/.*)?$/.exec(url.pathname) ?? [];
    const repo = repoAt(world, name);
    if (repo === undefined) {
      response.writeHead(404).end();
      return;
    }
    const isPush = url.search.includes('git-receive-pack') || rest === '/git-receive-pack';
    if (caller === undefined || (isPush && caller.type === 'nobody')) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="GitHub"' }).end();
      return;
    }
    const before = rest === '/git-receive-pack' ? await tipsOf(repo) : undefined;
    const { authorization: _, ...headers } = request.headers;
    const forwarded = httpRequest(
      `${git.url}/${repo.name}.git${rest}${url.search}`,
      { method: request.method, headers },
      (answered) => {
        response.writeHead(answered.statusCode ?? 502, answered.headers);
        answered.pipe(response);
        if (before !== undefined) answered.once('end', () => void told(repo, before));
      },
    );
    forwarded.on('error', () => response.destroy());
    request.pipe(forwarded);
  }

  async function told(repo: RepoState, before: ReadonlyMap<string, string>): Promise<void> {
    for (const [branch, after] of await tipsOf(repo)) {
      const old = before.get(branch) ?? '0'.repeat(40);
      if (old === after) continue;
      pushed(world, repo, branch, old, after);
      await branchMoved(world, repo, branch);
    }
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      deps.onFault(`${request.method} ${request.url}: ${String(error)}`);
      response.destroy();
    });
  });
  await new Promise<void>((listening) => {
    server.listen(0, '127.0.0.1', listening);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => {
        server.close(closed);
      });
      await git.close();
    },
  };
}

async function tipsOf(repo: RepoState): Promise<ReadonlyMap<string, string>> {
  const text = await repo.git.git('for-each-ref', '--format=%(refname:short)', 'refs/heads');
  const tips = new Map<string, string>();
  for (const branch of text.split('\n').filter((line) => line !== '')) {
    tips.set(branch, (await tipOf(repo, branch)) ?? '');
  }
  return tips;
}

function match(template: string, path: string): Record<string, string> | undefined {
  const pattern = new RegExp(`^${template.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`);
  const groups = pattern.exec(path)?.groups;
  if (groups === undefined) return template === path ? {} : undefined;
  return Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, decodeURIComponent(value)]));
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function send(
  response: ServerResponse,
  { status, body }: Reply,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}
