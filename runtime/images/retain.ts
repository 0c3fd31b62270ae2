// Retention: removes the images of agents and spaces that nobody keeps.

import type { Engine, Waiting } from '../containers/engine.ts';
import { isEngineError } from '../containers/errors.ts';
import { KIND } from './labels.ts';

export interface RetainOptions {
  readonly dryRun?: boolean;
  /** Images of ours without a tag that were made before, which builds left behind; left out, they stay. */
  readonly untaggedBefore?: number;
  /** Told what goes, before any of it does. */
  readonly tell?: (images: readonly RetiredImage[]) => Promise<void>;
  readonly signal?: AbortSignal;
}

export interface RetiredImage {
  /** `name:tag`; the id of one without a tag. */
  readonly reference: string;
  /** With layers that it shares with others, so that less may become free. */
  readonly bytes: number;
}

/** Spaces' images first, for they stand on what was copied from layers. Returns what was removed. */
export async function retainImages(
  engine: Engine,
  keep: ReadonlySet<string>,
  { dryRun = false, untaggedBefore = 0, tell, signal }: RetainOptions = {},
): Promise<readonly RetiredImage[]> {
  const wait = signal === undefined ? {} : { signal };
  const unneeded: RetiredImage[] = [];
  for (const kind of ['space', 'layer'] as const) {
    for (const { id, tags, bytes, createdAt } of await engine.images.list({ [KIND]: kind }, wait)) {
      // A young one without a tag may be a build's that is about to give it one.
      const untagged = tags.length === 0 && createdAt < untaggedBefore ? [id] : [];
      for (const reference of [...tags, ...untagged]) {
        if (!keep.has(reference)) unneeded.push({ reference, bytes });
      }
    }
  }
  if (dryRun) return unneeded;
  await tell?.(unneeded);
  return removeUnused(engine, unneeded, wait);
}

/** What something uses stays. Answers what was removed. */
export async function removeUnused(
  engine: Pick<Engine, 'images'>,
  images: readonly RetiredImage[],
  wait: Waiting,
): Promise<readonly RetiredImage[]> {
  const removed: RetiredImage[] = [];
  for (const image of images) if (await remove(engine, image.reference, wait)) removed.push(image);
  return removed;
}

async function remove(engine: Pick<Engine, 'images'>, reference: string, wait: Waiting): Promise<boolean> {
  try {
    await engine.images.remove(reference, wait);
    return true;
  } catch (thrown) {
    // A container stands on it, or an image of another name: the next round will find it free.
    if (isEngineError(thrown, 'IMAGE_IN_USE')) return false;
    throw thrown;
  }
}
