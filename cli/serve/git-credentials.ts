// Which credentials go to which Git host: the GitHub token to GitHub's own host, and nothing to anybody else.

import type { CredentialsForHost } from '../../reconciler/git/credentials.ts';
import type { GitHubSettings } from '../settings/github-settings.ts';

export function gitCredentials({ identity, apiUrl }: GitHubSettings): CredentialsForHost {
  const ours = gitHost(apiUrl);
  return (host) =>
    identity.type === 'token' && host === ours
      ? { username: 'x-access-token', password: identity.token }
      : undefined;
}

/** The host of the repositories that this API speaks of; an Enterprise server has both on one. */
export function gitHost(apiUrl: string): string {
  const { host } = new URL(apiUrl);
  return host === 'api.github.com' ? 'github.com' : host;
}
