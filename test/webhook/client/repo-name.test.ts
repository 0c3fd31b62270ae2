// What GitHub calls a repository, from its location, and back.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isSameRepo, locationOf, repoNameOf } from '../../../webhook/client/repo-name.ts';

describe('the name of a repository', () => {
  for (const [location, host, name, why] of [
    ['https://github.com/team/config', 'github.com', 'team/config', 'canonical locations are these'],
    ['team/config', 'github.com', 'team/config', 'people write it so'],
    ['git@github.com:Team/Config.git', 'github.com', 'team/config', 'spelling does not matter on GitHub'],
    ['https://git.corp/Team/Config.git', 'git.corp', 'Team/Config', 'servers of one’s own keep .git'],
    ['https://GIT.corp:8443/team/config', 'git.corp:8443', 'team/config', 'a port belongs to the host'],
    ['http://127.0.0.1:4000/team/config.git', '127.0.0.1:4000', 'team/config', 'tests are served so'],
    ['https://gitlab.com/team/config', 'github.com', undefined, 'that host is another'],
    ['https://git.corp/team/config', 'github.com', undefined, 'that host is another'],
    ['https://git.corp/group/team/config', 'git.corp', undefined, 'GitHub has no groups'],
    ['https://git.corp/config', 'git.corp', undefined, 'it has no owner'],
    ['/srv/config', 'github.com', undefined, 'a folder has no name there'],
    ['', 'github.com', undefined, 'nothing has no name'],
  ] as const) {
    it(`of ${location || 'nothing'} on ${host} is ${name ?? 'none'}, because ${why}`, () => {
      assert.equal(repoNameOf(location, host), name);
    });
  }

  it('leads back to where it is, because events of webhooks name repositories only so', () => {
    assert.equal(locationOf('Team/Config', 'github.com'), 'https://github.com/team/config');
    assert.equal(locationOf('Team/Config', 'git.corp'), 'https://git.corp/Team/Config');
    assert.equal(locationOf('team/config', '127.0.0.1:4000'), 'http://127.0.0.1:4000/team/config');
    for (const host of ['github.com', 'git.corp', '127.0.0.1:4000']) {
      assert.ok(isSameRepo(repoNameOf(locationOf('Team/Config', host), host) ?? '', 'team/config'));
    }
  });
});
