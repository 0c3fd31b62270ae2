// What every adapter of the port to writing promises, asked of each in the same words.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import type { Repository } from '../../../../reconciler/git/repositories.ts';
import type { NewCommit, Writer } from '../../../../reconciler/git/writing/writers.ts';
import type { CommitId } from '../../../../state/model/ids.ts';
import type { FixtureFiles, FixtureRepository } from '../../../support/git-server/fixture-repository.ts';

export interface Subject {
  readonly repository: Repository;
  readonly writer: Writer;
  /** Adds a commit to `main`, by other means than the writer's. */
  commit(files: FixtureFiles): Promise<CommitId>;
  /** The same repository by Git itself, where it is a real one. */
  readonly fixture?: FixtureRepository;
}

export interface Subjects {
  /** A new, empty repository. */
  make(): Promise<Subject>;
  close(): Promise<void>;
}

export const somebody = { name: 'Ada', email: 'ada@example.com' };
const at = Date.UTC(2026, 0, 2, 3, 4, 5);

export function change(files: Readonly<Record<string, string | null>>, more: Partial<NewCommit>): NewCommit {
  return {
    branch: 'main',
    parent: undefined,
    expects: more.parent,
    changes: new Map(Object.entries(files)),
    author: somebody,
    committer: { name: 'Raworc', email: 'raworc@localhost' },
    message: 'Change',
    at,
    ...more,
  };
}

