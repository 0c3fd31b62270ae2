// The real adapter of the port: remote repositories over smart HTTP, and local ones where they stand.

import { GitError } from '../errors.ts';
import type { GitSettings } from '../git-repositories.ts';
import { askedUrl } from '../instead-of.ts';
import { parseLocation } from '../location.ts';
import { createHttpClient } from '../remote/http-client.ts';
import type { Repositories } from '../repositories.ts';
import type { ReachCheckpoint } from './local/checkpoints.ts';
import { createLocalWriter } from './local/local-writer.ts';
import { createRemoteWriter } from './remote-writer.ts';
import { checked } from './checked-writer.ts';
import type { Writer, Writers } from './writers.ts';

export interface WriterSettings extends Pick<GitSettings, 'credentials' | 'idleMs' | 'ca' | 'insteadOf'> {
  /** For reading what a commit stands on. */
  readonly repositories: Repositories;
  /** Called between two steps at a repository on this machine. */
  readonly checkpoint?: ReachCheckpoint;
}

/** Answers to a push are short. */
const maxBytes = 16 * 1024 * 1024;

export function createGitWriters(settings: WriterSettings): Writers {
  const { repositories, credentials, idleMs = 30_000, ca, insteadOf = [], checkpoint } = settings;
  const send = createHttpClient({ credentials, idleMs, maxBytes, ...(ca === undefined ? {} : { ca }) });
  const opened = new Map<string, Writer>();
  return {
    open(text): Writer {
      const location = parseLocation(text);
      if (location.type === 'invalid') {
        throw new GitError('INVALID_LOCATION', location.reason, { hint: location.hint });
      }
      const { canonical } = location;
      const repository = repositories.open(text);
      const writer =
        opened.get(canonical) ??
        checked(
          location.type === 'remote'
            ? createRemoteWriter({ repository, url: askedUrl(location.url, insteadOf), send })
            : createLocalWriter({ repository, ...(checkpoint === undefined ? {} : { checkpoint }) }),
          canonical,
        );
      opened.set(canonical, writer);
      return writer;
    },
  };
}
