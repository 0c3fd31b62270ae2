// The contract of deployments: one for each commit and environment, with its statuses in order.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { UseSubject } from './subject.ts';

const sales = { environment: 'raworc/sales', description: 'Space sales' };

export function deploymentsContract(subject: UseSubject): void {
  describe('a deployment', () => {
    it('is the one that is there, because it is asked for again after a crash', async () => {
      const { github } = subject();
      const { repo, state, main, pull } = await subject().open();
      const { head } = await pull();
      const first = await github.putDeployment(repo, { commit: main, ...sales });
      assert.deepEqual(await github.putDeployment(repo, { commit: main, ...sales }), first);
      await github.putDeployment(repo, { commit: head, ...sales });
      await github.putDeployment(repo, { commit: main, ...sales, environment: 'raworc/ops' });
      assert.deepEqual(
        state.deployments.map(({ commit, environment }) => [commit, environment]),
        [
          [main, 'raworc/sales'],
          [head, 'raworc/sales'],
          [main, 'raworc/ops'],
        ],
      );
    });

    it('has its statuses in order, each with the address of its log', async () => {
      const { github } = subject();
      const { repo, state, main } = await subject().open();
      const { id } = await github.putDeployment(repo, { commit: main, ...sales });
      const logUrl = 'https://raworc.test/log';
      await github.createDeploymentStatus(repo, id, { state: 'queued', description: 'Waiting' });
      await github.createDeploymentStatus(repo, id, {
        state: 'in_progress',
        description: 'Building',
        logUrl,
      });
      await github.createDeploymentStatus(repo, id, {
        state: 'failure',
        description: 'x'.repeat(200),
        logUrl,
      });
      assert.deepEqual(state.deployments[0]?.statuses, [
        { state: 'queued', description: 'Waiting', logUrl: '' },
        { state: 'in_progress', description: 'Building', logUrl },
        { state: 'failure', description: 'x'.repeat(140), logUrl },
      ]);
    });

    it('is made once where the answer is lost', async () => {
      const { github, world } = subject();
      const { repo, state, main } = await subject().open();
      await github.pullRequest(repo, 1);
      world.behave({ type: 'cut-off' }, { after: 1, requests: 1 });
      const wish = { commit: main, ...sales };
      await assert.rejects(github.putDeployment(repo, wish), { code: 'GITHUB_UNREACHABLE' });
      const { id } = await github.putDeployment(repo, wish);
      assert.deepEqual(
        state.deployments.map((one) => one.id),
        [id],
      );
    });

    it('that somebody deleted takes no status, and tells so, because then it is made again', async () => {
      const { github } = subject();
      const { repo, state, main } = await subject().open();
      const { id } = await github.putDeployment(repo, { commit: main, ...sales });
      state.deployments.length = 0;
      const status = { state: 'success', description: 'It runs' } as const;
      await assert.rejects(github.createDeploymentStatus(repo, id, status), { code: 'GITHUB_NOT_FOUND' });
    });

    it('is refused for a commit that is not there', async () => {
      const { github } = subject();
      const { repo } = await subject().open();
      const commit = 'c0ffee'.padEnd(40, '0');
      await assert.rejects(github.putDeployment(repo, { commit, ...sales }), { code: 'GITHUB_REFUSED' });
    });
  });
}
