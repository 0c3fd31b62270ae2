// Every error of this room: what went wrong between us and GitHub, and what to do about it.

import { RaworcError, type ErrorDetails } from '../../state/model/errors.ts';

export type GitHubErrorCode =
  | 'GITHUB_UNREACHABLE'
  | 'GITHUB_RATE_LIMITED'
  | 'GITHUB_ODD_ANSWER'
  | 'GITHUB_UNAUTHORIZED'
  | 'GITHUB_FORBIDDEN'
  | 'GITHUB_NOT_FOUND'
  | 'GITHUB_REFUSED'
  | 'PUBLIC_URL_MISSING'
  | 'HOOK_MISSING';

export class GitHubError extends RaworcError {
  override readonly name = 'GitHubError';
  declare readonly code: GitHubErrorCode;
  /** How long GitHub asked to be left alone. */
  readonly retryAfterMs: number | undefined;

  constructor(code: GitHubErrorCode, message: string, more: ErrorDetails & { retryAfterMs?: number } = {}) {
    super(code, message, more);
    this.retryAfterMs = more.retryAfterMs;
  }
}

export function unreachable(sentence: string, retryAfterMs?: number): GitHubError {
  return new GitHubError('GITHUB_UNREACHABLE', sentence, {
    disposition: 'retry',
    hint: 'It is tried again by itself; https://www.githubstatus.com tells whether GitHub is well.',
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

export function rateLimited(retryAfterMs: number): GitHubError {
  const seconds = Math.ceil(retryAfterMs / 1000);
  return new GitHubError('GITHUB_RATE_LIMITED', `GitHub takes no more requests for ${seconds} s.`, {
    disposition: 'retry',
    hint: 'It is tried again by itself; a GitHub App has a higher limit than a token.',
    retryAfterMs,
  });
}

/** An answer in which something is missing that GitHub promises: a proxy's, or one that was cut off. */
export function oddAnswer(what: string): GitHubError {
  return new GitHubError('GITHUB_ODD_ANSWER', `GitHub’s answer has no ${what} that can be used.`, {
    disposition: 'retry',
    hint: 'Check that RAWORC_GITHUB_API_URL is the address of GitHub’s API.',
  });
}

export function unauthorized(hint: string): GitHubError {
  return new GitHubError('GITHUB_UNAUTHORIZED', 'GitHub does not know who we are.', { hint });
}

export function notInstalled(repo: string): GitHubError {
  return new GitHubError('GITHUB_NOT_FOUND', `The GitHub App is not installed on ${repo}.`, {
    hint: `Install it on ${repo}, or check that the repository is called so.`,
  });
}

export function publicUrlMissing(): GitHubError {
  return new GitHubError('PUBLIC_URL_MISSING', 'Nobody said where GitHub reaches this server.', {
    hint: 'Set RAWORC_PUBLIC_URL to its address as GitHub sees it, then start the server again.',
  });
}

export function hookMissing(): GitHubError {
  return new GitHubError('HOOK_MISSING', 'No repository has a hook that leads to this server.', {
    hint: 'Make them by raworc webhook install.',
  });
}
