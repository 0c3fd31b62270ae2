// Git transfers of private repositories with the tokens of a GitHub App, on the main thread and on the loader's.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { answer } from '../../webhook/client/octokit/scripted-server.ts';
import { serveAppHost } from './app-host.ts';

const noSessions = { open: {}, pinned: {} };

// One after another: octokit shares tokens that are being made between all servers that have an installation of that number.
describe('a private repository of a GitHub App', () => {
  it('is fetched with one token for all requests, because GitHub counts how many are made', async () => {
    await using host = await serveAppHost({ installations: { 'team/config': 7 } });
    const repository = host.git.repositories.open(host.location);
    const { commit } = await repository.resolve({ ref: 'main' });
    await repository.fetch(commit);
    assert.equal((await repository.tree(commit, '')).length, 1);
    assert.ok(host.presented.length >= 2);
    assert.deepEqual(new Set(host.presented), new Set(['ghs_7_1']));
    assert.equal(host.asked.length, 2, 'where it is installed, and a token');
  });

  it('is read by the loader too, because configuration is read there', async () => {
    await using host = await serveAppHost({ installations: { 'team/config': 7 } });
    const config = { location: host.location, ref: 'main', path: '.' };
    const read = await host.git.loader.read(config, noSessions);
    assert.deepEqual(read.problems, []);
    assert.equal(read.subject, 'First');
  });

  it('is opened with a new token where the old one was revoked, because a reinstalled App revokes them', async () => {
    await using host = await serveAppHost({ installations: { 'team/config': 7 } });
    const repository = host.git.repositories.open(host.location);
    await repository.refs();
    host.revoked.add('ghs_7_1');
    await repository.refs();
    assert.deepEqual(host.presented.slice(-2), ['ghs_7_1', 'ghs_7_2']);
  });

  it('stays closed where the App is not installed, and the hint says so', async () => {
    await using host = await serveAppHost({ installations: {} });
    await assert.rejects(host.git.repositories.open(host.location).refs(), {
      code: 'AUTHENTICATION_FAILED',
      hint: /install the GitHub App/,
    });
    assert.deepEqual(host.presented, ['']);
  });

  it('is tried again later where GitHub makes no token now, in both threads', async () => {
    await using host = await serveAppHost({ installations: {}, api: answer(429, { message: 'Slow down' }) });
    const expected = { code: 'GITHUB_RATE_LIMITED', disposition: 'retry' };
    await assert.rejects(host.git.repositories.open(host.location).refs(), expected);
    const config = { location: host.location, ref: 'main', path: '.' };
    await assert.rejects(host.git.loader.read(config, noSessions), expected);
    assert.deepEqual(host.presented, []);
  });
});
