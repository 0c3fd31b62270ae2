// Base images of earlier recipes, on which nothing stands any more. They belong to all installations on the engine, so
// what any of them has made keeps them.

import type { Engine, Waiting } from '../../containers/engine.ts';
import { BASE, KIND } from '../labels.ts';
import { removeUnused, type RetiredImage } from '../retain.ts';
import { RECIPE_VERSION } from './recipe.ts';

export interface RetireOptions extends Waiting {
  readonly dryRun: boolean;
  /** Told before anything is removed. */
  readonly tell: (images: readonly RetiredImage[]) => Promise<void>;
}

/** Answers what was removed, or would be. */
export type RetireBases = (options: RetireOptions) => Promise<readonly RetiredImage[]>;

/** `engine`: as the owner of base images. */
export function createRetireBases(engine: Pick<Engine, 'images'>): RetireBases {
  return async function retire({ dryRun, tell, ...wait }) {
    const spare: RetiredImage[] = [];
    for (const { tags, bytes } of await engine.images.list({ [KIND]: 'base' }, wait)) {
      for (const reference of tags) {
        const base = earlierBase(reference);
        if (base === undefined || (await engine.images.isLabelled({ [BASE]: base }, wait))) continue;
        spare.push({ reference, bytes });
      }
    }
    // What agents were built on stands on the other one.
    spare.sort((a, b) => Number(isBuild(b)) - Number(isBuild(a)));
    if (dryRun || spare.length === 0) return spare;
    await tell(spare);
    return removeUnused(engine, spare, wait);
  };
}

const isBuild = ({ reference }: RetiredImage): boolean => reference.startsWith('raworc_build:');

/** The base image of that recipe; undefined where it is this one's, or none of ours. */
function earlierBase(reference: string): string | undefined {
  const [, tag = '', version] = /^raworc_(?:base|build):((\d+)-[0-9a-f]+)$/.exec(reference) ?? [];
  return version !== undefined && Number(version) < RECIPE_VERSION ? `raworc_base:${tag}` : undefined;
}
