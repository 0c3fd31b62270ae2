// Which credentials go to which Git host: the GitHub token to github.com, and nothing to anybody else.

import type { CredentialsForHost } from '../../reconciler/git/credentials.ts';

export function gitCredentials(githubToken: string | undefined): CredentialsForHost {
  return (host) =>
    githubToken !== undefined && host === 'github.com'
      ? { username: 'x-access-token', password: githubToken }
      : undefined;
}
