// Programs of Debian's packages, brought where they are missing: those that tests check our output with.

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** By program, the package it comes in. */
const packages = { promtool: 'prometheus', chromium: 'chromium' } as const;

export type Program = keyof typeof packages;

const isThere = (program: string): boolean =>
  (process.env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)));

/** Installs what is missing of them, all at once: two that install at the same time get in each other's way. */
export async function ensurePrograms(
  programs: readonly Program[],
  { say }: { readonly say: (step: string) => void },
): Promise<void> {
  const missing = programs.filter((program) => !isThere(program)).map((program) => packages[program]);
  if (missing.length === 0) return;
  if (process.getuid?.() !== 0 || !isThere('apt-get'))
    throw new Error(`Install ${missing.join(' and ')}: the tests need ${programs.join(' and ')}.`);
  const install = ['install', '-y', '-qq', '--no-install-recommends', ...missing];
  say(`apt-get update && apt-get ${install.join(' ')}`);
  const options = {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    maxBuffer: 64 * 1024 * 1024,
  };
  await run('apt-get', ['update', '-qq'], options);
  await run('apt-get', install, options);
}
