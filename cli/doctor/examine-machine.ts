// The checks on the real parts of this machine.

import { join } from 'node:path';
import { createGitRepositories } from '../../reconciler/git/git-repositories.ts';
import { createDockerEngine } from '../../runtime/containers/docker/engine.ts';
import { systemClock, systemRandom as random } from '../serve/clock.ts';
import { gitCredentials } from '../serve/git-credentials.ts';
import type { ServeSettings } from '../settings/serve-settings.ts';
import type { Finding } from './check.ts';
import { runChecks } from './checks.ts';

export async function examineMachine(
  settings: ServeSettings,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const engine = createDockerEngine({ owner: 'doctor' });
  const cacheDir = join(settings.home, 'git');
  const repositories = createGitRepositories({
    cacheDir,
    credentials: gitCredentials(settings.github),
    insteadOf: settings.insteadOf,
  });
  try {
    return await runChecks({ settings, engine, repositories, random, now: () => systemClock.now(), signal });
  } finally {
    await engine.close();
  }
}
