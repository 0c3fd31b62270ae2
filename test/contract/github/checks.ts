// The contract of check runs, which only Apps may write.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Annotation, CheckRun } from '../../../webhook/client/github.ts';
import type { CheckState } from '../../support/github/model.ts';
import type { UseSubject } from './subject.ts';

function annotations(count: number): readonly Annotation[] {
  return Array.from({ length: count }, (_, at) => ({
    path: 'spaces/sales/space.yaml',
    line: at + 1,
    column: 3,
    level: 'failure',
    title: 'UNKNOWN_FIELD',
    message: `Nobody knows the field of line ${at + 1}.`,
  }));
}

export function runOf(commit: string, more: Partial<CheckRun> = {}): CheckRun {
  const wording = { title: 'A plan', summary: 'What it does.', detailsUrl: 'https://raworc.test/plans/1' };
  const outcome = { status: 'completed', conclusion: 'success' } as const;
  return { name: 'raworc/plan', commit, ...outcome, ...wording, annotations: [], ...more };
}

const linesOf = (check: CheckState | undefined) => check?.annotations.map((one) => one['start_line']);
const upTo = (count: number) => Array.from({ length: count }, (_, at) => at + 1);

export function checksContract(subject: UseSubject): void {
  describe('a check run', () => {
    it('has all of its annotations in order, because each is a problem and GitHub takes fifty at once', async () => {
      const { github } = subject();
      const { repo, state, main } = await subject().open();
      await github.putCheckRun(repo, runOf(main, { conclusion: 'failure', annotations: annotations(120) }));
      assert.equal(state.checks.length, 1);
      const [check] = state.checks;
      assert.deepEqual(linesOf(check), upTo(120));
      assert.deepEqual(check?.annotations[0], {
        path: 'spaces/sales/space.yaml',
        start_line: 1,
        end_line: 1,
        start_column: 3,
        end_column: 3,
        annotation_level: 'failure',
        title: 'UNKNOWN_FIELD',
        message: 'Nobody knows the field of line 1.',
      });
      assert.equal(check.fields['conclusion'], 'failure');
    });

    it('is the same when it is put again, because every delivery makes the plan anew', async () => {
      const { github } = subject();
      const { repo, state, main } = await subject().open();
      const run = runOf(main, { annotations: annotations(60) });
      const { id } = await github.putCheckRun(repo, run);
      assert.deepEqual(await github.putCheckRun(repo, run), { id });
      assert.deepEqual(linesOf(state.checks[0]), upTo(60));
    });

    it('changes in place while it has no annotations, from queued to its conclusion', async () => {
      const { github } = subject();
      const { repo, state, main } = await subject().open();
      const { conclusion: _, ...queued } = runOf(main, { status: 'queued', title: 'Planning' });
      const { id } = await github.putCheckRun(repo, queued);
      const done = await github.putCheckRun(repo, runOf(main, { annotations: annotations(2) }));
      assert.equal(done.id, id);
      assert.equal(state.checks.length, 1);
      assert.deepEqual(linesOf(state.checks[0]), [1, 2]);
      assert.equal(state.checks[0]?.fields['status'], 'completed');
    });

    it('makes room for another where its annotations are no longer true, because GitHub takes none away', async () => {
      const { github } = subject();
      const { repo, state, main } = await subject().open();
      const { id } = await github.putCheckRun(repo, runOf(main, { annotations: annotations(2) }));
      const mended = await github.putCheckRun(repo, runOf(main));
      assert.notEqual(mended.id, id);
      assert.deepEqual(linesOf(state.checks.find((check) => check.id === mended.id)), []);
      assert.deepEqual(await github.putCheckRun(repo, runOf(main)), mended);
    });

    for (const [what, after] of [
      ['it was made', 1],
      ['the second fifty', 2],
    ] as const) {
      it(`has no annotation twice where the line is cut after ${what}, because GitHub adds whatever comes`, async () => {
        const { github, world } = subject();
        const { repo, state, main } = await subject().open();
        await github.pullRequest(repo, 1);
        const run = runOf(main, { annotations: annotations(120) });
        world.behave({ type: 'cut-off' }, { after, requests: 1 });
        await assert.rejects(github.putCheckRun(repo, run), { code: 'GITHUB_UNREACHABLE' });
        await github.putCheckRun(repo, run);
        assert.equal(state.checks.length, 1);
        assert.deepEqual(linesOf(state.checks[0]), upTo(120));
      });
    }

    it('is one for each name and commit', async () => {
      const { github } = subject();
      const { repo, state, main, pull } = await subject().open();
      const { head } = await pull();
      const ids = [
        await github.putCheckRun(repo, runOf(main)),
        await github.putCheckRun(repo, runOf(head)),
        await github.putCheckRun(repo, runOf(main, { name: 'raworc/other' })),
      ].map(({ id }) => id);
      assert.equal(new Set(ids).size, 3);
      assert.deepEqual(
        state.checks.map(({ commit }) => commit),
        [main, head, main],
      );
    });

    it('is refused for a commit that is not there, because a force push may have taken it away', async () => {
      const { github } = subject();
      const { repo } = await subject().open();
      await assert.rejects(github.putCheckRun(repo, runOf('c0ffee'.padEnd(40, '0'))), {
        code: 'GITHUB_REFUSED',
        message: /No commit found/,
      });
    });
  });
}
