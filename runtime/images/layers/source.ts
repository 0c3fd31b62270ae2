// What an agent's source must not hold. Pure.

import { ImageError } from '../errors.ts';
import type { SourceFile } from '../images.ts';

/** Throws `SOURCE_UNUSABLE`. */
export function requireUsable(agent: string, { path, lfsPointer }: SourceFile): void {
  if (path === '' || path.startsWith('/') || path.split('/').includes('..')) {
    throw new ImageError(
      'SOURCE_UNUSABLE',
      `The source of agent ${agent} holds the path ${JSON.stringify(path)}, which leaves it.`,
      { details: { path } },
    );
  }
  if (lfsPointer === true) {
    throw new ImageError(
      'SOURCE_UNUSABLE',
      `The file ${path} of agent ${agent} is a Git LFS pointer; what it stands for is not in the repository.`,
      { hint: 'Commit the file itself, or fetch it in the build command.', details: { path } },
    );
  }
}
