// The property-based tester that the API is run against: one version of it, in a folder of its own, brought from PyPI
// where it is not there yet.

import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const VERSION = '4.32.5';

/** The program's path. It takes a Python with venv, of 3.10 or newer. */
export async function ensureSchemathesis(say: (step: string) => void = () => undefined): Promise<string> {
  const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  const folder = join(cache, 'raworc-test', `schemathesis-${VERSION}`);
  const program = join(folder, 'bin', 'schemathesis');
  if (existsSync(join(folder, 'whole'))) return program;
  say(`python3 -m venv ${folder}; pip install schemathesis==${VERSION}`);
  // What a run that was ended left is begun anew.
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await run('python3', ['-m', 'venv', folder]);
  const install = ['install', '--quiet', `schemathesis==${VERSION}`];
  await run(join(folder, 'bin', 'pip'), install, { maxBuffer: 16 * 1024 * 1024 });
  mkdirSync(join(folder, 'making'), { recursive: true });
  renameSync(join(folder, 'making'), join(folder, 'whole'));
  return program;
}
