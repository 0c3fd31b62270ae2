// The repositories by smart HTTP: whoever pushes has to say who it is, and what a push did is told to the hooks.

import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { serveRepositories } from '../git-server/git-server.ts';
import { repoAt, type Caller, type RepoState, type World } from './model.ts';
import { refsMoved, refsOf, type Refs } from './pushes.ts';
import { mayUseGit } from './rights.ts';

export interface GitDoor {
  handle(
    request: IncomingMessage,
    response: ServerResponse,
    url: URL,
    caller: Caller | undefined,
  ): Promise<void>;
  close(): Promise<void>;
}

export async function serveGit(root: string, world: World): Promise<GitDoor> {
  const git = await serveRepositories(root, { push: true });
  return {
    async handle(request, response, url, caller) {
      const [, name = '', rest = ''] = /^\/([^/]+\/[^/]+?)(?:\.git)?(\/.*)?$/.exec(url.pathname) ?? [];
      const repo = repoAt(world, name);
      if (repo === undefined) {
        response.writeHead(404).end();
        return;
      }
      const isPush = url.search.includes('git-receive-pack') || rest === '/git-receive-pack';
      if (caller === undefined || !mayUseGit(isPush, caller, repo, world)) {
        refuse(response, caller);
        return;
      }
      const before = rest === '/git-receive-pack' ? await refsOf(repo) : undefined;
      const { authorization: _, ...headers } = request.headers;
      const forwarded = httpRequest(
        `${git.url}/${repo.name}.git${rest}${url.search}`,
        { method: request.method, headers },
        (answered) => {
          response.writeHead(answered.statusCode ?? 502, answered.headers);
          answered.pipe(response);
          if (before !== undefined) answered.once('end', () => told(world, repo, before, caller));
        },
      );
      forwarded.on('error', () => response.destroy());
      request.pipe(forwarded);
    },
    close: git.close,
  };
}

/** Those who did not say who they are may try again; those who did may not push there. */
function refuse(response: ServerResponse, caller: Caller | undefined): void {
  if (caller !== undefined && caller.type !== 'nobody') response.writeHead(403).end();
  else response.writeHead(401, { 'www-authenticate': 'Basic realm="GitHub"' }).end();
}

/** Counts as a delivery on its way, so that nobody takes the quiet before it for the end. */
function told(world: World, repo: RepoState, before: Refs, caller: Caller): void {
  const telling = refsMoved(world, repo, before, 'login' in caller ? caller.login : '').finally(() =>
    world.underWay.delete(telling),
  );
  world.underWay.add(telling);
}
