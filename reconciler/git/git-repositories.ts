// The real adapter of the port: remote repositories through a local cache, and local ones where they stand.

import { cachedLocations, createCacheFolder } from './cache-folder.ts';
import { createCachedRepository } from './cached-repository.ts';
import type { CredentialsForHost } from './credentials.ts';
import { GitError } from './errors.ts';
import { askedUrl, type InsteadOf } from './instead-of.ts';
import { createLocalRepository } from './local/local-repository.ts';
import { parseLocation } from './location.ts';
import { createHttpClient } from './remote/http-client.ts';
import { createRemote } from './remote/remote.ts';
import type { Repositories, Repository } from './repositories.ts';

export interface GitSettings {
  /** One folder per remote repository is made in it. Several threads and processes may share it. */
  readonly cacheDir: string;
  readonly credentials: CredentialsForHost;
  /** A server that sends nothing for so many milliseconds has failed. Default: 30 s. */
  readonly idleMs?: number;
  /** The largest answer of a server. Default: 1 GiB. */
  readonly maxBytes?: number;
  /** PEM certificates to trust instead of the system's. */
  readonly ca?: string;
  /** Where repositories are asked for instead of at their own address. */
  readonly insteadOf?: readonly InsteadOf[];
  /** Milliseconds since the epoch; only tells how old leftovers of killed processes are. */
  readonly now?: () => number;
}

export function createGitRepositories(settings: GitSettings): Repositories {
  const {
    cacheDir,
    credentials,
    idleMs = 30_000,
    maxBytes = 2 ** 30,
    ca,
    insteadOf = [],
    now = Date.now,
  } = settings;
  const send = createHttpClient({ credentials, idleMs, maxBytes, ...(ca === undefined ? {} : { ca }) });
  const opened = new Map<string, Repository>();

  return {
    cached: () => cachedLocations(cacheDir),
    open(text) {
      const location = parseLocation(text);
      if (location.type === 'invalid') {
        throw new GitError('INVALID_LOCATION', location.reason, { hint: location.hint });
      }
      const { canonical } = location;
      let repository = opened.get(canonical);
      if (repository === undefined) {
        repository =
          location.type === 'local'
            ? createLocalRepository(canonical)
            : createCachedRepository(
                canonical,
                createRemote({ ...location, url: askedUrl(location.url, insteadOf) }, send),
                createCacheFolder(cacheDir, canonical, now),
              );
        opened.set(canonical, repository);
      }
      return repository;
    },
  };
}
