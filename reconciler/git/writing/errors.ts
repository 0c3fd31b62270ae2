// What can keep a commit from being published, in words that say what to do.

import { GitError } from '../errors.ts';

export function branchMoved(location: string, branch: string): GitError {
  return new GitError('BRANCH_MOVED', `The branch ${branch} of ${location} has moved meanwhile.`, {
    hint: 'Make the change again on its new head.',
    disposition: 'retry',
    details: { location, branch },
  });
}

/** `answer` is what the server said, if anything. */
export function pushForbidden(location: string, branch: string, answer?: string): GitError {
  return new GitError('PUSH_FORBIDDEN', `Raworc may not write to the branch ${branch} of ${location}.`, {
    hint: 'Give it a token that may write there, or let it open pull requests where the branch is protected.',
    details: { location, branch, ...(answer === undefined ? {} : { answer: answer.slice(0, 500) }) },
  });
}

/** Of a repository on this machine; `cause` says why. */
export function notWritable(location: string, cause: unknown): GitError {
  return new GitError('PUSH_FORBIDDEN', `Raworc may not write to ${location}.`, {
    hint: 'Let the user that the server runs as write there, or change the files yourself and commit.',
    details: { location },
    cause,
  });
}

export function pushRefused(location: string, branch: string, answer: string): GitError {
  return new GitError('PUSH_REFUSED', `${location} does not take a commit for its branch ${branch}.`, {
    hint: `It says: ${answer.slice(0, 200)}`,
    details: { location, branch, answer: answer.slice(0, 500) },
  });
}

export function workTreeDirty(location: string, paths: readonly string[]): GitError {
  const shown = paths.slice(0, 5).join(', ');
  const more = paths.length > 5 ? ` and ${paths.length - 5} more` : '';
  return new GitError('WORK_TREE_DIRTY', `There are changes in ${location} that are not committed.`, {
    hint: `Commit or undo them: ${shown}${more}.`,
    details: { location, paths: paths.slice(0, 100) },
  });
}

export function repositoryBusy(location: string, by: string): GitError {
  return new GitError('REPOSITORY_BUSY', `Another program is writing to ${location}.`, {
    hint: `Try again when it has ended; what says so is ${by}.`,
    disposition: 'retry',
    details: { location },
  });
}

export function unfitName(location: string, what: string, name: string): GitError {
  return new GitError('PUSH_REFUSED', `${JSON.stringify(name)} can not be the name of a ${what}.`, {
    hint: 'Choose another name, with letters, digits and hyphens.',
    details: { location, name },
  });
}
