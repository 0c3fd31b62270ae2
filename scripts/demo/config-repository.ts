// A config repository on a Git host, the way a team would have it, and somebody's clone of it, for examples-repo.

import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GitHost } from './git-host.ts';
import type { Shell } from './shell.ts';

export interface ConfigRepository {
  readonly url: string;
  /** A clone, as a member of the team has it. */
  readonly clone: string;
  /** Replaces text in a file of the clone. Throws where the text is not there. */
  edit(file: string, from: string, to: string): void;
  /** Removes a folder of the clone. */
  remove(folder: string): void;
  /** Copies examples-repo into the clone. */
  addExamples(): void;
  /** Commits everything in the clone and pushes it. */
  push(message: string): Promise<void>;
  /** Begins a branch where main is now; what is committed next is on it. */
  branch(name: string): Promise<void>;
}

const author = ['-c', 'user.name=Demo', '-c', 'user.email=demo@example.org'];

export async function hostExamples(
  folder: string,
  shell: Shell,
  { github, repo }: GitHost,
): Promise<ConfigRepository> {
  const clone = join(folder, 'clone');
  const git = (...args: readonly string[]) => shell.run(clone, 'git', ...author, ...args);

  mkdirSync(clone);
  await git('init', '--quiet', '--initial-branch=main');
  const url = `${github.url}/${repo}`;
  await git('remote', 'add', 'origin', url.replace('//', `//demo:${github.token('ada')}@`));

  const repository: ConfigRepository = {
    url,
    clone,
    edit(file, from, to) {
      const path = join(clone, file);
      const text = readFileSync(path, 'utf8');
      if (!text.includes(from)) throw new Error(`${file} does not say ${JSON.stringify(from)}.`);
      writeFileSync(path, text.replace(from, to));
    },
    remove(path) {
      rmSync(join(clone, path), { recursive: true });
    },
    addExamples() {
      cpSync(new URL('../../examples-repo', import.meta.url).pathname, clone, { recursive: true });
    },
    async push(message) {
      await git('add', '--all');
      await git('commit', '--quiet', '--message', message);
      await git('push', '--quiet', 'origin', 'HEAD');
    },
    async branch(name) {
      await git('checkout', '--quiet', '-b', name);
    },
  };
  writeFileSync(join(clone, 'README.md'), '# Our agents\n');
  await repository.push('Begin');
  return repository;
}
