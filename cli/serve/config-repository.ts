// The config repository at the start: the one that was given or one of the runtime's own, with nothing half written.

import type { Logger } from 'pino';
import { RaworcError } from '../../state/model/errors.ts';
import type { Writers } from '../../reconciler/git/writing/writers.ts';
import type { ServeSettings } from '../settings/serve-settings.ts';
import { systemClock } from './clock.ts';
import { ensureOwnConfig } from './own-config.ts';

/** Its location. The home must be claimed. */
export async function configRepository(
  { configRepo, configRef = 'main', home }: ServeSettings,
  log: Logger,
): Promise<string> {
  if (configRepo !== undefined) return configRepo;
  const path = await ensureOwnConfig(home, configRef, systemClock.now());
  log.info({ path }, 'no config repository is set: this one is the runtime’s own');
  return path;
}

/** Ends what a killed runtime began there. What is in the way is said, and the next write tries again. */
export async function settleWriting(writers: Writers, location: string, log: Logger): Promise<void> {
  try {
    await writers.open(location).settle();
  } catch (error) {
    // Then nothing was begun either.
    if (error instanceof RaworcError && error.code === 'PUSH_FORBIDDEN') {
      log.info(
        { location },
        'the config repository can be read only: what is declared through the API is refused',
      );
      return;
    }
    log.warn({ error }, 'a commit that was begun in the config repository could not be brought to its end');
  }
}
