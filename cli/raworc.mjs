#!/usr/bin/env node
// The entry of `npx raworc` in a checkout: finds a Node.js that is new enough and starts the sources. Plain
// JavaScript, because an old Node.js must be able to read it.

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major > 24 || (major === 24 && minor >= 9)) {
  const { main } = await import('./main.ts');
  await main(process.argv);
} else {
  const bundled = fileURLToPath(new URL('../node_modules/.bin/node', import.meta.url));
  if (!existsSync(bundled)) {
    process.stderr.write(
      `raworc: NODE_TOO_OLD: Node.js 24.9 or newer is needed, this is ${process.versions.node}.\n` +
        'hint: run `npm run setup`, which brings one along, or install a newer Node.js.\n',
    );
    process.exit(2);
  }
  const child = spawnSync(bundled, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  process.exit(child.status ?? 1);
}
