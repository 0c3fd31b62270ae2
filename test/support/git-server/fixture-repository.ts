// Repositories made for tests by the real `git`: what is read in a test was never written by the code under test.

import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';

import type { CommitId } from '../../../state/model/ids.ts';

/** A file's content; `executable` and `symlink` (whose content is its target) where it is more than that. */
export type FixtureFile =
  | string
  | Uint8Array
  | { readonly type: 'executable' | 'symlink'; readonly content: string }
  | { readonly type: 'submodule'; readonly content: CommitId };

/** Path → new content; null removes the path (or the folder of that name). What is not named stays. */
export type FixtureFiles = Readonly<Record<string, FixtureFile | null>>;

export interface CommitOptions {
  /** Default `main`. */
  readonly branch?: string;
  /** Milliseconds since the epoch; default: now. */
  readonly at?: number;
}

export interface FixtureRepository {
  readonly dir: string;
  /** Adds a commit to a branch and returns its id. */
  commit(files: FixtureFiles, message?: string, options?: CommitOptions): Promise<CommitId>;
  /** Replaces a branch's whole history by one commit with exactly these files. */
  forcePush(files: FixtureFiles, message?: string, options?: CommitOptions): Promise<CommitId>;
  /** Points a branch at a commit, or removes it with null. */
  branch(name: string, commit: CommitId | null): Promise<void>;
  /** Makes a tag, annotated where there is a message; moves one that is there. */
  tag(name: string, commit: CommitId, message?: string): Promise<void>;
  /** Runs `git` in the repository and returns its standard output, trimmed. */
  git(...args: readonly string[]): Promise<string>;
}

/** Makes a repository at `dir`: bare by default, with a work tree that follows `main` where `bare` is false. */
export async function createRepository(
  dir: string,
  options: { readonly bare?: boolean } = {},
): Promise<FixtureRepository> {
  const bare = options.bare ?? true;
  mkdirSync(dir, { recursive: true });
  const git = (...args: readonly string[]) => runGit(dir, args);
  await git('init', '-q', ...(bare ? ['--bare'] : []), '-b', 'main');

  async function write(
    files: FixtureFiles,
    message: string,
    { branch = 'main', at = Date.now() }: CommitOptions,
    orphan: boolean,
  ): Promise<CommitId> {
    const ref = `refs/heads/${branch}`;
    const tip = orphan ? '' : await git('for-each-ref', '--format=%(objectname)', ref);
    await runGit(dir, ['fast-import', '--quiet', '--force'], importStream(files, { ref, tip, message, at }));
    if (!bare && branch === 'main') await git('reset', '-q', '--hard', 'main');
    return (await git('rev-parse', ref)) as CommitId;
  }

  /** One after the other: two at once would both build on the same tip, and Git refuses the second. */
  let last: Promise<unknown> = Promise.resolve();
  function writeInTurn(...args: Parameters<typeof write>): Promise<CommitId> {
    const done = last.then(() => write(...args));
    last = done.catch(() => undefined);
    return done;
  }

  return {
    dir,
    git,
    commit: (files, message = 'Change', options = {}) => writeInTurn(files, message, options, false),
    forcePush: (files, message = 'Start again', options = {}) => writeInTurn(files, message, options, true),
    async branch(name, commit) {
      const ref = `refs/heads/${name}`;
      await git('update-ref', ...(commit === null ? ['-d', ref] : [ref, commit]));
    },
    async tag(name, commit, message) {
      await git('tag', '-f', ...(message === undefined ? [] : ['-a', '-m', message]), name, commit);
    },
  };
}

interface ImportHead {
  readonly ref: string;
  readonly tip: string;
  readonly message: string;
  readonly at: number;
}

const modes = { executable: '100755', symlink: '120000', submodule: '160000' } as const;

/** One commit in the format of `git fast-import`. */
function importStream(files: FixtureFiles, { ref, tip, message, at }: ImportHead): Buffer {
  const parts: Buffer[] = [];
  const text = (line: string) => parts.push(Buffer.from(line));
  const data = (content: Buffer) =>
    parts.push(Buffer.from(`data ${content.length}\n`), content, Buffer.from('\n'));
  text(`commit ${ref}\ncommitter Ada Lovelace <ada@example.com> ${Math.floor(at / 1000)} +0000\n`);
  data(Buffer.from(message));
  if (tip !== '') text(`from ${tip}\n`);
  for (const [path, file] of Object.entries(files)) {
    const quoted = JSON.stringify(path);
    if (file === null) {
      text(`D ${quoted}\n`);
    } else if (typeof file === 'string' || file instanceof Uint8Array) {
      text(`M 100644 inline ${quoted}\n`);
      data(Buffer.from(file as string));
    } else if (file.type === 'submodule') {
      text(`M ${modes[file.type]} ${file.content} ${quoted}\n`);
    } else {
      text(`M ${modes[file.type]} inline ${quoted}\n`);
      data(Buffer.from(file.content));
    }
  }
  return Buffer.concat(parts);
}

/** Runs `git` in a repository that is there already. */
export function openFixture(dir: string): Pick<FixtureRepository, 'git'> {
  return { git: (...args) => runGit(dir, args) };
}

/** The machine's own Git settings would make fixtures differ from one developer to the next. */
export const hermeticGit = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'Ada Lovelace',
  GIT_AUTHOR_EMAIL: 'ada@example.com',
  GIT_COMMITTER_NAME: 'Ada Lovelace',
  GIT_COMMITTER_EMAIL: 'ada@example.com',
} as const;

function runGit(dir: string, args: readonly string[], input?: Uint8Array): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', args, { cwd: dir, env: { ...process.env, ...hermeticGit } });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.stdin.on('error', () => {}); // what went wrong is on standard error
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(Buffer.concat(out).toString().trim());
      else reject(new Error(`git ${args.join(' ')}: ${Buffer.concat(err).toString().trim()}`));
    });
    child.stdin.end(input);
  });
}
