// The words by which a space's condition says that its image could not be made. Pure.

import type { ImageErrorCode } from '../../runtime/images/errors.ts';

/** What making images itself calls by a name; the rest is the engine's, in all its variety. */
const words = {
  BASE_MISSING: 'BaseMissing',
  BASE_UNAVAILABLE: 'BaseUnavailable',
  BUILD_FAILED: 'BuildFailed',
  BUILD_TIMEOUT: 'BuildTimeout',
  LAYER_MISSING: 'LayerMissing',
} satisfies Partial<Record<ImageErrorCode, string>>;

const byCode: ReadonlyMap<string, string> = new Map(Object.entries(words));
const OTHER = 'ImageFailed';
/** Said by others, who need the base for something else. */
const alike: ReadonlyMap<string, string> = new Map([['ImageNotFound', words.BASE_MISSING]]);
const all: ReadonlySet<string> = new Set([...byCode.values(), OTHER]);

export const imageReason = (code: string): string => byCode.get(code) ?? OTHER;

/** One word for one trouble; undefined where a reason is about something else. */
export function imageTrouble(reason: string): string | undefined {
  const word = alike.get(reason) ?? reason;
  return all.has(word) ? word : undefined;
}
