// Somebody in front of a browser and a shell.

import type { CommitId } from '../../../state/model/ids.ts';
import type { FixtureFiles } from '../git-server/fixture-repository.ts';
import { tellOfCheck } from './checks.ts';
import { commentOn, deleteComment, editComment } from './comments.ts';
import { type MergeMethod, mergePull, queuePull } from './merging.ts';
import type { CommentState, PullState, RepoState, World } from './model.ts';
import {
  changePull,
  closePull,
  dismiss,
  openPull,
  type PullChange,
  review,
  tellOfPull,
  tipOf,
} from './pulls.ts';
import { refsMoved, refsOf } from './pushes.ts';

/** Pull requests go by their number; `repo` is `owner/name`. */
export interface Person {
  /** Commits to a branch, which begins at main where it is new, and pushes it. */
  push(
    repo: string,
    files: FixtureFiles,
    options?: { readonly branch?: string; readonly message?: string; readonly force?: boolean },
  ): Promise<string>;
  tag(repo: string, name: string, commit: string): Promise<void>;
  deleteBranch(repo: string, branch: string): Promise<void>;
  openPull(
    repo: string,
    pull: {
      readonly branch: string;
      readonly base?: string;
      readonly title?: string;
      /** The fork that has the branch. */
      readonly from?: string;
      readonly draft?: boolean;
    },
  ): Promise<PullState>;
  changePull(repo: string, pull: number, change: PullChange): Promise<void>;
  close(repo: string, pull: number): void;
  /** Resolves with the commit on the base branch. */
  merge(repo: string, pull: number, method?: MergeMethod): Promise<string>;
  /** Puts it into the merge queue; resolves with the commit that is checked there. */
  queue(repo: string, pull: number): Promise<string>;
  approve(repo: string, pull: number): void;
  requestChanges(repo: string, pull: number): void;
  /** Takes back what that person said in reviews. */
  dismiss(repo: string, pull: number, author: string): void;
  label(repo: string, pull: number, name: string): void;
  comment(repo: string, pull: number, body: string): CommentState;
  editComment(repo: string, comment: CommentState, body: string): void;
  deleteComment(repo: string, comment: CommentState): void;
  /** Asks for all check runs of a commit again. */
  rerunChecks(repo: string, commit: string): void;
}

export interface PersonDeps {
  readonly world: World;
  readonly repo: (name: string) => RepoState;
  readonly pull: (repo: string, number: number) => PullState;
}

export function personCalled(login: string, { world, repo, pull: pullOf }: PersonDeps): Person {
  /** Whatever Git does here is told as a push. */
  async function pushing<T>(target: RepoState, work: () => Promise<T>): Promise<T> {
    const before = await refsOf(target);
    const done = await work();
    await refsMoved(world, target, before, login);
    return done;
  }

  const reviewing = (state: 'APPROVED' | 'CHANGES_REQUESTED') => (name: string, pull: number) =>
    void review(world, repo(name), pullOf(name, pull), { author: login, state });

  return {
    push(name, files, { branch = 'main', message = 'Change', force = false } = {}) {
      const target = repo(name);
      return pushing(target, async () => {
        if (force) return target.git.forcePush(files, message, { branch });
        const main = await tipOf(target, 'main');
        const isNew = (await tipOf(target, branch)) === undefined;
        if (isNew && main !== undefined) await target.git.branch(branch, main as CommitId);
        return target.git.commit(files, message, { branch });
      });
    },
    tag: (name, tag, commit) => pushing(repo(name), () => repo(name).git.tag(tag, commit as CommitId)),
    deleteBranch: (name, branch) => pushing(repo(name), () => repo(name).git.branch(branch, null)),
    async openPull(name, { branch, base = 'main', title = 'Change', from, draft = false }) {
      const fork = from === undefined ? {} : { from: repo(from) };
      const pull = await openPull(world, repo(name), { author: login, branch, base, title, draft, ...fork });
      if (pull === undefined) throw new Error(`There is nothing to merge from ${branch} into ${base}.`);
      return pull;
    },
    changePull: (name, pull, change) => changePull(world, repo(name), pullOf(name, pull), change, login),
    close: (name, pull) => closePull(world, repo(name), pullOf(name, pull), login),
    merge: (name, pull, method = 'merge') =>
      mergePull(world, repo(name), pullOf(name, pull), { by: login, method }),
    queue: (name, pull) => queuePull(world, repo(name), pullOf(name, pull)),
    approve: reviewing('APPROVED'),
    requestChanges: reviewing('CHANGES_REQUESTED'),
    dismiss(name, number, author) {
      const pull = pullOf(name, number);
      for (const made of pull.reviews.filter((each) => each.author === author))
        dismiss(world, repo(name), pull, made);
    },
    label: (name, pull, label) =>
      tellOfPull(world, repo(name), pullOf(name, pull), 'labeled', {
        by: login,
        more: { label: { name: label } },
      }),
    comment: (name, issue, body) => commentOn(world, repo(name), { issue, author: login, body }),
    editComment: (name, comment, body) => editComment(world, repo(name), comment, { body, by: login }),
    deleteComment: (name, comment) => deleteComment(world, repo(name), comment, login),
    rerunChecks(name, commit) {
      for (const check of repo(name).checks.filter((each) => each.commit === commit))
        tellOfCheck(world, repo(name), check, 'rerequested', { by: login });
    },
  };
}
