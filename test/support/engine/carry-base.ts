// Gives a test's own engine the base image of the machine's, which is much quicker than to make it there again.

import Docker from 'dockerode';
import { createDockerEngine } from '../../../runtime/containers/docker/engine.ts';
import { ensureBase } from '../base/ensure-base.ts';
import type { OwnEngine } from './own-engine.ts';

/** Only agents that are nothing but files can be built there: the base image stands in for the build image. */
export async function carryBase({ socketPath }: OwnEngine): Promise<void> {
  const { base, build } = await ensureBase();
  const own = new Docker({ socketPath });
  const loading = await own.loadImage(await new Docker().getImage(base).get());
  for await (const _ of loading) {
    // Its answer ends when the image is there.
  }
  const [repo, tag] = build.split(':');
  if (repo === undefined || tag === undefined) throw new Error(`${build} has no tag.`);
  await own.getImage(base).tag({ repo, tag });
  const engine = createDockerEngine({ owner: 'base', socketPath });
  const there = await engine.images.inspect(build);
  await engine.close();
  if (there === undefined) throw new Error(`${build} did not arrive.`);
}
