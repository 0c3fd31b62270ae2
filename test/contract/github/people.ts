// The contract of permissions: who may command.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { UseSubject } from './subject.ts';

export function peopleContract(subject: UseSubject): void {
  describe('a permission', () => {
    it('is what somebody has in the repository now, because commands hang on it', async () => {
      const { github, world } = subject();
      const { repo } = await subject().open();
      for (const level of ['admin', 'write', 'read', 'none', 'write'] as const) {
        world.setPermission(repo, 'bob', level);
        assert.equal(await github.permission(repo, 'bob'), level);
      }
    });

    it('is to read for strangers, and none where they see nothing', async () => {
      const { github, world, login } = subject();
      const { repo } = await subject().open();
      assert.equal(await github.permission(repo, 'stranger'), 'read');
      const hidden = `team/hidden-from-${login.replaceAll(/\W/g, '')}`;
      await world.createRepository(hidden, { 'README.md': 'Ours' }, { private: true });
      world.setPermission(hidden, login, 'admin');
      assert.equal(await github.permission(hidden, 'stranger'), 'none');
    });

    it('is none in a repository that is not there, because it was deleted or renamed', async () => {
      const { github, type } = subject();
      const asking = github.permission('team/nowhere', 'bob');
      if (type === 'app')
        await assert.rejects(asking, { code: 'GITHUB_NOT_FOUND', message: /not installed/ });
      else assert.equal(await asking, 'none');
    });
  });

  describe('the members of a team', () => {
    it('are all of them with their ids, over pages, because a role hangs on each', async () => {
      const { github, world } = subject();
      const { repo } = await subject().open();
      const logins = Array.from({ length: 103 }, (_, at) => `person-${at}`);
      world.setTeam('Team/ops', logins);
      const members = await github.teamMembers(repo, 'team/ops', 500);
      assert.deepEqual(
        members?.map(({ login }) => login),
        logins,
      );
      assert.equal(new Set(members?.map(({ id }) => id)).size, 103);
      assert.equal((await github.teamMembers(repo, 'team/ops', 50))?.length, 50);
    });

    it('are not known of a team that is not there, and nobody where it is empty', async () => {
      const { github, world } = subject();
      const { repo } = await subject().open();
      world.setTeam('team/empty', []);
      assert.deepEqual(await github.teamMembers(repo, 'team/empty', 50), []);
      world.setTeam('team/empty', null);
      assert.equal(await github.teamMembers(repo, 'team/empty', 50), undefined);
    });
  });
}
