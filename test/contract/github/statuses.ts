// The contract of commit statuses, which stand in for check runs.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CommitStatus } from '../../../webhook/client/github.ts';
import type { UseSubject } from './subject.ts';

export function statusesContract(subject: UseSubject): void {
  describe('a commit status', () => {
    const success = { context: 'raworc/plan', state: 'success', description: '1 space' } as const;

    it('says what was decided and leads to the plan', async () => {
      const { github } = subject();
      const { repo, state, main } = await subject().open();
      const status: CommitStatus = { commit: main, ...success, targetUrl: 'https://raworc.test/plans/1' };
      await github.putCommitStatus(repo, status);
      assert.deepEqual(state.statuses, [status]);
    });

    it('is cut to what GitHub takes, because a sentence may be longer', async () => {
      const { github } = subject();
      const { repo, state, main } = await subject().open();
      await github.putCommitStatus(repo, { commit: main, ...success, description: 'x'.repeat(500) });
      assert.equal(state.statuses[0]?.description, 'x'.repeat(140));
    });

    it('is refused for a commit that is not there', async () => {
      const { github } = subject();
      const { repo } = await subject().open();
      const commit = 'c0ffee'.padEnd(40, '0');
      await assert.rejects(github.putCommitStatus(repo, { commit, ...success }), { code: 'GITHUB_REFUSED' });
    });
  });
}
