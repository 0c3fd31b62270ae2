// `npm run build`: compiles the sources into dist/, with what is not TypeScript beside them and a package.json of its
// own: dist/ is what ships.

import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { mkdirSync } from 'node:fs';

const rooms = ['schemas', 'state', 'runtime', 'reconciler', 'webhook', 'server', 'cli'];

rmSync('dist', { recursive: true, force: true });
execFileSync('tsc', ['-p', 'tsconfig.build.json'], { stdio: 'inherit' });
execFileSync('vite', ['build', '-c', 'server/dashboard/vite.config.ts', '--logLevel', 'warn'], {
  stdio: 'inherit',
});
cpSync('server/dashboard/built', 'dist/server/dashboard/built', { recursive: true });

for (const file of globSync(rooms.map((room) => `${room}/**/*.{py,mjs,json,rs,toml,crt,conf}`))) {
  mkdirSync(dirname(join('dist', file)), { recursive: true });
  cpSync(file, join('dist', file));
}

const { name, version, description, license, type, engines, dependencies } = JSON.parse(
  readFileSync('package.json', 'utf8'),
) as Record<string, unknown>;
const manifest = {
  name,
  version,
  description,
  license,
  type,
  engines,
  bin: { raworc: 'cli/raworc.js' },
  dependencies,
};
writeFileSync('dist/package.json', `${JSON.stringify(manifest, null, 2)}\n`);
writeFileSync(
  'dist/cli/raworc.js',
  "#!/usr/bin/env node\nimport { main } from './main.js';\nawait main(process.argv);\n",
);
chmodSync('dist/cli/raworc.js', 0o755);
for (const file of ['README.md', 'LICENSE']) cpSync(file, join('dist', file));
