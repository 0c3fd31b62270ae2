// Servers that fail: each way becomes an error with its own code, and nothing ever hangs.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import type { Fault } from '../../support/git-server/git-server.ts';
import { serveOne } from './served-repository.ts';

interface Case {
  readonly what: string;
  readonly fault: Fault;
  readonly code: string;
  readonly disposition: 'retry' | 'stop';
}

const html = (status: number, body = '<html>Sign in</html>') =>
  ({ type: 'answer', status, contentType: 'text/html', body }) as const;

const everywhere: readonly Case[] = [
  { what: 'says 401', fault: html(401), code: 'AUTHENTICATION_FAILED', disposition: 'stop' },
  { what: 'says 403', fault: html(403), code: 'AUTHENTICATION_FAILED', disposition: 'stop' },
  { what: 'says 404', fault: html(404), code: 'REPOSITORY_NOT_FOUND', disposition: 'stop' },
  { what: 'says 500', fault: html(500), code: 'GIT_SERVER_ERROR', disposition: 'retry' },
  { what: 'says 429', fault: html(429), code: 'GIT_SERVER_ERROR', disposition: 'retry' },
  { what: 'sends a web page', fault: html(200), code: 'GIT_BAD_ANSWER', disposition: 'retry' },
  { what: 'never answers', fault: { type: 'hang' }, code: 'GIT_TIMEOUT', disposition: 'retry' },
  {
    what: 'stops in the middle',
    fault: { type: 'hang-in-pack', afterBytes: 60 },
    code: 'GIT_TIMEOUT',
    disposition: 'retry',
  },
  {
    what: 'is cut off',
    fault: { type: 'cut', afterBytes: 60 },
    code: 'GIT_UNREACHABLE',
    disposition: 'retry',
  },
];

const onFetch: readonly Case[] = [
  ...everywhere,
  {
    what: 'is cut off in the pack',
    fault: { type: 'cut', afterBytes: 3000 },
    code: 'GIT_UNREACHABLE',
    disposition: 'retry',
  },
  {
    what: 'sends a damaged pack',
    fault: { type: 'corrupt', atByte: 3000 },
    code: 'GIT_BAD_ANSWER',
    disposition: 'retry',
  },
  {
    what: "sends garbage as Git's own type",
    fault: { type: 'answer', status: 200, contentType: 'application/x-git-upload-pack-result', body: 'zzzz' },
    code: 'GIT_BAD_ANSWER',
    disposition: 'retry',
  },
  {
    what: 'sends nothing',
    fault: { type: 'answer', status: 200, contentType: 'application/x-git-upload-pack-result', body: '' },
    code: 'GIT_BAD_ANSWER',
    disposition: 'retry',
  },
];

const onListing: readonly Case[] = [
  ...everywhere,
  {
    what: 'sends a list that breaks off, in which refs would seem gone',
    fault: {
      type: 'answer',
      status: 200,
      contentType: 'application/x-git-upload-pack-advertisement',
      body: '001e# service=git-upload-pack\n0000',
    },
    code: 'GIT_BAD_ANSWER',
    disposition: 'retry',
  },
];

const isHang = ({ type }: Fault) => type === 'hang' || type === 'hang-in-pack';

/** Short where the time-out is what is tested; elsewhere a busy machine must not look like a server that hangs. */
const patience = (fault: Fault) => (isHang(fault) ? { idleMs: 300 } : {});

describe('a server that fails', { concurrency: true }, () => {
  for (const { what, fault, code, disposition } of onListing) {
    it(`${what} for the refs: ${code}`, async () => {
      await using served = await serveOne();
      served.server.setFault(fault, 'listing');
      await assert.rejects(served.open(patience(fault)).refs(), { code, disposition, hint: /\w/ });
    });
  }

  for (const { what, fault, code, disposition } of onFetch) {
    it(`${what} for a pack: ${code}, and the next fetch works`, async () => {
      await using served = await serveOne();
      const repository = served.open(patience(fault));
      served.server.setFault(fault, 'fetch');
      await assert.rejects(repository.fetch(served.commit), { code, disposition, hint: /\w/ });
      assert.equal(await repository.has(served.commit), false);

      served.server.setFault();
      const again = isHang(fault) ? served.open() : repository;
      await again.fetch(served.commit);
      assert.equal((await again.tree(served.commit, '')).length, 40);
    });
  }

  it('is gone: GIT_UNREACHABLE, and what was fetched is still read', async () => {
    await using served = await serveOne();
    const repository = served.open();
    await repository.fetch(served.commit);
    await served.server.close();
    await assert.rejects(repository.refs(), { code: 'GIT_UNREACHABLE', disposition: 'retry' });
    await repository.fetch(served.commit);
    assert.equal((await served.open().tree(served.commit, 'dir1')).length, 10);
  });

  it('has no such repository: REPOSITORY_NOT_FOUND, asked of a real backend', async () => {
    await using served = await serveOne();
    const repository = served.open({}, served.location.replace('config', 'gone'));
    await assert.rejects(repository.refs(), { code: 'REPOSITORY_NOT_FOUND' });
  });

  it('is aborted while it hangs, because a deadline must not wait for the idle time', async () => {
    await using served = await serveOne();
    const repository = served.open();
    served.server.setFault({ type: 'hang' });
    const abort = new AbortController();
    const fetching = repository.fetch(served.commit, { signal: abort.signal });
    const listing = repository.refs({ signal: abort.signal });
    abort.abort(new Error('deadline'));
    await assert.rejects(fetching, /deadline/);
    await assert.rejects(listing, /deadline/);
  });
});
