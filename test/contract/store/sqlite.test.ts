// SQLite under the contract: in memory, as tests use it, and as a file, as people do.

import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../../../state/store/open.ts';
import { storeContract } from './contract.ts';
import { racingContract } from './racing.ts';
import type { Subject } from './subject.ts';

async function inMemory(): Promise<Subject> {
  const store = await openStore('sqlite::memory:', { random: randomBytes });
  return { store, again: undefined, close: () => store.close() };
}

async function inFile(): Promise<Subject> {
  const folder = mkdtempSync(join(tmpdir(), 'raworc-store-'));
  const again = () => openStore(`sqlite:${join(folder, 'raworc.db')}`, { random: randomBytes });
  const store = await again();
  return {
    store,
    again,
    async close() {
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

storeContract('SQLite in memory', inMemory);
storeContract('SQLite in a file', inFile);
racingContract(inFile);
