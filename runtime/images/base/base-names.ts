// What the base and the build image are called: a name per recipe, machine architecture and set of certificates, so that
// what is there is known to be right.

import { createHash } from 'node:crypto';

import { baseDockerfile, buildDockerfile } from './base-dockerfile.ts';
import { hostCaBundle } from './ca-bundle.ts';
import { RECIPE_VERSION } from './recipe.ts';

export interface BaseImages {
  /** `raworc_base:…`: sessions run on it. */
  readonly base: string;
  /** `raworc_build:…`: agents are built on it. */
  readonly build: string;
}

export function baseNames(caBundle: string | undefined, architecture: string): BaseImages {
  const recipe = [
    baseDockerfile({ from: 'root', hasCaBundle: caBundle !== undefined }),
    buildDockerfile({ from: 'base' }),
    caBundle ?? '',
    architecture,
  ];
  const hash = createHash('sha256').update(JSON.stringify(recipe)).digest('hex').slice(0, 12);
  const tag = `${RECIPE_VERSION}-${hash}`;
  return { base: `raworc_base:${tag}`, build: `raworc_build:${tag}` };
}

/** The names on this machine. */
export async function hostBaseNames(
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<BaseImages> {
  return baseNames(await hostCaBundle(env), process.arch);
}
