// What every adapter of the port to writing promises, asked of each in the same words.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import type { Repository } from '../../../../reconciler/git/repositories.ts';
import type { NewCommit, Writer } from '../../../../reconciler/git/writing/writers.ts';
import type { FixtureRepository } from '../../../support/git-server/fixture-repository.ts';

export interface Subject {
  readonly repository: Repository;
  readonly writer: Writer;
  /** The same repository by Git itself. */
  readonly fixture: FixtureRepository;
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

    const fileAt = ({ fixture }: Subject, path: string) => fixture.git('show', `main:${path}`);

    it('adds, replaces and removes files and leaves all others, with their modes', async () => {
      const subject = await subjects.make();
      const parent = await subject.fixture.commit({
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
      assert.equal(await subject.fixture.git('rev-parse', 'main'), made);
      assert.deepEqual(
        (await subject.fixture.git('ls-tree', '-r', '--format=%(objectmode) %(path)', 'main')).split('\n'),
        [
          '100644 a.txt',
          '100644 deep.txt',
          '100644 deep/c.txt',
          '120000 link',
          '100644 new/folder/d.txt',
          '100755 run.sh',
        ],
      );
      assert.equal(await fileAt(subject, 'a.txt'), 'ä');
      await subject.fixture.git('fsck', '--strict');
    });

    it('writes who, when, why and trailers, and nobody’s name forges a header', async () => {
      const subject = await subjects.make();
      const parent = await subject.fixture.commit({ a: '1' });
      await subject.writer.commit(
        change(
          { a: '2' },
          {
            parent,
            author: { name: 'Eve <x>\nparent 1', email: 'e@x>' },
            message: 'Add a space\n\nBecause.',
            trailers: { 'Raworc-Idempotency-Key': 'k 1\nSigned-off-by: nobody' },
          },
        ),
      );
      const show = (format: string) => subject.fixture.git('log', '-1', `--format=${format}`, 'main');
      assert.equal(await show('%an|%ae|%cn|%ct|%s'), `Eve x parent 1|e@x|Raworc|${at / 1000}|Add a space`);
      assert.equal(await show('%(trailers:only)'), 'Raworc-Idempotency-Key: k 1 Signed-off-by: nobody');
      assert.equal(await show('%P'), parent);
    });

    it('gives an empty repository its first commit, for that is how it begins', async () => {
      const subject = await subjects.make();
      const made = await subject.writer.commit(change({ 'spaces/a/space.yaml': 'x' }, {}));
      assert.equal(await subject.fixture.git('rev-parse', 'main'), made);
      assert.equal((await subject.repository.resolve({})).commit, made);
      await subject.repository.fetch(made);
      assert.equal((await subject.repository.info(made)).parents.length, 0);
    });

    it('refuses a branch that has moved, for the change was made for another state', async () => {
      const subject = await subjects.make();
      const parent = await subject.fixture.commit({ a: '1' });
      const newer = await subject.fixture.commit({ a: '2' });
      await assert.rejects(subject.writer.commit(change({ b: '1' }, { parent })), {
        code: 'BRANCH_MOVED',
        disposition: 'retry',
      });
      await assert.rejects(subject.writer.commit(change({ b: '1' }, {})), { code: 'BRANCH_MOVED' });
      assert.equal(await subject.fixture.git('rev-parse', 'main'), newer);
    });

    it('is success when done again, for the first answer may have been lost', async () => {
      const subject = await subjects.make();
      const parent = await subject.fixture.commit({ a: '1' });
      const commit = change({ a: '2' }, { parent });
      assert.equal(await subject.writer.commit(commit), await subject.writer.commit(commit));
    });

    it('loses no change of ten that are made at once, each tried again on the new head', async () => {
      const subject = await subjects.make();
      await subject.fixture.commit({ start: '' });
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
      assert.equal((await subject.fixture.git('ls-tree', '--name-only', 'main')).split('\n').length, 11);
      assert.equal(await subject.fixture.git('rev-list', '--count', 'main'), '11');
      await subject.fixture.git('fsck', '--strict');
    });

    it('makes a branch of its own, starts it again elsewhere, and removes it', async () => {
      const subject = await subjects.make();
      const first = await subject.fixture.commit({ a: '1' });
      const branch = 'raworc/add-space-a';
      const once = await subject.writer.commit(
        change({ b: '1' }, { branch, parent: first, expects: undefined }),
      );
      const second = await subject.fixture.commit({ a: '2' });
      const again = await subject.writer.commit(
        change({ b: '2' }, { branch, parent: second, expects: once }),
      );
      assert.equal(await subject.fixture.git('rev-parse', branch), again);
      assert.equal(await subject.fixture.git('rev-parse', `${branch}^`), second);
      assert.equal(await subject.fixture.git('rev-parse', 'main'), second);
      await subject.fixture.git('pack-refs', '--all');
      await assert.rejects(subject.writer.removeBranch(branch, once), { code: 'BRANCH_MOVED' });
      await subject.writer.removeBranch(branch, again);
      await subject.writer.removeBranch(branch, again);
      assert.equal(await subject.fixture.git('branch', '--list', branch), '');
    });

    it('never writes through a link that stands where a folder should', async () => {
      const subject = await subjects.make();
      const parent = await subject.fixture.commit({ spaces: { type: 'symlink', content: '/tmp' } });
      await assert.rejects(subject.writer.commit(change({ 'spaces/a.yaml': 'x' }, { parent })), {
        code: 'PATH_NOT_FOUND',
      });
    });

    it('takes no name that reaches beyond the branches and files of the repository', async () => {
      const subject = await subjects.make();
      const parent = await subject.fixture.commit({ a: '1' });
      for (const branch of ['../../x', 'a..b', 'x.lock', '', '-x']) {
        const commit = subject.writer.commit(change({ a: '2' }, { branch, parent, expects: undefined }));
        await assert.rejects(commit, { code: 'PUSH_REFUSED' }, branch);
      }
      for (const path of ['../x', '.git/hooks/post-checkout', 'a/.GIT/x', '/etc/x', 'a//b']) {
        await assert.rejects(subject.writer.commit(change({ [path]: 'x' }, { parent })), {
          code: 'PUSH_REFUSED',
        });
      }
      assert.equal(await subject.fixture.git('rev-parse', 'main'), parent);
    });

    it('has nothing to settle where nothing was begun', async () => {
      const subject = await subjects.make();
      await subject.fixture.commit({ a: '1' });
      await subject.writer.settle();
    });
  });
}
