// Retention: removes the images of agents and spaces that nobody keeps.

import type { Engine } from '../containers/engine.ts';
import { isEngineError } from '../containers/errors.ts';
import { KIND } from './labels.ts';

export interface RetainOptions {
  readonly dryRun?: boolean;
  readonly signal?: AbortSignal;
}

/** Spaces' images first, for they stand on what was copied from layers. Returns the references that were removed. */
export async function retainImages(
  engine: Engine,
  keep: ReadonlySet<string>,
  { dryRun = false, signal }: RetainOptions = {},
): Promise<readonly string[]> {
  const wait = signal === undefined ? {} : { signal };
  const removed: string[] = [];
  for (const kind of ['space', 'layer'] as const) {
    const images = await engine.images.list({ [KIND]: kind }, wait);
    // One without a tag is left alone: it may be a build's that is about to give it one.
    for (const reference of images.flatMap(({ tags }) => tags)) {
      if (keep.has(reference)) continue;
      if (dryRun || (await remove(engine, reference, wait))) removed.push(reference);
    }
  }
  return removed;
}

async function remove(engine: Engine, reference: string, wait: { signal?: AbortSignal }): Promise<boolean> {
  try {
    await engine.images.remove(reference, wait);
    return true;
  } catch (thrown) {
    // A container stands on it, or an image of another name: the next round will find it free.
    if (isEngineError(thrown, 'IMAGE_IN_USE')) return false;
    throw thrown;
  }
}
