// MySQL or MariaDB under the contract.

import { randomBytes } from 'node:crypto';
import { after, before } from 'node:test';
import { openStore } from '../../../state/store/open.ts';
import { createDatabase, ensureDatabase, type ScratchDatabase } from '../../support/machine/database.ts';
import { storeContract } from './contract.ts';
import { racingContract } from './racing.ts';
import type { Subject } from './subject.ts';

let server: ScratchDatabase;
before(async () => {
  server = await ensureDatabase();
});
after(() => server.stop());

async function onServer(): Promise<Subject> {
  const database = await createDatabase(server.url);
  const again = () => openStore(database.url, { random: randomBytes });
  const store = await again();
  return {
    store,
    again,
    async close() {
      await store.close();
      await database.stop();
    },
  };
}

storeContract('MySQL or MariaDB', onServer);
racingContract(onServer);
