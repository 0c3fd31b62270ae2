// From where a repository is to what GitHub calls it, and back. Pure.

import { parseLocation } from '../../reconciler/git/location.ts';
import type { RepoName } from './github.ts';

/** `owner/name` of a repository on our GitHub; undefined for one anywhere else. `gitHost` has its port where it is not the default one. */
export function repoNameOf(location: string, gitHost: string): RepoName | undefined {
  const parsed = parseLocation(location);
  if (parsed.type !== 'remote' || parsed.host !== gitHost.toLowerCase()) return undefined;
  const path = parsed.canonical.slice(parsed.canonical.indexOf(parsed.host) + parsed.host.length + 1);
  const [owner = '', name = '', ...more] = path.replace(/\.git$/, '').split('/');
  return owner === '' || name === '' || more.length > 0 ? undefined : `${owner}/${name}`;
}

/** Where that repository is; servers on this machine speak http, all others https. */
export function locationOf(repo: RepoName, gitHost: string): string {
  const scheme = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/.test(gitHost) ? 'http' : 'https';
  const parsed = parseLocation(`${scheme}://${gitHost}/${repo}`);
  return parsed.type === 'remote' ? parsed.canonical : `${scheme}://${gitHost}/${repo}`;
}

/** GitHub ignores case in names. */
export function isSameRepo(one: RepoName, other: RepoName): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
