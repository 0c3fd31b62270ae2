import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { detectSteps, type BuildStep } from '../../../runtime/images/layers/detect.ts';
import { manifestWith } from '../../support/images/agents.ts';
import type { Manifest } from '../../../schemas/manifest/manifest.ts';

interface Case {
  readonly why: string;
  readonly files: readonly string[];
  readonly manifest: Partial<Manifest>;
  readonly steps: readonly string[];
}

const CASES: readonly Case[] = [
  {
    why: 'A Python agent without dependencies still gets an environment, so that its packages can never be the system’s',
    files: ['main.py'],
    manifest: {},
    steps: ['python-environment', 'python-bytecode'],
  },
  {
    why: 'requirements.txt and pyproject.toml may stand side by side, and both count',
    files: ['main.py', 'requirements.txt', 'pyproject.toml'],
    manifest: { runtime: 'python3.13' },
    steps: ['python-environment', 'python-requirements', 'python-project', 'python-bytecode'],
  },
  {
    why: 'A dependency file in a subfolder belongs to something else',
    files: ['main.py', 'docs/requirements.txt', 'web/package.json'],
    manifest: {},
    steps: ['python-environment', 'python-bytecode'],
  },
  {
    why: 'A Node.js agent without package.json has nothing to install',
    files: ['index.js'],
    manifest: { runtime: 'node' },
    steps: [],
  },
  {
    why: 'The lock file of npm says which versions',
    files: ['index.js', 'package.json', 'package-lock.json'],
    manifest: { runtime: 'node' },
    steps: ['node-packages npm locked'],
  },
  {
    why: 'Without a lock file npm chooses',
    files: ['index.js', 'package.json'],
    manifest: { runtime: 'node24' },
    steps: ['node-packages npm'],
  },
  {
    why: 'The lock files of other tools are respected by those tools',
    files: ['index.js', 'package.json', 'pnpm-lock.yaml'],
    manifest: { runtime: 'node' },
    steps: ['node-packages pnpm locked'],
  },
  {
    why: 'yarn.lock too',
    files: ['index.js', 'package.json', 'yarn.lock'],
    manifest: { runtime: 'node' },
    steps: ['node-packages yarn locked'],
  },
  {
    why: 'A build command may need what is for development only, which is gone afterwards',
    files: ['index.ts', 'package.json', 'package-lock.json'],
    manifest: { runtime: 'node', build_command: 'npm run build' },
    steps: ['node-packages npm locked development', 'command', 'node-prune'],
  },
  {
    why: 'Mixed: a Python agent that calls a tool from npm',
    files: ['main.py', 'requirements.txt', 'package.json'],
    manifest: {},
    steps: ['python-environment', 'python-requirements', 'node-packages npm', 'python-bytecode'],
  },
  {
    why: 'Mixed: a Node.js agent that calls a Python script with packages of its own',
    files: ['index.js', 'requirements.txt'],
    manifest: { runtime: 'node' },
    steps: ['python-environment', 'python-requirements', 'python-bytecode'],
  },
  {
    why: 'A Rust handler is compiled together with the program that calls it',
    files: ['Cargo.toml', 'Cargo.lock', 'src/lib.rs'],
    manifest: { runtime: 'rust' },
    steps: ['rust locked launcher'],
  },
  {
    why: 'A Rust program that is called per message needs no launcher',
    files: ['Cargo.toml', 'src/main.rs'],
    manifest: { runtime: 'rust', contract: 'exec', command: ['target/release/x'] },
    steps: ['rust'],
  },
  {
    why: 'A Python package with Rust inside is built by pip, not by us',
    files: ['main.py', 'pyproject.toml', 'Cargo.toml'],
    manifest: {},
    steps: ['python-environment', 'python-project', 'python-bytecode'],
  },
  {
    why: 'The runtime command has its build command and nothing else',
    files: ['Makefile', 'main.c'],
    manifest: { runtime: 'command', contract: 'exec', command: ['./main'], build_command: 'make' },
    steps: ['command'],
  },
];

/** A step with the fields that are set. */
function words(step: BuildStep): string {
  const set = ['locked', 'launcher', 'development'].filter((field) => Reflect.get(step, field) === true);
  const tool = step.type === 'node-packages' ? [step.tool] : [];
  return [step.type, ...tool, ...set].join(' ');
}

describe('the steps of a build', () => {
  for (const { why, files, manifest, steps } of CASES) {
    it(why, () => {
      assert.deepEqual(detectSteps(files, manifestWith(manifest)).map(words), steps);
    });
  }
});
