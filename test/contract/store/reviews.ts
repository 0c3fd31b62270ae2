// The contract of reviews, plans and approvals: what was shown stays what was shown.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ReviewPlace } from '../../../state/store/review-place.ts';
import type { ApprovalRow } from '../../../state/store/approvals.ts';
import type { PlanRow, ReviewRow } from '../../../state/store/reviews.ts';
import type { UseStore } from './subject.ts';

const aReview = (pull: number, patch: Partial<ReviewRow> = {}): ReviewRow => ({
  repo: 'team/config',
  pull,
  base: 'b1',
  head: 'h1',
  state: 'open',
  title: 'Answer faster',
  author: 'ann',
  url: null,
  planHash: 'p1',
  spaces: [{ space: 'sales', reviewHash: 'r1', removed: false, pins: { quote: 'c1' } }],
  outcome: null,
  approvalsSeen: [],
  updatedAt: 10,
  ...patch,
});
const aPlan = (hash: string, patch: Partial<PlanRow> = {}): PlanRow => ({
  hash,
  repo: 'team/config',
  pull: 1,
  base: 'b1',
  head: 'h1',
  content: { changes: [] },
  createdAt: 10,
  ...patch,
});
const anApproval = (reviewHash: string, patch: Partial<ApprovalRow> = {}): ApprovalRow => ({
  space: 'sales',
  reviewHash,
  repo: 'team/config',
  pull: 1,
  by: 'ann',
  pins: { quote: 'c1' },
  at: 10,
  ...patch,
});

