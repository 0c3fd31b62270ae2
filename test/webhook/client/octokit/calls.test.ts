// Calls to a GitHub that misbehaves: what is repeated, what is not, how long it may take, and what is said about it.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inspect } from 'node:util';
import { answer, cut, script, silence } from './scripted-server.ts';

const repo = 'team/config';
const permission = answer(200, { permission: 'write' });
const missing = answer(404, { message: 'Not Found' });
const down = answer(502, '<html>Bad gateway</html>');
const comment = {
  id: 5,
  body: 'b',
  html_url: 'u',
  issue_url: 'https://api.test/issues/7',
  user: { login: 'me' },
};

describe('a read', () => {
  it('is tried again after a failure of GitHub or the line, because most pass', async () => {
    await using server = await script(down, permission);
    assert.equal(await server.connect().permission(repo, 'ann'), 'write');
    await using flaky = await script(cut, permission);
    assert.equal(await flaky.connect().permission(repo, 'ann'), 'write');
  });

  it('is undefined for what is not there', async () => {
    await using server = await script(missing);
    const github = server.connect();
    assert.equal(await github.pullRequest(repo, 7), undefined);
    assert.equal(await github.comment(repo, 7), undefined);
    assert.equal(await github.mergeBase(repo, 'a', 'b'), undefined);
    assert.equal(await github.permission(repo, 'ann'), 'none');
  });

  it('of a page that is no answer says so, because a proxy or a login page may stand in between', async () => {
    await using server = await script(answer(200, '<html>Please sign in</html>'));
    await assert.rejects(server.connect().pullRequest(repo, 7), {
      code: 'GITHUB_ODD_ANSWER',
      disposition: 'retry',
    });
    await assert.rejects(server.connect().openPullRequests(repo), { code: 'GITHUB_ODD_ANSWER' });
  });

  it('of a list that is cut off does not take it for an empty one, because then a second comment would be made', async () => {
    for (const text of ['', '[{"id": 5, "bo']) {
      await using server = await script((_asked, response) => {
        response.writeHead(200, { 'content-type': 'application/json' }).end(text);
      });
      const finding = server.connect().findComment(repo, 7, 'marker');
      await assert.rejects(finding, { code: 'GITHUB_ODD_ANSWER' });
    }
    await using server = await script((_asked, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '400' });
      response.write('[{"id": 5, "bo', () => response.destroy());
    });
    await assert.rejects(server.connect().findComment(repo, 7, 'marker'), { disposition: 'retry' });
  });
});

describe('a write that creates', () => {
  for (const [what, failure] of [
    ['5xx', down],
    ['a cut line', cut],
  ] as const) {
    it(`is never repeated after ${what}, because GitHub may have done what it did not answer`, async () => {
      await using server = await script(failure, answer(201, comment));
      await assert.rejects(server.connect().createComment(repo, 7, 'hello'), {
        code: 'GITHUB_UNREACHABLE',
        disposition: 'retry',
      });
      assert.equal(server.asked.length, 1);
    });
  }
});

describe('patience', () => {
  it('ends when the signal is aborted, with its reason, because whoever waits has gone', async () => {
    await using server = await script(silence);
    const reason = new Error('The task was lost.');
    const stop = new AbortController();
    const asking = server.connect().permission(repo, 'ann', { signal: stop.signal });
    setImmediate(() => stop.abort(reason));
    await assert.rejects(asking, reason);
    await assert.rejects(server.connect().permission(repo, 'ann', { signal: stop.signal }), reason);
  });

  it('ends by itself, because a server that says nothing must not hold a task for ever', async () => {
    await using server = await script(silence);
    const github = server.connect({ patienceMs: 200 });
    await assert.rejects(github.permission(repo, 'ann'), {
      code: 'GITHUB_UNREACHABLE',
      message: /longer than 0.2 s/,
    });
  });

  it('outlasts a short limit and not a long one, because then the task is better put off', async () => {
    const limited = (seconds: string) =>
      answer(403, { message: 'You have exceeded a secondary rate limit.' }, { 'retry-after': seconds });
    await using server = await script(limited('1'), permission, limited('300'));
    const github = server.connect();
    assert.equal(await github.permission(repo, 'ann'), 'write');
    await assert.rejects(github.permission(repo, 'ann'), {
      code: 'GITHUB_RATE_LIMITED',
      retryAfterMs: 300_000,
    });
    const before = server.asked.length;
    await assert.rejects(github.permission(repo, 'bob'), { code: 'GITHUB_RATE_LIMITED' });
    assert.equal(server.asked.length, before, 'GitHub is left alone until then');
  });

  it('does not wait for the hour to end, because an hour is too long', async () => {
    const reset = `${Math.floor(Date.now() / 1000) + 1800}`;
    const headers = {
      'x-ratelimit-limit': '5000',
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': reset,
      'x-ratelimit-resource': 'core',
    };
    await using server = await script(answer(403, { message: 'API rate limit exceeded' }, headers));
    const github = server.connect();
    const error = await github.permission(repo, 'ann').catch((thrown: unknown) => thrown);
    assert.equal((error as { code?: string }).code, 'GITHUB_RATE_LIMITED');
    assert.ok(((error as { retryAfterMs?: number }).retryAfterMs ?? 0) > 1_700_000);
    assert.deepEqual(github.quotas(), [
      { identity: 'token', resource: 'core', limit: 5000, remaining: 0, resetAt: Number(reset) * 1000 },
    ]);
  });
});

