import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { SpaceStatus, StatusSummary } from '../../../../reconciler/loop/control.ts';
import type { Condition } from '../../../../state/model/condition.ts';
import type { DeploymentPublication, Publication } from '../../../../webhook/client/publish/publication.ts';
import { createFollowMerge } from '../../../../webhook/review/after-merge/follow-merge.ts';
import type { MergedSpace } from '../../../../webhook/review/after-merge/space-outcome.ts';

const commit = 'f'.repeat(40);
const condition = (type: string, status: 'True' | 'False', message: string, hint?: string): Condition =>
  ({ type, status, reason: 'Some', message, ...(hint === undefined ? {} : { hint }) }) as Condition;
const ready = [condition('Ready', 'True', 'Everything runs.')];

/** Spaces as a test sets them, and what was wanted on GitHub because of them. */
function world(merged: readonly MergedSpace[]) {
  const spaces = new Map<string, Partial<SpaceStatus>>();
  const deployments: string[] = [];
  let text = '';
  let now = 1_000;
  let revision = 'e'.repeat(40);
  let syncs = 0;
  const follow = createFollowMerge({
    repo: 'company/config',
    clock: { now: () => now } as Parameters<typeof createFollowMerge>[0]['clock'],
    reconciler: {
      async sync() {
        syncs += 1;
        revision = commit;
        return { revision };
      },
      status: () =>
        Promise.resolve({
          config: { revision, awaitingReview: {}, bumps: [] },
          spaces: [...spaces].map(([name, status]) =>
            Object.assign({ name, hold: null, awaitingConfirmation: null, conditions: ready }, status),
          ),
        } as unknown as StatusSummary),
    },
    publisher: {
      want(publication: Publication) {
        const { space, status } = publication as DeploymentPublication;
        deployments.push(`${space} ${status.state}`);
        return Promise.resolve();
      },
    },
    mergedSpaces: () => Promise.resolve(merged),
    showOutcome(_, markdown) {
      text = markdown;
      return Promise.resolve();
    },
    logUrl: () => undefined,
  });
  return {
    spaces,
    deployments,
    text: () => text,
    syncs: () => syncs,
    pass: (ms: number) => (now += ms),
    look: () => follow({ number: 3, mergeCommit: commit }, 1_000),
  };
}

const sales: MergedSpace = { space: 'sales', removed: false };

describe('after the merge', () => {
  test('a space is queued, then as it is, and the end is told once everything runs', async () => {
    const { spaces, deployments, look, text, pass } = world([sales]);
    spaces.set('sales', { conditions: [condition('Reconciling', 'True', 'Two layers are being built.')] });
    assert.equal((await look()).type, 'wait');
    assert.deepEqual(deployments, ['sales queued', 'sales in_progress']);
    pass(5_000);
    spaces.set('sales', {});
    assert.equal((await look()).type, 'done');
    assert.match(text(), /Everything runs as merged/);
  });

  test('the merged revision is read first, because a space that is ready may be so for the one before', async () => {
    const { spaces, look, syncs, pass } = world([sales]);
    spaces.set('sales', {});
    await look();
    pass(5_000);
    await look();
    assert.equal(syncs(), 1);
  });

  test('a failed build is a failure with its reason and the end of its log', async () => {
    const { spaces, deployments, look, text } = world([sales]);
    const message = 'The layer of bot could not be built.\npip: no such package\n`rm -rf`';
    spaces.set('sales', { conditions: [condition('Stalled', 'True', message, 'Correct requirements.txt.')] });
    assert.equal((await look()).type, 'wait');
    assert.equal(deployments.at(-1), 'sales failure');
    assert.match(text(), /1 of 1 failed[\s\S]*could not be built[\s\S]*```text\npip: no such package/);
  });

  test('a hold and a brake are told with the command that lifts them', async () => {
    const { spaces, look, text } = world([sales, { space: 'old', removed: true }]);
    spaces.set('sales', { hold: { revision: 'abcdef0123', by: 'a', reason: '', at: 0 } });
    spaces.set('old', { awaitingConfirmation: 'h1' });
    const followed = await look();
    assert.ok(followed.type === 'wait' && followed.until > 30_000, 'a person takes minutes, not seconds');
    assert.match(text(), /raworc unhold sales/);
    assert.match(text(), /raworc confirm old/);
  });

  test('a space that was to go succeeds by being gone, and one that was to stay fails by it', async () => {
    const { deployments, look } = world([sales, { space: 'old', removed: true }]);
    await look();
    assert.deepEqual(deployments.slice(-2), ['sales failure', 'old success']);
  });

  test('it is given up after a day, because a comment that is edited for ever helps nobody', async () => {
    const { spaces, look, pass } = world([sales]);
    spaces.set('sales', { conditions: [condition('Stalled', 'True', 'No.')] });
    pass(25 * 3_600_000);
    assert.equal((await look()).type, 'done');
  });
});
