// Who holds tasks: every runtime process has an owner's name, and one home has one runtime. Whoever claims a home
// learns the name of the process that died in it, whose leases need not be waited for.

import { mkdirSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { RandomBytes } from '../model/ids.ts';
import { lockFile } from '../store/sqlite/locked-file.ts';
import { homeInUse } from './errors.ts';

export interface ClaimedHome {
  /** This process, never used before. */
  readonly owner: string;
  /** The process that had this home and did not release it: `store.tasks.releaseOwner` frees what it held. */
  readonly previousOwner: string | undefined;
  /** Once nothing is held any more. */
  release(): void;
}

/** Makes the folder where it is absent. Throws `HOME_IN_USE` while another process has it. */
export function claimHome(home: string, random: RandomBytes): ClaimedHome {
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const noise = Buffer.from(random(6)).toString('hex');
  const owner = `${hostname().slice(0, 64)}/${process.pid}/${noise}`;
  const lock = lockFile(join(home, 'home.lock'), owner);
  if (lock === undefined) throw homeInUse(home);
  return { owner, previousOwner: lock.found, release: () => lock.release({ erase: true }) };
}
