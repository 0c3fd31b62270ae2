// What every adapter of the Git port promises, asked of each in the same words.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import type { Repository } from '../../../reconciler/git/repositories.ts';
import type { CommitId } from '../../../state/model/ids.ts';
import type { FixtureFiles } from '../../support/git-server/fixture-repository.ts';

/** A repository that can be written to behind the adapter's back. */
export interface Subject {
  readonly repository: Repository;
  commit(
    files: FixtureFiles,
    message?: string,
    options?: { branch?: string; at?: number },
  ): Promise<CommitId>;
  forcePush(files: FixtureFiles, message?: string): Promise<CommitId>;
  branch(name: string, commit: CommitId | null): Promise<void>;
  tag(name: string, commit: CommitId, message?: string): Promise<void>;
}

export interface Subjects {
  /** A new, empty repository. */
  make(): Promise<Subject>;
  close(): Promise<void>;
}

const text = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString();
const failure = (code: string) => (thrown: unknown) => {
  assert.equal((thrown as { code?: string }).code, code);
  assert.ok((thrown as { hint?: string }).hint, 'an error says what to do');
  return true;
};

export function testRepositories(name: string, open: () => Promise<Subjects>): void {
  describe(`the Git port: ${name}`, { concurrency: true }, () => {
    let subjects: Subjects;
    before(async () => {
      subjects = await open();
    });
    after(() => subjects.close());

    it('lists branches, tags and HEAD, because everything starts with what the remote has now', async () => {
      const subject = await subjects.make();
      const first = await subject.commit({ 'a.txt': 'one' });
      const second = await subject.commit({ 'a.txt': 'two' });
      await subject.branch('release/1', first);
      await subject.tag('v1.0.0', first, 'annotated: its own object has another id');
      await subject.tag('light', second);

      const listing = await subject.repository.refs();

      assert.deepEqual(listing.head, { name: 'refs/heads/main', commit: second });
      assert.deepEqual(
        listing.refs,
        new Map([
          ['refs/heads/main', second],
          ['refs/heads/release/1', first],
          ['refs/tags/light', second],
          ['refs/tags/v1.0.0', first],
        ]),
      );
    });

    it('resolves branch, tag, full ref, commit, range and HEAD, because a source may name any of them', async () => {
      const { repository, commit, branch, tag } = await subjects.make();
      const first = await commit({ 'a.txt': 'one' });
      const second = await commit({ 'a.txt': 'two' });
      await branch('both', second);
      await tag('both', first);
      await tag('v1.2.0', first);
      await tag('1.10.0', second, 'annotated');

      const resolved = async (request: Parameters<Repository['resolve']>[0]) =>
        (await repository.resolve(request)).commit;

      assert.equal(await resolved({}), second);
      assert.equal(await resolved({ ref: 'main' }), second);
      assert.equal(await resolved({ ref: 'both' }), second, 'a branch wins over a tag');
      assert.equal(await resolved({ ref: 'refs/tags/both' }), first);
      assert.equal(await resolved({ ref: first }), first);
      assert.equal(await resolved({ semver: '^1.2' }), second, '1.10 is above 1.2');
      assert.equal(await resolved({ semver: '~1.2' }), first);
      await assert.rejects(repository.resolve({ ref: 'gone' }), failure('REF_NOT_FOUND'));
      await assert.rejects(repository.resolve({ semver: '^9' }), failure('REF_NOT_FOUND'));
    });

    it('says that a repository is empty, because that is no error of the ref', async () => {
      const { repository } = await subjects.make();
      assert.equal((await repository.refs()).refs.size, 0);
      await assert.rejects(repository.resolve({ ref: 'main' }), failure('REPOSITORY_EMPTY'));
    });

    it('reads every kind of entry below a path, because agents live in folders of shared repositories', async () => {
      const { repository, commit } = await subjects.make();
      const id = await commit({
        'README.md': 'top',
        'agents/a/main.py': 'print()',
        'agents/a/run': { type: 'executable', content: '#!/bin/sh\n' },
        'agents/a/link': { type: 'symlink', content: 'main.py' },
        'agents/a/größe/ü.txt': 'ü',
        'agents/ab/other.py': 'other',
      });
      await repository.fetch(id);

      const entries = await repository.tree(id, 'agents/a');
      assert.deepEqual(
        entries.map(({ path, type }) => [path, type]),
        [
          ['größe/ü.txt', 'file'],
          ['link', 'symlink'],
          ['main.py', 'file'],
          ['run', 'executable'],
        ],
      );
      assert.deepEqual(await repository.tree(id, './agents/a/'), entries);
      assert.equal((await repository.tree(id, '.')).length, 6);
      assert.deepEqual(
        (await repository.tree(id, 'agents/a/run')).map(({ path }) => path),
        ['run'],
      );
      await assert.rejects(repository.tree(id, 'agents/c'), failure('PATH_NOT_FOUND'));
      await assert.rejects(repository.tree(id, 'README.md/x'), failure('PATH_NOT_FOUND'));
    });

    it('reads contents by id and by path, byte for byte, because manifests and builds come from them', async () => {
      const { repository, commit } = await subjects.make();
      const binary = Uint8Array.from({ length: 70_000 }, (_, at) => (at * 7919) % 256);
      const id = await commit({ 'a.bin': binary, empty: '', 'raworc.json': '{}' });
      await repository.fetch(id);
      const entries = await repository.tree(id, '');
      const contents = await repository.readMany([...entries, ...entries].map(({ oid }) => oid));

      assert.equal(contents.size, 3);
      assert.deepEqual(Buffer.from(contents.get(entries[0]?.oid ?? '') ?? []), Buffer.from(binary));
      assert.equal(text(await repository.readFile(id, 'raworc.json')), '{}');
      assert.equal((await repository.readFile(id, 'empty')).length, 0);
      await assert.rejects(repository.readFile(id, ''), failure('PATH_NOT_FOUND'));
    });

    it('gives equal content equal ids, because an agent whose files did not change is not built again', async () => {
      const { repository, commit } = await subjects.make();
      const first = await commit({ 'agents/a/main.py': 'one', 'docs.md': 'x' });
      const second = await commit({ 'docs.md': 'y' });
      const third = await commit({ 'agents/a/main.py': 'two' });
      for (const id of [first, second, third]) await repository.fetch(id);

      const ids = await Promise.all([first, second, third].map((id) => repository.treeId(id, 'agents/a')));

      assert.equal(ids[0], ids[1]);
      assert.notEqual(ids[1], ids[2]);
    });

    it('names content as Git does, because people compare ids with `git rev-parse`', async () => {
      const { repository, commit } = await subjects.make();
      const id = await commit({ 'a/f': '1', 'a.b/f': '2', 'a-b': '3', a0: '4' });
      await repository.fetch(id);
      assert.equal(await repository.treeId(id, '.'), 'd2fb186d6e395e862371185402ae374bfc06e98d');
    });

    it('lists what stands directly in a folder, because a new commit is made folder by folder', async () => {
      const { repository, commit } = await subjects.make();
      const id = await commit({
        'a/b/c': '1',
        'a/b.txt': '2',
        'a/run': { type: 'executable', content: '3' },
      });
      await repository.fetch(id);
      const entries = await repository.folder(id, 'a');
      assert.deepEqual(
        entries.map(({ type, name }) => `${type} ${name}`),
        ['file b.txt', 'tree b', 'executable run'],
      );
      assert.equal(entries[1]?.oid, await repository.treeId(id, 'a/b'));
      for (const path of ['a/b.txt', 'nowhere']) {
        await assert.rejects(repository.folder(id, path), { code: 'PATH_NOT_FOUND' });
      }
    });

    it('tells what differs between two commits, because the cost of a change follows its size', async () => {
      const { repository, commit } = await subjects.make();
      const from = await commit({
        'same/deep/file': 's',
        'x/changed': '1',
        'x/gone/a': 'a',
        'x/file-then-folder': 'f',
        'x/mode': 'm',
        outside: '1',
      });
      const to = await commit({
        'x/changed': '2',
        'x/gone': null,
        'x/added/b': 'b',
        'x/file-then-folder': null,
        'x/file-then-folder/inner': 'i',
        'x/mode': { type: 'executable', content: 'm' },
        outside: '2',
      });
      await repository.fetch(from);
      await repository.fetch(to);

      const changes = await repository.changedPaths(from, to, 'x');

      assert.deepEqual(
        changes.map(({ path, from, to }) => [path, from?.type, to?.type]),
        [
          ['added/b', undefined, 'file'],
          ['changed', 'file', 'file'],
          ['file-then-folder', 'file', undefined],
          ['file-then-folder/inner', undefined, 'file'],
          ['gone/a', 'file', undefined],
          ['mode', 'file', 'executable'],
        ],
      );
      assert.deepEqual(await repository.changedPaths(from, from, ''), []);
      assert.equal((await repository.changedPaths(from, to, 'x/added')).length, 1, 'absent counts as empty');
    });

    it('gives all files of a folder for a build, with links, bits and LFS pointers told apart', async () => {
      const { repository, commit } = await subjects.make();
      const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12345\n';
      const id = await commit({
        'agent/model.bin': pointer,
        'agent/run': { type: 'executable', content: 'go' },
        'agent/link': { type: 'symlink', content: '../shared' },
        other: 'x',
      });
      await repository.fetch(id);

      const entries = await Array.fromAsync(repository.archive(id, 'agent'));

      assert.deepEqual(
        entries.map(({ path, type, bytes, lfsPointer }) => [path, type, text(bytes), lfsPointer]),
        [
          ['link', 'symlink', '../shared', false],
          ['model.bin', 'file', pointer, true],
          ['run', 'executable', 'go', false],
        ],
      );
    });

    it('refuses to archive a submodule, because a build would silently lack its files', async () => {
      const { repository, commit } = await subjects.make();
      const first = await commit({ 'agent/main.py': 'x' });
      const id = await commit({ 'agent/vendored': { type: 'submodule', content: first } });
      await repository.fetch(id);
      assert.equal((await repository.tree(id, 'agent')).length, 2);
      await assert.rejects(
        Array.fromAsync(repository.archive(id, 'agent')),
        failure('SUBMODULE_NOT_SUPPORTED'),
      );
    });

    it('tells who committed what when, because statuses speak of revisions', async () => {
      const { repository, commit } = await subjects.make();
      const parent = await commit({ a: '1' }, 'First');
      const id = await commit({ a: '2' }, 'Subject line\n\nA body.\n', { at: 1_700_000_000_000 });
      await repository.fetch(id);
      assert.deepEqual(await repository.info(id), {
        commit: id,
        author: 'Ada Lovelace',
        email: 'ada@example.com',
        committer: 'Ada Lovelace',
        committerEmail: 'ada@example.com',
        at: 1_700_000_000_000,
        subject: 'Subject line',
        parents: [parent],
      });
    });

    it('tells what commits stand on, so many generations deep, because a merge begins where histories part', async () => {
      const { repository, commit, branch } = await subjects.make();
      const first = await commit({ 'a.txt': 'one' }, 'First', { at: 1_000 });
      const second = await commit({ 'a.txt': 'two' }, 'Second', { at: 2_000 });
      await branch('change', first);
      const third = await commit({ 'b.txt': 'three' }, 'Third', { branch: 'change', at: 3_000 });
      for (const each of [second, third]) await repository.fetch(each);

      const whole = await repository.history([second, third], 9);
      assert.deepEqual(new Set(whole.keys()), new Set([first, second, third]));
      assert.deepEqual(whole.get(third)?.parents, [first]);
      assert.deepEqual([whole.get(first)?.parents, whole.get(first)?.at], [[], 1_000]);
      assert.deepEqual([...(await repository.history([third], 1)).keys()], [third]);
      const signal = AbortSignal.abort(new Error('enough'));
      await assert.rejects(repository.history([third], 1, { signal }), /enough/);
    });

    it('follows a force-push and still reads what it had, because rollbacks name older commits', async () => {
      const { repository, commit, forcePush } = await subjects.make();
      const before = await commit({ a: 'old', b: 'kept' });
      await repository.fetch(before);
      const now = await forcePush({ a: 'new' });

      const { commit: resolved } = await repository.resolve({ ref: 'main' });
      await repository.fetch(resolved);

      assert.equal(resolved, now);
      assert.deepEqual(
        (await repository.tree(now, '')).map(({ path }) => path),
        ['a'],
      );
      assert.equal(text(await repository.readFile(before, 'b')), 'kept');
    });

    it('reads a file that a later commit brought back, because a pack may leave out what is already here', async () => {
      const { repository, commit } = await subjects.make();
      const content = 'a line that stays\n'.repeat(200);
      const commits = [
        await commit({ 'dir/a': content, b: '1' }),
        await commit({ 'dir/a': null, b: '2' }),
        await commit({ 'dir/a': `${content}and one more\n`, b: '3' }),
        await commit({ 'dir/a': content, b: '1' }),
      ];
      for (const id of commits) await repository.fetch(id);
      for (const id of commits)
        for (const { oid } of await repository.tree(id, '')) await repository.readMany([oid]);
      assert.equal(text(await repository.readFile(commits[3] as CommitId, 'dir/a')), content);
    });

    it('rejects at once for a signal that is aborted, because a deadline must end every wait', async () => {
      const { repository, commit } = await subjects.make();
      const id = await commit({ a: '1' });
      const signal = AbortSignal.abort(new Error('too late'));
      await assert.rejects(repository.refs({ signal }), /too late/);
      await assert.rejects(repository.fetch(id, { signal }), /too late/);
      await repository.fetch(id);
      assert.equal(await repository.has(id), true);
    });

    it('does not know a commit that is nowhere, because a pinned commit may have been mistyped', async () => {
      const { repository, commit } = await subjects.make();
      await commit({ a: '1' });
      const nowhere = 'f'.repeat(40) as CommitId;
      assert.equal(await repository.has(nowhere), false);
      await assert.rejects(repository.fetch(nowhere), failure('COMMIT_NOT_FOUND'));
      await assert.rejects(repository.tree(nowhere, ''), failure('COMMIT_NOT_FETCHED'));
    });
  });
}
