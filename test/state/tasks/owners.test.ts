// One process per home, and what it inherits.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { claimHome } from '../../../state/tasks/owners.ts';

const claimAndStay = `
  import { randomBytes } from 'node:crypto';
  import { claimHome } from ${JSON.stringify(new URL('../../../state/tasks/owners.ts', import.meta.url).href)};
  console.log(claimHome(process.argv[1], randomBytes).owner);
  setInterval(() => {}, 1000);
`;

describe('a home', () => {
  let home: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'raworc-home-'));
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  it('is claimed by one at a time and free again when released, because two runtimes would fight over it', () => {
    const first = claimHome(home, randomBytes);
    assert.throws(() => claimHome(home, randomBytes), { code: 'HOME_IN_USE' });
    first.release();
    const second = claimHome(home, randomBytes);
    assert.deepEqual([first.previousOwner, second.previousOwner], [undefined, first.owner]);
    second.release();
  });

  it('of processes that were killed says what they held, because their tasks need not wait for their leases', async () => {
    const owners: string[] = [];
    for (let killed = 0; killed < 2; killed += 1) {
      const child = spawn(process.execPath, ['--input-type=module', '-e', claimAndStay, home], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const [line] = (await once(child.stdout, 'data')) as [Buffer];
      owners.push(line.toString().trim());
      assert.throws(() => claimHome(home, randomBytes), { code: 'HOME_IN_USE' });
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    }
    const claimed = claimHome(home, randomBytes);
    assert.deepEqual(owners, [claimed.previousOwner, claimed.previousOwner]);
    claimed.release();
  });
});
