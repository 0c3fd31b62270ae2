// Who holds tasks: one home has one runtime at a time, and all runtimes of a home hold tasks under the home's name. So
// whoever claims a home may free at once whatever its predecessors held, however many of them were killed.

import { mkdirSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { RandomBytes } from '../model/ids.ts';
import { lockFile } from '../store/sqlite/locked-file.ts';
import { homeInUse } from './errors.ts';

export interface ClaimedHome {
  /** The name under which tasks are held here. A claim's epoch tells the runtimes of a home apart. */
  readonly owner: string;
  /**
   * The same name where a runtime was here before: `store.tasks.releaseOwner` frees what it held, if it was killed. To be
   * called before anything is claimed.
   */
  readonly previousOwner: string | undefined;
  /** Once nothing is held any more. */
  release(): void;
}

/** Makes the folder where it is absent. Throws `HOME_IN_USE` while another process has it. */
export function claimHome(home: string, random: RandomBytes): ClaimedHome {
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const name = `${hostname().slice(0, 64)}/${Buffer.from(random(8)).toString('hex')}`;
  const lock = lockFile(join(home, 'home.lock'), name);
  if (lock === undefined) throw homeInUse(home);
  return {
    owner: lock.words,
    previousOwner: lock.wasHeld ? lock.words : undefined,
    release: () => lock.release(),
  };
}
