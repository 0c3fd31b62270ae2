// How one workspace becomes several: what was in the copies from an attempt before goes first, and all is as it was, owners
// as numbers, modes, times and links. Pure.

import type { HelperCapability, Mount } from '../../containers/engine.ts';

export interface CopyCommand {
  readonly command: readonly string[];
  readonly mounts: readonly Mount[];
  readonly capabilities: readonly HelperCapability[];
}

const SCRIPT = `
read -r _
from=$1
shift
for to; do
  find "$to" -mindepth 1 -delete && cp -a --reflink=auto "$from/." "$to" || exit
done
`;

const FROM = '/from';

/** Volumes; waits for a line before it begins. */
export function copyCommand(from: string, to: readonly string[]): CopyCommand {
  const targets = to.map((volume, index): Mount => ({ volume, path: `/to/${index}` }));
  return {
    command: ['sh', '-c', SCRIPT, 'copy', FROM, ...targets.map(({ path }) => path)],
    mounts: [{ volume: from, path: FROM, readOnly: true }, ...targets],
    capabilities: ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID'],
  };
}
