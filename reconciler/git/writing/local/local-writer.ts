// Publishes commits in a repository on this machine, bare or checked out. The branch is what decides: before it is
// moved nothing has happened, and afterwards the work tree follows, at the latest when the next writer comes.

import { join } from 'node:path';

import type { CommitId } from '../../../../state/model/ids.ts';
import { findGitDir, type GitDir } from '../../local/git-dir.ts';
import type { Repository, Waiting } from '../../repositories.ts';
import { createGuard } from '../../translate-damage.ts';
import { branchMoved, pushRefused } from '../errors.ts';
import { newObjects } from '../new-objects.ts';
import type { NewCommit, Writer } from '../writers.ts';
import { isCheckedOut } from './checked-out.ts';
import type { ReachCheckpoint } from './checkpoints.ts';
import { claimRepository, type Claim } from './claim.ts';
import { openIndex, releaseIndex } from './index-session.ts';
import { createInTurn } from './in-turn.ts';
import { moveRef, releaseRefLocks } from './move-ref.ts';
import { bringFiles, bringIndex, fileId, requireClean, type WorkTreeChange } from './work-tree.ts';
import { writeObjects } from './write-objects.ts';

export interface LocalWriterDeps {
  /** The same repository, for reading. */
  readonly repository: Repository;
  readonly checkpoint?: ReachCheckpoint;
}

export function createLocalWriter({ repository, checkpoint = () => {} }: LocalWriterDeps): Writer {
  const { location } = repository;
  const guard = createGuard({ location, onDamage: () => {}, hint: 'Check the repository with `git fsck`.' });
  const inTurn = createInTurn();

  const withClaim = <T>(
    { signal }: Waiting,
    work: (claim: Claim, gitDir: GitDir) => Promise<T>,
  ): Promise<T> =>
    inTurn(() =>
      guard(async () => {
        signal?.throwIfAborted();
        const gitDir = findGitDir(location);
        using claim = claimRepository(gitDir.shared, location);
        await settle(claim, gitDir);
        return work(claim, gitDir);
      }),
    );

  async function read(ref: string): Promise<CommitId | undefined> {
    return (await repository.refs()).refs.get(ref);
  }

  async function write(claim: Claim, gitDir: GitDir, commit: NewCommit, waiting: Waiting): Promise<CommitId> {
    const ref = `refs/heads/${commit.branch}`;
    const checkedOut = isCheckedOut(gitDir, commit.branch, location);
    const { commit: id, objects } = await newObjects(repository, commit, waiting);
    const head = await read(ref);
    if (head === id) return id;
    if (head !== commit.expects) throw branchMoved(location, commit.branch);
    const paths = checkedOut ? [...commit.changes.keys()] : [];
    const files = Object.fromEntries(paths.map((path) => [path, fileId(join(location, path))]));
    claim.begin({ ref, from: head ?? null, to: id, files });
    try {
      await checkpoint('begun');
      if (checkedOut) {
        const tree = { dir: location, aside: claim.dir };
        await requireClean(tree, openIndex(tree), head, paths);
        await checkpoint('index-locked');
      }
      writeObjects(join(gitDir.shared, 'objects'), claim.dir, objects);
      await checkpoint('objects-written');
      await moveRef({
        location,
        gitDir: gitDir.shared,
        aside: claim.dir,
        ref,
        from: head,
        to: id,
        read: () => read(ref),
        locked: () => checkpoint('branch-locked'),
      });
      await checkpoint('branch-moved');
    } finally {
      await settle(claim, gitDir);
    }
    return id;
  }

  /** What was begun: done to the end where the branch was moved, else as if it had never been. */
  async function settle(claim: Claim, { shared: gitDir }: GitDir): Promise<void> {
    const begun = claim.begun();
    if (begun === undefined) return;
    const { ref, to, files } = begun;
    const tree = { dir: location, aside: claim.dir };
    releaseRefLocks({ gitDir, aside: claim.dir, ref });
    if (Object.keys(files).length > 0 && to !== null && (await read(ref)) === to) {
      const index = openIndex(tree);
      const changes = await changesOf(to, files);
      await bringFiles(tree, changes, () => checkpoint('file-written'));
      await bringIndex(tree, index, changes);
      index.publish();
      await checkpoint('index-written');
    }
    releaseIndex(tree);
    claim.end();
  }

  async function changesOf(
    commit: CommitId,
    files: Readonly<Record<string, string | null>>,
  ): Promise<readonly WorkTreeChange[]> {
    const entries = new Map((await repository.tree(commit, '.')).map((entry) => [entry.path, entry]));
    const wanted = Object.keys(files).flatMap((path) => entries.get(path)?.oid ?? []);
    const contents = await repository.readMany(wanted);
    return Object.entries(files).map(([path, found]) => {
      const entry = entries.get(path);
      return { path, entry, content: entry === undefined ? undefined : contents.get(entry.oid), found };
    });
  }

  return {
    commit: (commit, waiting = {}) =>
      withClaim(waiting, (claim, gitDir) => write(claim, gitDir, commit, waiting)),
    removeBranch: (branch, expects, waiting = {}) =>
      withClaim(waiting, async (claim, gitDir) => {
        const ref = `refs/heads/${branch}`;
        const head = await read(ref);
        if (head === undefined) return;
        if (head !== expects) throw branchMoved(location, branch);
        if (isCheckedOut(gitDir, branch, location))
          throw pushRefused(location, branch, 'the branch is checked out');
        const [shared, aside] = [gitDir.shared, claim.dir];
        claim.begin({ ref, from: head, to: null, files: {} });
        try {
          await moveRef({
            location,
            gitDir: shared,
            aside,
            ref,
            from: head,
            to: undefined,
            read: () => read(ref),
          });
        } finally {
          await settle(claim, gitDir);
        }
      }),
    settle: (waiting = {}) => withClaim(waiting, async () => {}),
  };
}