export function testWriters(name: string, open: () => Promise<Subjects>): void {
  describe(`writing to Git: ${name}`, { concurrency: true }, () => {
    let subjects: Subjects;
    before(async () => {
      subjects = await open();
    });
    after(() => subjects.close());

    const headOf = async ({ repository }: Subject, branch = 'main') =>
      (await repository.refs()).refs.get(`refs/heads/${branch}`);

    async function parentsOf({ repository }: Subject, commit: CommitId) {
      await repository.fetch(commit);
      return (await repository.info(commit)).parents;
    }

    it('adds, replaces and removes files and leaves all others, with their modes', async () => {
      const subject = await subjects.make();
      const parent = await subject.commit({
        'a.txt': 'a',
        'run.sh': { type: 'executable', content: 'old' },
        link: { type: 'symlink', content: 'a.txt' },
        'deep/er/b.txt': 'b',
        'deep/c.txt': 'c',
        'deep.txt': 'sorts between',
      });
      const made = await subject.writer.commit(
        change(
          { 'a.txt': 'ä\n', 'run.sh': 'new', 'deep/er/b.txt': null, 'new/folder/d.txt': 'd' },
          { parent },
        ),
      );
      assert.equal(await headOf(subject), made);
      const { repository } = subject;
      await repository.fetch(made);
      assert.deepEqual(
        (await repository.tree(made, '.')).map(({ type, path }) => `${type} ${path}`),
        [
          'file a.txt',
          'file deep.txt',
          'file deep/c.txt',
          'symlink link',
          'file new/folder/d.txt',
          'executable run.sh',
        ],
      );
      assert.equal(Buffer.from(await repository.readFile(made, 'a.txt')).toString(), 'ä\n');
      await subject.fixture?.git('fsck', '--strict');
    });

    it('writes who, when, why and trailers, and nobody’s name forges a header', async () => {
      const subject = await subjects.make();
      const parent = await subject.commit({ a: '1' });
      const made = await subject.writer.commit(
        change(
          { a: '2' },
          {
            parent,
            author: { name: 'Eve <x>\nparent 1', email: 'e@x>' },
            message: 'Add a space\n\nBecause.',
            trailers: { 'Idempotency-Key': 'k 1\nSigned-off-by: nobody' },
          },
        ),
      );
      await subject.repository.fetch(made);
      const text = Buffer.from(await subject.repository.commitObject(made)).toString();
      assert.deepEqual(text.split('\n').slice(1), [
        `parent ${parent}`,
        `author Eve x parent 1 <e@x> ${at / 1000} +0000`,
        `committer Raworc <raworc@localhost> ${at / 1000} +0000`,
        '',
        'Add a space',
        '',
        'Because.',
        '',
        'Idempotency-Key: k 1 Signed-off-by: nobody',
        '',
      ]);
      const trailers = await subject.fixture?.git('log', '-1', '--format=%(trailers:only)', 'main');
      if (trailers !== undefined) assert.equal(trailers, 'Idempotency-Key: k 1 Signed-off-by: nobody');
    });

    it('gives an empty repository its first commit, for that is how it begins', async () => {
      const subject = await subjects.make();
      const made = await subject.writer.commit(change({ 'spaces/a/space.yaml': 'x' }, {}));
      assert.equal(await headOf(subject), made);
      assert.equal((await subject.repository.resolve({})).commit, made);
      assert.deepEqual(await parentsOf(subject, made), []);
    });

    it('refuses a branch that has moved, for the change was made for another state', async () => {
      const subject = await subjects.make();
      const parent = await subject.commit({ a: '1' });
      const newer = await subject.commit({ a: '2' });
      await assert.rejects(subject.writer.commit(change({ b: '1' }, { parent })), {
        code: 'BRANCH_MOVED',
        disposition: 'retry',
      });
      await assert.rejects(subject.writer.commit(change({ b: '1' }, {})), { code: 'BRANCH_MOVED' });
      assert.equal(await headOf(subject), newer);
    });

    it('is success when done again, for the first answer may have been lost', async () => {
      const subject = await subjects.make();
      const parent = await subject.commit({ a: '1' });
      const commit = change({ a: '2' }, { parent });
      assert.equal(await subject.writer.commit(commit), await subject.writer.commit(commit));
    });

    it('loses no change of ten that are made at once, each tried again on the new head', async () => {
      const subject = await subjects.make();
      await subject.commit({ start: '' });
      async function write(name: string): Promise<void> {
        for (;;) {
          const { commit: parent } = await subject.repository.resolve({ ref: 'main' });
          try {
            await subject.repository.fetch(parent);
            await subject.writer.commit(change({ [name]: name }, { parent, message: name }));
            return;
          } catch (thrown) {
            const { code } = thrown as { code: string };
            if (code !== 'BRANCH_MOVED' && code !== 'REPOSITORY_BUSY') throw thrown;
          }
        }
      }
      await Promise.all(Array.from({ length: 10 }, (_, index) => write(`file-${index}`)));
      let commits = 0;
      const head = await headOf(subject);
      for (let at = head; at !== undefined; [at] = await parentsOf(subject, at)) commits += 1;
      assert.equal(commits, 11);
      assert.equal((await subject.repository.tree(head as CommitId, '.')).length, 11);
      await subject.fixture?.git('fsck', '--strict');
    });

    it('makes a branch of its own, starts it again elsewhere, and removes it', async () => {
      const subject = await subjects.make();
      const first = await subject.commit({ a: '1' });
      const branch = 'raworc/add-space-a';
      const once = await subject.writer.commit(
        change({ b: '1' }, { branch, parent: first, expects: undefined }),
      );
      const second = await subject.commit({ a: '2' });
      const again = await subject.writer.commit(
        change({ b: '2' }, { branch, parent: second, expects: once }),
      );
      assert.equal(await headOf(subject, branch), again);
      assert.deepEqual(await parentsOf(subject, again), [second]);
      assert.equal(await headOf(subject), second);
      await subject.fixture?.git('pack-refs', '--all');
      await assert.rejects(subject.writer.removeBranch(branch, once), { code: 'BRANCH_MOVED' });
      await subject.writer.removeBranch(branch, again);
      await subject.writer.removeBranch(branch, again);
      assert.equal(await headOf(subject, branch), undefined);
    });

    it('never writes through a link that stands where a folder should', async () => {
      const subject = await subjects.make();
      const parent = await subject.commit({ spaces: { type: 'symlink', content: '/tmp' } });
      await assert.rejects(subject.writer.commit(change({ 'spaces/a.yaml': 'x' }, { parent })), {
        code: 'PATH_NOT_FOUND',
      });
    });

    it('takes no name that reaches beyond the branches and files of the repository', async () => {
      const subject = await subjects.make();
      const parent = await subject.commit({ a: '1' });
      for (const branch of ['../../x', 'a..b', 'x.lock', '', '-x']) {
        const commit = subject.writer.commit(change({ a: '2' }, { branch, parent, expects: undefined }));
        await assert.rejects(commit, { code: 'PUSH_REFUSED' }, branch);
      }
      for (const path of ['../x', '.git/hooks/post-checkout', 'a/.GIT/x', '/etc/x', 'a//b']) {
        await assert.rejects(subject.writer.commit(change({ [path]: 'x' }, { parent })), {
          code: 'PUSH_REFUSED',
        });
      }
      assert.equal(await headOf(subject), parent);
    });

    it('has nothing to settle where nothing was begun', async () => {
      const subject = await subjects.make();
      await subject.commit({ a: '1' });
      await subject.writer.settle();
    });
  });
}
