// Removes everything that the demo's installation made on the engine: what a person would do with a machine that is
// given back. The base images stay for the next time.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createDockerEngine } from '../../runtime/containers/docker/engine.ts';

export async function cleanEngine(home: string): Promise<void> {
  const file = join(home, 'installation');
  if (!existsSync(file)) return;
  const engine = createDockerEngine({ owner: readFileSync(file, 'utf8').trim() });
  const { containers, networks, volumes, images } = engine;
  for (const { id } of await containers.list({})) await containers.remove(id);
  for (const { name } of await networks.list({})) await networks.remove(name);
  for (const { name } of await volumes.list({})) await volumes.remove(name);
  // An image that others stand on goes once they are gone.
  for (let left = await images.list({}), before = -1; left.length !== before && left.length > 0;) {
    before = left.length;
    for (const { id, tags } of left) await images.remove(tags[0] ?? id).catch(() => {});
    left = await images.list({});
  }
  await engine.close();
}
