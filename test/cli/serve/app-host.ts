// One host with an API and private repositories, as an Enterprise server has them: only installation tokens open those.

import { createServer, request as httpRequest } from 'node:http';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createGit, type Git } from '../../../cli/serve/git.ts';
import type { ServeSettings } from '../../../cli/settings/serve-settings.ts';
import { createRepository } from '../../support/git-server/fixture-repository.ts';
import { serveRepositories } from '../../support/git-server/git-server.ts';
import { identity, imagineApp } from '../../webhook/client/octokit/imagined-app.ts';
import type { Answer } from '../../webhook/client/octokit/scripted-server.ts';

export interface AppHost extends AsyncDisposable {
  /** Of the one repository, `team/config`, whose branch `main` holds a space. */
  readonly location: string;
  readonly git: Git;
  /** Tokens that transfers came with, in order; '' for none. */
  readonly presented: string[];
  /** Tokens that no longer open anything. */
  readonly revoked: Set<string>;
  /** Requests to the API, in order. */
  readonly asked: string[];
}

const space = `apiVersion: raworc.dev/v1
kind: Space
metadata: { name: sales }
spec: { description: Sales }
`;

export async function serveAppHost({
  installations,
  api,
}: {
  readonly installations: Record<string, number>;
  /** Instead of GitHub's own answers. */
  readonly api?: Answer;
}): Promise<AppHost> {
  const root = mkdtempSync(join(tmpdir(), 'raworc-app-'));
  const fixture = await createRepository(join(root, 'served', 'team', 'config.git'));
  await fixture.commit({ 'spaces/sales/space.yaml': space }, 'First');
  const behind = await serveRepositories(join(root, 'served'));
  const presented: string[] = [];
  const revoked = new Set<string>();
  const asked: string[] = [];
  const app = api ?? imagineApp(installations, () => true);

  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    if (path.startsWith('/api/v3/')) {
      asked.push(path);
      const { method = '', headers } = request;
      app({ method, path: path.slice('/api/v3'.length), headers, body: '' }, response);
      return;
    }
    const basic = Buffer.from(request.headers.authorization?.split(' ')[1] ?? '', 'base64').toString();
    const token = basic.split(':')[1] ?? '';
    presented.push(token);
    if (!token.startsWith('ghs_') || revoked.has(token)) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="GitHub"' }).end();
      return;
    }
    const { authorization: _, ...headers } = request.headers;
    const forwarded = httpRequest(`${behind.url}${path}`, { method: request.method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    request.pipe(forwarded);
  });
  await new Promise<void>((listening) => {
    server.listen(0, '127.0.0.1', listening);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const settings = { home: join(root, 'home'), github: { identity, apiUrl: `${url}/api/v3` } };
  const git = await createGit(settings as unknown as ServeSettings, (reason) => {
    throw new Error(reason);
  });
  return {
    location: `${url}/team/config.git`,
    git,
    presented,
    revoked,
    asked,
    async [Symbol.asyncDispose]() {
      await git.loader.close();
      server.closeAllConnections();
      server.close();
      await behind.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}
