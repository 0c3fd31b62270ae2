// Which steps an agent's build has, decided from the names of its files and its manifest alone. Pure.

import type { Manifest } from '../../../schemas/manifest/manifest.ts';

export type NodeTool = 'npm' | 'pnpm' | 'yarn';

export type BuildStep =
  | { readonly type: 'python-environment' }
  | { readonly type: 'python-requirements' }
  | { readonly type: 'python-project' }
  | {
      readonly type: 'node-packages';
      readonly tool: NodeTool;
      /** True where a lock file says which versions. */
      readonly locked: boolean;
      /** True where a build command needs the packages for development too. */
      readonly development: boolean;
    }
  | { readonly type: 'rust'; readonly locked: boolean; readonly launcher: boolean }
  | { readonly type: 'command'; readonly command: string }
  | { readonly type: 'node-prune'; readonly tool: NodeTool }
  | { readonly type: 'python-bytecode' };

/**
 * More than one dependency file may apply, whatever the runtime: a Python agent may bring a package.json for a tool that
 * it calls. A Cargo.toml counts only for the runtime rust, since others (Python packages with Rust inside) build their
 * own through pip. `paths` are relative to the source's root.
 */
export function detectSteps(
  paths: readonly string[],
  manifest: Pick<Manifest, 'runtime' | 'contract' | 'build_command'>,
): readonly BuildStep[] {
  const files = new Set(paths);
  const { runtime, contract, build_command: command } = manifest;
  const steps: BuildStep[] = [];

  const hasRequirements = files.has('requirements.txt');
  const hasProject = files.has('pyproject.toml') || files.has('setup.py');
  const usesPython = runtime.startsWith('python') || hasRequirements || hasProject;
  if (usesPython) steps.push({ type: 'python-environment' });
  if (hasRequirements) steps.push({ type: 'python-requirements' });
  if (hasProject) steps.push({ type: 'python-project' });

  const node = files.has('package.json') ? nodeTool(files) : undefined;
  if (node !== undefined) steps.push({ type: 'node-packages', ...node, development: command !== undefined });

  if (runtime === 'rust')
    steps.push({ type: 'rust', locked: files.has('Cargo.lock'), launcher: contract === 'function' });

  if (command !== undefined) {
    steps.push({ type: 'command', command });
    if (node !== undefined) steps.push({ type: 'node-prune', tool: node.tool });
  }
  if (usesPython) steps.push({ type: 'python-bytecode' });
  return steps;
}

function nodeTool(files: ReadonlySet<string>): { readonly tool: NodeTool; readonly locked: boolean } {
  if (files.has('package-lock.json') || files.has('npm-shrinkwrap.json'))
    return { tool: 'npm', locked: true };
  if (files.has('pnpm-lock.yaml')) return { tool: 'pnpm', locked: true };
  if (files.has('yarn.lock')) return { tool: 'yarn', locked: true };
  return { tool: 'npm', locked: false };
}
