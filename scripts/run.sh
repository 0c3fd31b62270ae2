#!/bin/sh
# Runs one of our scripts on Node.js 24, whatever node the machine has: brings Node.js and the locked dependencies
# along first if they are missing. Usage: sh scripts/run.sh FILE.ts [ARGUMENT...]
set -eu
cd "$(dirname "$0")/.."

wanted=$(sed -n 's/^ *"node": "\([0-9][0-9.]*\)".*/\1/p' package.json | head -n 1)
node=node_modules/.bin/node

is_new_enough() {
  "$1" -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 24 || (a === 24 && b >= 9) ? 0 : 1)' 2>/dev/null
}

# npm writes it last: without it an install was cut off.
installed=node_modules/.package-lock.json
if [ ! -x "$node" ] || [ ! -f "$installed" ] || [ package-lock.json -nt "$installed" ]; then
  command -v npm >/dev/null || { echo 'npm is missing: install Node.js with npm first.' >&2; exit 2; }
  runner=$(command -v node)
  if ! is_new_enough "$runner"; then
    runner=.tools/node_modules/.bin/node
    if ! is_new_enough "$runner"; then
      echo "==> npm install node@$wanted into .tools (this machine has $(node --version))" >&2
      npm install --prefix .tools --no-save --no-package-lock --engine-strict=false --loglevel=error "node@$wanted" >&2
    fi
  fi
  # Not `npm ci`: it insists on lock entries for the optional binaries of every other platform, which a mirror may lack.
  echo '==> npm install (the locked dependencies)' >&2
  npm_cli=${npm_execpath:-$(dirname "$(readlink -f "$(command -v npm)")")/npm-cli.js}
  PATH="$(cd "$(dirname "$runner")" && pwd):$PATH" "$runner" "$npm_cli" install --no-save --loglevel=error >&2
fi

PATH="$PWD/node_modules/.bin:$PATH"
export PATH

page=server/dashboard
if [ ! -f $page/built/index.html ] || [ -n "$(find $page/page -type f -newer $page/built/index.html | head -n 1)" ]; then
  echo '==> building the web page' >&2
  vite build -c $page/vite.config.ts --logLevel warn >&2
fi

[ "$#" -gt 0 ] || exit 0
exec "$node" "$@"
