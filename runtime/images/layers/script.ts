// A build's steps as one shell script. One container runs all of them; each says its name first, so that the log tells
// which one failed. Pure.

import type { BuildStep, NodeTool } from './detect.ts';

/** A line of the log that begins with this names the step that starts. */
export const STEP_MARK = '==> ';

/** Where the engine keeps caches between builds, and where builders look for them. */
export const CACHES = {
  pip: '/cache/pip',
  npm: '/cache/npm',
  cargo: '/cache/cargo',
  cargoTarget: '/cache/cargo-target',
} as const;

/** Runs in the agent's folder, as the agent's user. */
export function buildScript(steps: readonly BuildStep[]): string {
  const parts = steps.map((step) => `echo '${STEP_MARK}${stepTitle(step)}'\n${commands(step)}\n`);
  return ['set -eu', ENVIRONMENT, ...parts].join('\n');
}

export function stepTitle(step: BuildStep): string {
  switch (step.type) {
    case 'python-environment':
      return 'Python environment';
    case 'python-requirements':
      return 'Python packages of requirements.txt';
    case 'python-project':
      return 'Python project';
    case 'node-packages':
      return `Node.js packages with ${step.tool}${step.locked ? ', as locked' : ''}`;
    case 'rust':
      return `Rust crate${step.locked ? ', as locked' : ''}`;
    case 'command':
      return 'Build command';
    case 'node-prune':
      return 'Node.js packages for development removed';
    case 'python-bytecode':
      return 'Python bytecode';
    default:
      return step satisfies never;
  }
}

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

const ENVIRONMENT = `export HOME=/tmp/home CI=1
export PATH="$PWD/.venv/bin:$PWD/node_modules/.bin:$PATH"
export PIP_CACHE_DIR=${CACHES.pip} PIP_NO_INPUT=1 PIP_NO_COMPILE=1
export npm_config_cache=${CACHES.npm}
export CARGO_HOME=${CACHES.cargo} CARGO_TARGET_DIR=${CACHES.cargoTarget} CARGO_TERM_COLOR=never
mkdir -p "$HOME"
`;

function commands(step: BuildStep): string {
  switch (step.type) {
    case 'python-environment':
      // Without a pip of its own, which would be most of the layer: the system's installs into it.
      return 'python3 -m venv --clear --without-pip .venv\nexport PIP_PYTHON="$PWD/.venv/bin/python"';
    case 'python-requirements':
      return 'pip install -r requirements.txt';
    case 'python-project':
      return PYTHON_PROJECT;
    case 'node-packages':
      return NODE_INSTALL[step.tool](step.locked, step.development);
    case 'rust':
      return rustCommands(step.locked, step.launcher);
    case 'command':
      return `sh -euc ${quoted(step.command)}`;
    case 'node-prune':
      return NODE_PRUNE[step.tool];
    case 'python-bytecode':
      // Nothing changes in an image, so sources needn't be compared; what doesn't compile may never be imported.
      return 'python3 -m compileall -q -j 2 --invalidation-mode unchecked-hash . || true';
    default:
      return step satisfies never;
  }
}

// A project without a build system is no package: only what it depends on is installed.
const PYTHON_PROJECT = `if [ -f setup.py ] || grep -q '^\\[build-system\\]' pyproject.toml; then
  pip install .
else
  python3 - > /tmp/dependencies.txt <<'PYTHON'
import tomllib
with open("pyproject.toml", "rb") as file:
    print("\\n".join(tomllib.load(file).get("project", {}).get("dependencies", [])))
PYTHON
  pip install -r /tmp/dependencies.txt
fi`;

const NODE_INSTALL: Record<NodeTool, (locked: boolean, development: boolean) => string> = {
  npm: (locked, development) =>
    `npm ${locked ? 'ci' : 'install --no-package-lock'}${development ? '' : ' --omit=dev'}`,
  pnpm: (_, development) =>
    `npx --yes pnpm@10 install --frozen-lockfile --store-dir ${CACHES.npm}/pnpm${development ? '' : ' --prod'}`,
  yarn: (_, development) =>
    `npx --yes yarn@1 install --frozen-lockfile --cache-folder ${CACHES.npm}/yarn${development ? '' : ' --production'}`,
};

const NODE_PRUNE: Record<NodeTool, string> = {
  npm: 'npm prune --omit=dev',
  pnpm: 'npx --yes pnpm@10 prune --prod',
  yarn: `npx --yes yarn@1 install --frozen-lockfile --production --cache-folder ${CACHES.npm}/yarn`,
};

/** Folder of the generated crate that calls a handler, in the agent's folder, and the program that it becomes. */
export const RUST_LAUNCHER = { folder: '.raworc/launcher', program: '.raworc/worker' } as const;

function rustCommands(locked: boolean, launcher: boolean): string {
  // Cargo goes by times, and files from Git have none: without this it would take an older build for the newest.
  const fresh = 'find . -type f -exec touch {} +';
  const lock = locked ? ' --locked' : '';
  if (!launcher) {
    return `${fresh}
cargo build --release${lock}
mkdir -p target/release
find "$CARGO_TARGET_DIR/release" -maxdepth 1 -type f -perm -u+x -exec cp -t target/release {} +`;
  }
  // The launcher takes over the versions that the agent locked; it adds only itself.
  return `${fresh}
${locked ? `cargo fetch --locked\ncp Cargo.lock ${RUST_LAUNCHER.folder}/Cargo.lock\n` : ''}cargo build --release --manifest-path ${RUST_LAUNCHER.folder}/Cargo.toml
mkdir -p .raworc
cp "$CARGO_TARGET_DIR/release/worker" ${RUST_LAUNCHER.program}`;
}
