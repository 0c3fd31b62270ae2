// Files that a build needs and the source doesn't hold.

import type { AgentBuild, SourceFile } from '../images.ts';
import type { BuildStep } from './detect.ts';

export function generatedFiles(
  _agent: AgentBuild,
  _source: readonly SourceFile[],
  _steps: readonly BuildStep[],
): readonly SourceFile[] {
  return [];
}