describe('an error', () => {
  it('names the missing right as GitHub names it, because people must know what to grant', async () => {
    const headers = { 'x-accepted-github-permissions': 'issues=write; pull_requests=write,contents=read' };
    await using server = await script(answer(403, { message: 'Resource not accessible' }, headers));
    await assert.rejects(server.connect().createComment(repo, 7, 'x'), {
      code: 'GITHUB_FORBIDDEN',
      disposition: 'stop',
      message: 'GitHub answered 403 to POST /repos/team/config/issues/7/comments: Resource not accessible',
      hint: 'Give the token the permission issues: write, or pull_requests: write and contents: read on team/config.',
    });
  });

  it('tells a wrong token from none, because they are mended in different places', async () => {
    await using server = await script(answer(401, { message: 'Bad credentials' }));
    const asking = server.connect().permission(repo, 'ann');
    await assert.rejects(asking, { code: 'GITHUB_UNAUTHORIZED', hint: /expired or revoked/ });
    const anonymous = server.connect({ identity: { type: 'none' } }).permission(repo, 'ann');
    await assert.rejects(anonymous, { code: 'GITHUB_UNAUTHORIZED', hint: /Set RAWORC_GITHUB_TOKEN/ });
    assert.equal(server.asked.at(-1)?.headers.authorization, undefined);
  });

  it('says what GitHub found wrong with a request', async () => {
    const errors = [
      { message: 'No commits between main and raworc/bump' },
      { field: 'head', code: 'invalid' },
    ];
    await using server = await script(answer(422, { message: 'Validation Failed', errors }));
    await assert.rejects(
      server.connect().createPullRequest(repo, { title: 't', body: '', head: 'h', base: 'b' }),
      {
        code: 'GITHUB_REFUSED',
        message: /Validation Failed; No commits between main and raworc\/bump; head invalid$/,
      },
    );
  });

  it('tells a name that is none before anybody is asked, because names come from outside', async () => {
    await using server = await script(permission);
    for (const name of ['config', '../..', 'a/b/c', 'a/b?x', '']) {
      await assert.rejects(server.connect().permission(name, 'ann'), { code: 'GITHUB_REFUSED' });
    }
    assert.equal(server.asked.length, 0);
  });

  it('holds no token and no secret, nor does the log, because both are read by many', async () => {
    const echo = { message: 'ghp_topsecret and whsec_topsecret are wrong' };
    const secret = 'whsec_topsecret';
    for (const failure of [answer(403, echo), answer(422, echo), answer(500, echo), cut]) {
      await using server = await script(answer(200, []), failure);
      const wish = { url: 'https://raworc.test/webhook/github', secret, events: ['push'] };
      const error: unknown = await server
        .connect()
        .putHook(repo, wish)
        .catch((thrown: unknown) => thrown);
      assert.ok(error instanceof Error);
      assert.match(server.asked.at(-1)?.body ?? '', /whsec_topsecret/, 'GitHub itself has to be told');
      assert.doesNotMatch(`${inspect(error, { depth: 20 })} ${server.logged.join(' ')}`, /topsecret/);
    }
  });
});
