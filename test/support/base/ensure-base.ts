// Tests that start agents need the base image. Made once per machine and recipe, it is there at once ever after.

import { buildBase } from '../../../runtime/images/base/build-base.ts';
import { hostBaseNames, type BaseImages } from '../../../runtime/images/base/base-names.ts';
import { createDockerEngine } from '../../../runtime/containers/docker/engine.ts';

/** As the command line does: the images outlive the test, whose cleaning must not remove them. */
const OWNER = 'base';

export async function ensureBase(): Promise<BaseImages> {
  const engine = createDockerEngine({ owner: OWNER });
  try {
    const names = await hostBaseNames();
    if ((await engine.images.inspect(names.build)) !== undefined) return names;
    return await buildBase({ engine, onLog: ({ text }) => process.stderr.write(`base: ${text}\n`) });
  } finally {
    await engine.close();
  }
}