export function reviewsContract(store: UseStore): void {
  describe('reviews', () => {
    it('are one for each pull request, the newest, because that is what its comment shows', async () => {
      const { reviews } = store();
      assert.equal(await reviews.get('team/config', 1), undefined);
      await reviews.put(aReview(1));
      assert.deepEqual(await reviews.get('team/config', 1), aReview(1));
      const newer = aReview(1, { head: 'h2', planHash: 'p2', spaces: [], approvalsSeen: [7], updatedAt: 11 });
      await reviews.put(newer);
      assert.deepEqual(await reviews.get('team/config', 1), newer);
      assert.equal(await reviews.get('team/other', 1), undefined, 'numbers are those of one repository');
    });

    it('are listed by whether they are open, the newest first, because people look at those', async () => {
      const { reviews } = store();
      await reviews.put(aReview(50, { repo: 'team/listed', updatedAt: 50_000 }));
      await reviews.put(aReview(51, { repo: 'team/listed', updatedAt: 51_000 }));
      await reviews.put(aReview(52, { repo: 'team/listed', state: 'closed', updatedAt: 52_000 }));
      const pulls = async () => (await reviews.list('open', { limit: 2 })).map(({ pull }) => pull);
      assert.deepEqual(await pulls(), [51, 50]);
      await reviews.update('team/listed', 51, { state: 'merged' });
      assert.equal((await pulls())[0], 50);
      assert.deepEqual(
        (await reviews.list('closed', { limit: 1 })).map(({ pull }) => pull),
        [52],
      );
    });

    it('are read page by page, also where several changed in the same moment', async () => {
      const { reviews } = store();
      for (const pull of [60, 61, 62])
        await reviews.put(aReview(pull, { repo: 'team/paged', state: 'merged', updatedAt: 60_000 }));
      await reviews.put(aReview(63, { repo: 'team/paged', state: 'merged', updatedAt: 61_000 }));
      const pulls: number[] = [];
      let after: ReviewPlace | undefined;
      for (let page = 0; page < 4; page += 1) {
        const rows = await reviews.list('merged', { limit: 1, ...(after === undefined ? {} : { after }) });
        pulls.push(...rows.map(({ pull }) => pull));
        after = rows.at(-1);
      }
      assert.deepEqual(pulls, [63, 62, 61, 60]);
    });

    it('have another version after each change that people see, because whoever looks at them reads them again then', async () => {
      const { reviews } = store();
      const repo = 'team/versioned';
      const seen = new Set([await reviews.version()]);
      const isNew = async (what: string) => {
        const version = await reviews.version();
        assert.ok(!seen.has(version), what);
        seen.add(version);
        assert.equal(await reviews.version(), version, 'the same until the next');
      };
      await reviews.put(aReview(70, { repo, updatedAt: 70_000 }));
      await isNew('it came');
      await reviews.put(aReview(70, { repo, head: 'h2', planHash: 'p2', updatedAt: 70_001 }));
      await isNew('it has a new plan, or was approved');
      await reviews.put(aReview(71, { repo, updatedAt: 60_000 }));
      await reviews.put(aReview(71, { repo, updatedAt: 60_001 }));
      await isNew('by a process whose clock is behind');
      await reviews.update(repo, 70, { state: 'closed' });
      await isNew('it was closed');
      await reviews.update(repo, 70, { outcome: 'It runs.', updatedAt: 70_002 });
      await isNew('something came of it');
    });

    it('learn what came of them without touching what they showed', async () => {
      const { reviews } = store();
      await reviews.put(aReview(2));
      await reviews.update('team/config', 2, { outcome: 'It runs.', updatedAt: 12 });
      await reviews.update('team/config', 2, { approvalsSeen: [3, 4] });
      assert.deepEqual(
        await reviews.get('team/config', 2),
        aReview(2, { outcome: 'It runs.', approvalsSeen: [3, 4], updatedAt: 12 }),
      );
      await reviews.update('team/config', 999, { outcome: 'Nobody asked.' });
      assert.equal(await reviews.get('team/config', 999), undefined);
    });

    it('keep whole plans of any length by their hash, because a comment links to what it left out', async () => {
      const { reviews } = store();
      const long = aPlan('long', { content: { text: 'ü'.repeat(700_000) }, pull: null });
      await reviews.keepPlan(long);
      assert.deepEqual(await reviews.plan('long'), long);
      await reviews.keepPlan(aPlan('long', { content: { text: 'another' } }));
      assert.deepEqual(await reviews.plan('long'), long, 'a hash always means the same');
      assert.equal(await reviews.plan('absent'), undefined);
    });

    it('are dropped when nobody touched them for long, with their long texts', async () => {
      const { reviews } = store();
      await reviews.put(aReview(5, { updatedAt: 1 }));
      await reviews.put(aReview(6, { updatedAt: 5 }));
      await reviews.keepPlan(aPlan('old', { content: 'x'.repeat(300_000), createdAt: 1 }));
      await reviews.keepPlan(aPlan('young', { createdAt: 5 }));
      assert.equal(await reviews.deleteBefore(5), 2);
      assert.equal(await reviews.get('team/config', 5), undefined);
      assert.equal(await reviews.plan('old'), undefined);
      assert.notEqual(await reviews.get('team/config', 6), undefined);
      assert.notEqual(await reviews.plan('young'), undefined);
      await reviews.keepPlan(aPlan('old', { content: 'again' }));
      assert.equal((await reviews.plan('old'))?.content, 'again', 'nothing of the long text was left');
    });
  });

  describe('writes', () => {
    it('keep the newest answer of a key, and go when they are old', async () => {
      const { writes } = store();
      const write = { key: 'k', asked: 'a', answer: { commit: 'c1' }, at: 5 };
      assert.equal(await writes.get('k'), undefined);
      await writes.put(write);
      assert.deepEqual(await writes.get('k'), write);
      await writes.put({ ...write, answer: null, at: 6 });
      assert.deepEqual(await writes.get('k'), { ...write, answer: null, at: 6 });
      assert.equal(await writes.deleteBefore(6), 0);
      assert.equal(await writes.deleteBefore(7), 1);
      assert.equal(await writes.get('k'), undefined);
    });
  });

  describe('approvals', () => {
    it('count once for each person, because the first is what was decided upon', async () => {
      const { approvals } = store();
      await approvals.add(anApproval('once'));
      await approvals.add(anApproval('once', { pins: {}, at: 11 }));
      assert.deepEqual(await approvals.get('sales', 'once'), anApproval('once'));
      assert.equal(await approvals.get('support', 'once'), undefined, 'of one space only');
    });

    it('are taken back by whoever gave them, and those of others stay', async () => {
      const { approvals } = store();
      const other = anApproval('two', { by: 'bob', at: 11 });
      for (const each of [anApproval('two'), other, anApproval('two', { by: 'cleo', pull: 2, at: 12 })]) {
        await approvals.add(each);
      }
      const withdrawn = await approvals.withdraw('team/config', 1, 'ann');
      assert.deepEqual(
        withdrawn.filter(({ reviewHash }) => reviewHash === 'two'),
        [anApproval('two')],
      );
      assert.deepEqual(await approvals.withdraw('team/config', 1, 'ann'), [], 'it is gone already');
      assert.deepEqual(await approvals.get('sales', 'two'), other);
      await approvals.withdraw('team/config', 1, 'cleo');
      assert.equal(
        (await approvals.newest('sales', 9)).filter(({ reviewHash }) => reviewHash === 'two').length,
        2,
      );
    });

    it('are listed by space, the newest first, and dropped when they are old', async () => {
      const { approvals } = store();
      for (const at of [1, 3, 2]) await approvals.add(anApproval(`at-${at}`, { space: 'office', at }));
      const hashes = async () => (await approvals.newest('office', 2)).map(({ reviewHash }) => reviewHash);
      assert.deepEqual(await hashes(), ['at-3', 'at-2']);
      assert.equal(await approvals.deleteBefore(3), 2);
      assert.deepEqual(await hashes(), ['at-3']);
    });
  });
}
