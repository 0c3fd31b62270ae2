// A write to a declared resource as the API shows it.

import type { Written } from '../../../reconciler/loop/config-writer.ts';
import type { WrittenView } from '../shapes/written.ts';

/** 202: somebody has to agree to it first. */
export function statusOfWritten({ type }: Written, created: boolean): number {
  if (type === 'proposed') return 202;
  return created && type === 'committed' ? 201 : 200;
}

export const showWritten = ({ type, commit, branch, changes }: Written): WrittenView => ({
  result: type,
  commit,
  branch,
  files: changes.map(({ path, after }) => ({ path, content: after })),
});
