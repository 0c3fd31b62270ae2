// A Debian root file system made from packages alone, for machines that reach no image registry.

import { spawn } from 'node:child_process';
import { access } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { PassThrough, type Readable } from 'node:stream';

import { ImageError } from '../errors.ts';
import { SUITE } from './recipe.ts';

export interface DebianRootOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onLog: (text: string) => void;
}

const TOOL = 'mmdebstrap';

/** An uncompressed tar; it breaks with `BASE_UNAVAILABLE` where the packages can't be had. */
export async function debianRoot(options: DebianRootOptions): Promise<Readable> {
  if (!(await isOnPath(TOOL))) await installTool(options);
  options.onLog(`Making a Debian ${SUITE} root file system from packages with ${TOOL}.`);
  const child = spawn(
    TOOL,
    ['--variant=minbase', '--format=tar', '--aptopt=Acquire::Languages "none"', '--quiet', SUITE, '-'],
    { stdio: ['ignore', 'pipe', 'pipe'], ...(options.signal && { signal: options.signal }) },
  );
  const said = lastLines(child.stderr, options.onLog);

  // The tar ends only once the tool has said that it succeeded: half a system must not become an image.
  const tar = new PassThrough();
  child.stdout.pipe(tar, { end: false });
  child.once('error', (error) => tar.destroy(error));
  child.once('close', (code) => {
    if (code === 0) tar.end();
    else tar.destroy(unavailable(`${TOOL} ended with ${code ?? 'a signal'}: ${said().join(' ')}`));
  });
  tar.once('close', () => child.kill());
  return tar;
}

async function installTool(options: DebianRootOptions): Promise<void> {
  const isRoot = process.getuid?.() === 0;
  if (process.platform !== 'linux' || !isRoot || !(await isOnPath('apt-get')))
    throw unavailable(`${TOOL} is not installed and can't be installed here`);
  options.onLog(`Installing ${TOOL}: apt-get install -y --no-install-recommends ${TOOL}`);
  await run(['apt-get', 'update', '-qq'], options);
  await run(
    ['apt-get', 'install', '-y', '-qq', '--no-install-recommends', TOOL, 'debian-archive-keyring'],
    options,
  );
}

async function run(command: readonly [string, ...string[]], options: DebianRootOptions): Promise<void> {
  const [program, ...args] = command;
  const child = spawn(program, args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    ...(options.signal && { signal: options.signal }),
  });
  const said = lastLines(child.stderr, options.onLog);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw unavailable(`${command.join(' ')} ended with ${code}: ${said().join(' ')}`);
}

function lastLines(stream: Readable, onLog: (text: string) => void): () => readonly string[] {
  const kept: string[] = [];
  createInterface({ input: stream }).on('line', (line) => {
    onLog(line);
    kept.push(line);
    if (kept.length > 5) kept.shift();
  });
  return () => kept;
}

const unavailable = (why: string) =>
  new ImageError('BASE_UNAVAILABLE', `The base image can't be made from packages: ${why.trim()}.`);

async function isOnPath(program: string): Promise<boolean> {
  const folders = (process.env['PATH'] ?? '').split(':');
  const found = await Promise.allSettled(folders.map((folder) => access(`${folder}/${program}`)));
  return found.some(({ status }) => status === 'fulfilled');
}
