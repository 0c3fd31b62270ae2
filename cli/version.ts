// The version of this package.

import { readFileSync } from 'node:fs';

function readVersion(): string {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  return version;
}

export const version = readVersion();
