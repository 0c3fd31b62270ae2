// Removes everything that the demo's installation made on the engine: what a person would do with a machine that is
// given back. The base images stay for the next time.

import { randomBytes } from 'node:crypto';
import { createDockerEngine } from '../../runtime/containers/docker/engine.ts';
import { openStore } from '../../state/store/open.ts';
import { sweep } from '../../test/support/engine/sweep.ts';

async function installationOf(databaseUrl: string): Promise<string | undefined> {
  const store = await openStore(databaseUrl, { random: randomBytes });
  try {
    return await store.meta.get('installation-id');
  } finally {
    await store.close();
  }
}

export async function cleanEngine(databaseUrl: string): Promise<void> {
  const owner = await installationOf(databaseUrl);
  if (owner === undefined) return;
  const engine = createDockerEngine({ owner });
  await sweep(engine);
  await engine.close();
}
