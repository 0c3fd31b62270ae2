// What a server may say to a push, or fail to say.

import assert from 'node:assert/strict';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

import { createGitRepositories } from '../../../../reconciler/git/git-repositories.ts';
import { createGitWriters } from '../../../../reconciler/git/writing/git-writers.ts';
import { change } from '../../../contract/git/writing/writers-contract.ts';
import { serveOne } from '../served-repository.ts';

async function serve(push = true) {
  const served = await serveOne({ push });
  const credentials = () => undefined;
  const repositories = createGitRepositories({ cacheDir: served.cacheDir, credentials });
  const insteadOf = [{ prefix: 'https://git.example.com/', base: `${served.server.url}/` }];
  const asked = createGitRepositories({ cacheDir: served.cacheDir, credentials, insteadOf });
  return {
    served,
    writer: createGitWriters({ repositories, credentials }).open(served.location),
    commit: change({ a: '1' }, { parent: served.commit }),
    mirrored: createGitWriters({ repositories: asked, credentials, insteadOf }).open(
      'https://git.example.com/team/config.git',
    ),
    head: () => served.fixture.git('rev-parse', 'main'),
    [Symbol.asyncDispose]: () => served[Symbol.asyncDispose](),
  };
}

describe('a push', { concurrency: true }, () => {
  it('that a rule of the server declines is forbidden, in the server’s words, and is not tried again', async () => {
    await using subject = await serve();
    const hook = join(subject.served.fixture.dir, 'hooks/update');
    writeFileSync(hook, '#!/bin/sh\necho "main is protected" >&2\nexit 1\n');
    chmodSync(hook, 0o755);
    await assert.rejects(subject.writer.commit(subject.commit), (thrown: Error & Record<string, unknown>) => {
      assert.equal(thrown['code'], 'PUSH_FORBIDDEN');
      assert.equal(thrown['disposition'], 'stop');
      assert.match(JSON.stringify(thrown['details']), /hook declined/);
      return true;
    });
    assert.equal(await subject.head(), subject.served.commit);
  });

  it('without the right to write is forbidden, as GitHub answers a token that may only read', async () => {
    await using subject = await serve(false);
    await assert.rejects(subject.writer.commit(subject.commit), { code: 'PUSH_FORBIDDEN' });
  });

  it('whose answer is lost is success, for the branch says that it was done', async () => {
    await using subject = await serve();
    subject.served.server.setFault({ type: 'cut', afterBytes: 3 }, 'push');
    const made = await subject.writer.commit(subject.commit);
    assert.equal(await subject.head(), made);
  });

  it('that the server has no time for can be tried again, and nothing has happened', async () => {
    await using subject = await serve();
    subject.served.server.setFault({ type: 'answer', status: 503 }, 'push');
    await assert.rejects(subject.writer.commit(subject.commit), { disposition: 'retry' });
    assert.equal(await subject.head(), subject.served.commit);
    subject.served.server.setFault();
    assert.equal(await subject.writer.commit(subject.commit), await subject.head());
  });

  it('that is answered by something else than Git fails, and does not count as done', async () => {
    await using subject = await serve();
    const body = '<html>Log in</html>';
    subject.served.server.setFault({ type: 'answer', status: 200, contentType: 'text/html', body }, 'push');
    await assert.rejects(subject.writer.commit(subject.commit), { code: 'GIT_BAD_ANSWER' });
  });

  it('goes where a mirror was named instead, and the repository keeps its own name', async () => {
    await using subject = await serve();
    assert.equal(await subject.mirrored.commit(subject.commit), await subject.head());
    await assert.rejects(subject.mirrored.commit({ ...subject.commit, message: 'Other' }), {
      message: /git\.example\.com\/team\/config/,
    });
  });

  it('ends when its caller no longer waits', async () => {
    await using subject = await serve();
    await subject.served.open().fetch(subject.served.commit);
    subject.served.server.setFault({ type: 'hang' }, 'push');
    const stop = new AbortController();
    const pushed = subject.writer.commit(subject.commit, { signal: stop.signal });
    stop.abort(new Error('enough'));
    await assert.rejects(pushed, { message: 'enough' });
  });
});
