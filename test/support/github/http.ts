// The server: the API below /api/v3, as on an Enterprise server, and the repositories beside it.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Allowance } from './allowance.ts';
import { answerApi, type ApiRoutes } from './api.ts';
import { callerOf, type Tokens } from './caller.ts';
import { serveGit } from './git.ts';
import type { Caller, World } from './model.ts';
import { type Mood, moodAnswer } from './moods.ts';
import type { Reply } from './routes/route.ts';

export interface ServeDeps extends ApiRoutes {
  /** Folder of the bare repositories, `owner/name.git`. */
  readonly root: string;
  readonly world: World;
  readonly tokens: Tokens;
  readonly allowance: Allowance;
  /** Of the request that is there now. */
  readonly mood: () => Mood;
  readonly slowMs: () => number;
  /** Told each request to the API. */
  readonly onRequest: (line: string) => void;
  /** Told what GitHub would not have taken, or not have answered. */
  readonly onFault: (fault: string) => void;
}

export interface Served {
  readonly url: string;
  close(): Promise<void>;
}

const apiPath = '/api/v3';

export async function serve(deps: ServeDeps): Promise<Served> {
  const { world, tokens, allowance, onFault } = deps;
  const git = await serveGit(deps.root, world);
  const stopping = new AbortController();

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const mood = deps.mood();
    if (mood.type === 'away') {
      response.destroy();
      return;
    }
    await pause(deps.slowMs(), stopping.signal);
    const url = new URL(request.url ?? '/', world.url);
    const caller = callerOf(request.headers.authorization, tokens);
    if (!url.pathname.startsWith(`${apiPath}/`)) {
      await git.handle(request, response, url, caller);
      return;
    }
    const path = url.pathname.slice(apiPath.length);
    deps.onRequest(`${request.method} ${path}`);
    const reply = await replyTo(request, url, path, caller, mood);
    if (mood.type === 'cut-off') response.destroy();
    else send(response, reply);
  }

  async function replyTo(
    request: IncomingMessage,
    url: URL,
    path: string,
    caller: Caller | undefined,
    mood: Mood,
  ): Promise<Reply> {
    const bad = moodAnswer(mood);
    if (bad !== undefined) return { ...bad, body: { message: bad.message } };
    if (caller === undefined) return { status: 401, body: { message: 'Bad credentials' } };
    const { isOver, headers } = allowance.take(caller);
    if (isOver) return { status: 403, body: { message: 'API rate limit exceeded.' }, headers };
    const asked = { method: request.method ?? '', path, url, caller, text: await readText(request) };
    const reply = await answerApi(asked, { ...deps, onFault });
    return { ...reply, headers: { ...headers, ...reply.headers } };
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      // Whoever hangs up before all was said has other reasons.
      if (!request.readableAborted) onFault(`${request.method} ${request.url}: ${String(error)}`);
      response.destroy();
    });
  });
  await new Promise<void>((listening) => {
    server.listen(0, '127.0.0.1', listening);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      stopping.abort();
      server.closeAllConnections();
      await new Promise((closed) => {
        server.close(closed);
      });
      await git.close();
    },
  };
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (ms === 0) return;
  await new Promise<void>((resume) => {
    const timer = setTimeout(resume, ms);
    const stop = () => {
      clearTimeout(timer);
      resume();
    };
    signal.addEventListener('abort', stop, { once: true });
  });
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function send(response: ServerResponse, { status, body, headers = {} }: Reply): void {
  const type = body === undefined ? {} : { 'content-type': 'application/json; charset=utf-8' };
  response.writeHead(status, { ...type, ...headers });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}
