// Programs of Debian's packages, brought where they are missing: what tests run on, and what they check our output with.

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { howToBring, type Program } from './packages.ts';

const run = promisify(execFile);

/** Also where servers are, which many people's PATH leaves out. */
export function findProgram(program: string): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin', '/usr/local/sbin'];
  return folders.map((folder) => join(folder, program)).find((path) => existsSync(path));
}

/** Installs what is missing of them, all at once: two that install at the same time get in each other's way. */
export async function ensurePrograms(
  programs: readonly Program[],
  { say }: { readonly say: (step: string) => void },
): Promise<void> {
  const has = (program: string): boolean => findProgram(program) !== undefined;
  const bringing = howToBring(programs, { isRoot: process.getuid?.() === 0, has });
  if (bringing.type === 'nothing') return;
  if (bringing.type === 'refuse') throw new Error(bringing.message);
  const install = ['install', '-y', '-qq', '--no-install-recommends', ...bringing.packages];
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const options = { env, maxBuffer: 64 * 1024 * 1024 };
  say(`apt-get update && apt-get ${install.join(' ')}`);
  await run('apt-get', ['update', '-qq'], options);
  await run('apt-get', install, options);
  const missing = programs.filter((program) => !has(program));
  if (missing.length > 0) throw new Error(`apt-get succeeded, but there is no ${missing.join(' and no ')}.`);
}
