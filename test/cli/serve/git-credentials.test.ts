// Whose host gets our token: GitHub's own, and nobody else's.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gitCredentials, gitHost } from '../../../cli/serve/git-credentials.ts';

const token = { type: 'token', token: 'ghp_topsecret' } as const;
const path = '/team/config.git/info/refs';

describe('the host of GitHub’s repositories', () => {
  for (const [apiUrl, host, why] of [
    ['https://api.github.com', 'github.com', 'everybody uses that one'],
    ['https://api.octocorp.ghe.com', 'octocorp.ghe.com', 'GitHub serves some enterprises so'],
    ['https://git.corp/api/v3', 'git.corp', 'a server of one’s own has both on one host'],
    ['http://127.0.0.1:4000/api/v3', '127.0.0.1:4000', 'a port belongs to it'],
    ['https://api.git.corp/api/v3', 'api.git.corp', 'nobody says that it is anywhere else'],
  ] as const) {
    it(`of ${apiUrl} is ${host}, because ${why}`, () => assert.equal(gitHost(apiUrl), host));
  }
});

describe('the token', () => {
  const credentials = gitCredentials({ identity: token, apiUrl: 'https://api.github.com' });

  it('goes to GitHub for a repository there', async () => {
    const expected = { username: 'x-access-token', password: 'ghp_topsecret' };
    assert.deepEqual(await credentials('github.com', { path }), expected);
    assert.deepEqual(await credentials('github.com', { path: '/team/config/git-upload-pack' }), expected);
  });

  it('goes nowhere else, because whoever gets it can use it', async () => {
    for (const host of ['gitlab.com', 'github.com.evil.test', 'github.com:8443', 'api.github.com']) {
      assert.equal(await credentials(host, { path }), undefined);
    }
    assert.equal(await credentials('github.com', { path: '/' }), undefined);
  });

  it('is none where there is no identity', async () => {
    const none = gitCredentials({ identity: { type: 'none' }, apiUrl: 'https://api.github.com' });
    assert.equal(await none('github.com', { path }), undefined);
  });
});
