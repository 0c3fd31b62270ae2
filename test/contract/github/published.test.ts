// Every verb against what GitHub publishes: its requests are ones that GitHub describes, and the answers that GitHub shows as
// examples are understood.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { systemClock } from '../../../cli/serve/clock.ts';
import type { CheckRun, GitHub } from '../../../webhook/client/github.ts';
import { createGitHub } from '../../../webhook/client/octokit/create-github.ts';
import { readDescription } from './published-description.ts';

const repo = 'octocat/Hello-World';
const run: CheckRun = {
  name: 'raworc/plan',
  commit: 'c0ffee',
  status: 'completed',
  conclusion: 'failure',
  title: 'One problem',
  summary: 'It is broken.',
  detailsUrl: 'https://raworc.test/plans/1',
  annotations: Array.from({ length: 120 }, (_, at) => ({
    path: 'spaces/sales/space.yaml',
    line: at + 1,
    column: 3,
    level: 'failure',
    title: 'UNKNOWN_FIELD',
    message: 'Nobody knows it.',
  })),
};

type Ask = (github: GitHub) => Promise<unknown>;
const verbs: Readonly<Record<keyof GitHub, Ask>> = {
  pullRequest: (github) => github.pullRequest(repo, 1347),
  openPullRequests: (github) => github.openPullRequests(repo, { head: 'octocat:new-topic', base: 'main' }),
  createPullRequest: (github) =>
    github.createPullRequest(repo, { title: 't', body: 'b', head: 'new-topic', base: 'main' }),
  updatePullRequest: (github) =>
    github.updatePullRequest(repo, 1347, { title: 't', body: 'b', state: 'closed' }),
  reviews: (github) => github.reviews(repo, 12),
  mergeBase: (github) => github.mergeBase(repo, 'main', 'new-topic'),
  comment: (github) => github.comment(repo, 1),
  findComment: (github) => github.findComment(repo, 1347, 'Me too'),
  createComment: (github) => github.createComment(repo, 1347, 'Me too'),
  updateComment: (github) => github.updateComment(repo, 1, 'Me too'),
  react: (github) => github.react(repo, 1, 'eyes'),
  permission: (github) => github.permission(repo, 'octocat'),
  teamMembers: (github) => github.teamMembers(repo, 'octo-org/justice-league', 1),
  putCheckRun: (github) => github.putCheckRun(repo, run),
  putCommitStatus: (github) =>
    github.putCommitStatus(repo, {
      commit: 'c0ffee',
      context: 'raworc/plan',
      state: 'success',
      description: 'x'.repeat(200),
      targetUrl: 'https://raworc.test',
    }),
  putDeployment: (github) =>
    github.putDeployment(repo, { commit: 'c0ffee', environment: 'raworc/sales', description: 'Sales' }),
  createDeploymentStatus: (github) =>
    github.createDeploymentStatus(repo, 1, {
      state: 'in_progress',
      description: 'Building',
      logUrl: 'https://raworc.test/log',
    }),
  hooks: (github) => github.hooks(repo),
  putHook: (github) =>
    github.putHook(repo, {
      url: 'https://raworc.test/webhook/github',
      secret: 's'.repeat(32),
      events: ['push'],
    }),
  pingHook: (github) => github.pingHook(repo, 1),
  deliveries: (github) => github.deliveries(repo, 1, 30),
  redeliver: (github) => github.redeliver(repo, 1, '12345678901234567'),
};

describe('what GitHub publishes', () => {
  const description = readDescription();
  const faults: string[] = [];
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const url = new URL(request.url ?? '/', 'http://server');
      const name = `${request.method} ${url.pathname}`;
      const operation = description.find(request.method ?? '', url.pathname);
      asked.push(`${request.method} ${operation?.path}`);
      const body: unknown = chunks.length === 0 ? undefined : JSON.parse(Buffer.concat(chunks).toString());
      if (operation === undefined) faults.push(`${name} is unknown`);
      else faults.push(...operation.faults(url.searchParams, body).map((fault) => `${name}: ${fault}`));
      const { status, example } = operation?.success ?? { status: 404, example: {} };
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(example === undefined ? undefined : JSON.stringify(example));
    });
  });
  let github: GitHub;
  before(async () => {
    await new Promise<void>((listening) => {
      server.listen(0, '127.0.0.1', listening);
    });
    const quiet = { debug() {}, warn() {} };
    github = createGitHub({
      identity: { type: 'token', token: 'ghp_test' },
      apiUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      userAgent: 'raworc/test',
      log: quiet,
      clock: systemClock,
      pacing: 'none',
    });
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  for (const [verb, ask] of Object.entries(verbs)) {
    it(`allows ${verb}, and shows answers that it understands, because that is the only truth there is of GitHub`, async () => {
      asked.length = 0;
      faults.length = 0;
      await ask(github);
      assert.deepEqual(faults, []);
      assert.notEqual(asked.length, 0);
    });
  }

  it('shows the pull request that its example describes', async () => {
    assert.deepEqual(await github.pullRequest(repo, 1347), {
      number: 1347,
      state: 'open',
      draft: false,
      title: 'Amazing new feature',
      author: 'octocat',
      base: { ref: 'master', commit: '6dcb09b5b57875f334f61aebed695e2e4193db5e' },
      head: {
        ref: 'new-topic',
        commit: '6dcb09b5b57875f334f61aebed695e2e4193db5e',
        repo: 'octocat/Hello-World',
      },
      mergeCommit: 'e5bd3914e2e596debea16f433f57875b5b90bcd6',
      merged: true,
      url: 'https://github.com/octocat/Hello-World/pull/1347',
    });
  });

  it('takes a hundred and twenty annotations in three requests, because fifty are its limit', async () => {
    asked.length = 0;
    await github.putCheckRun(repo, run);
    assert.deepEqual(asked, [
      'GET /repos/{owner}/{repo}/commits/{ref}/check-runs',
      'POST /repos/{owner}/{repo}/check-runs',
      'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}',
      'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}',
    ]);
  });
});
