// How long a turn may take once it has begun. Pure.

import type { Manifest } from '../../../schemas/manifest/manifest.ts';

const UNLESS_SAID = 300;

/** As long as the agent allows. */
export function turnSecondsOf(manifest: unknown): number {
  return (manifest as Manifest).timeout_seconds ?? UNLESS_SAID;
}
