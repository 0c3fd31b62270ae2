// Which credentials go to which Git host: those of GitHub to GitHub's own host, and nothing to anybody else.

import type { CredentialsForHost } from '../../reconciler/git/credentials.ts';
import { createRepoTokens } from '../../webhook/client/octokit/repo-tokens.ts';
import type { ClientLogger } from '../../webhook/client/octokit/configured.ts';
import type { GitHubSettings } from '../settings/github-settings.ts';
import { version } from '../version.ts';
import { systemClock } from './clock.ts';

/** The loader's thread has no log; what matters is in the errors. */
const silent: ClientLogger = { debug() {}, warn() {} };

export function gitCredentials({ identity, apiUrl }: GitHubSettings): CredentialsForHost {
  if (identity.type === 'none') return () => undefined;
  const ours = gitHost(apiUrl);
  const tokens = createRepoTokens({
    identity,
    apiUrl,
    userAgent: `raworc/${version}`,
    log: silent,
    clock: systemClock,
  });
  return async (host, { path, refused, signal }) => {
    const repo = /^\/([\w.-]+\/[\w.-]+?)(?:\.git)?(?:\/|$)/.exec(path)?.[1];
    if (host !== ours || repo === undefined) return undefined;
    if (refused !== undefined) tokens.renew(repo);
    const token = await tokens.tokenFor(repo, signal === undefined ? {} : { signal });
    return token === undefined ? undefined : { username: 'x-access-token', password: token };
  };
}

/** The host of the repositories that this API speaks of; an Enterprise server of one's own has both on one. */
export function gitHost(apiUrl: string): string {
  const { host } = new URL(apiUrl);
  return /^api\.(github\.com|[\w-]+\.ghe\.com)$/.exec(host)?.[1] ?? host;
}
