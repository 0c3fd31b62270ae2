// A config repository that is served over HTTP, the way a team would have it on a Git host, for examples-repo.

import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { serveRepositories } from '../../test/support/git-server/git-server.ts';
import type { Shell } from './shell.ts';

export interface ConfigRepository extends AsyncDisposable {
  readonly url: string;
  /** A clone, as a member of the team has it. */
  readonly clone: string;
  /** Replaces text in a file of the clone. Throws where the text is not there. */
  edit(file: string, from: string, to: string): void;
  /** Copies examples-repo into the clone. */
  addExamples(): void;
  /** Commits everything in the clone and pushes it. */
  push(message: string): Promise<void>;
}

const author = ['-c', 'user.name=Demo', '-c', 'user.email=demo@example.org'];

export async function serveExamples(folder: string, shell: Shell): Promise<ConfigRepository> {
  const served = join(folder, 'served');
  const clone = join(folder, 'clone');
  mkdirSync(served, { recursive: true });
  const git = (...args: readonly string[]) => shell.run(clone, 'git', ...author, ...args);

  await shell.run(served, 'git', 'init', '--quiet', '--bare', '--initial-branch=main', 'examples.git');
  mkdirSync(clone);
  await git('init', '--quiet', '--initial-branch=main');
  await git('remote', 'add', 'origin', join(served, 'examples.git'));

  const server = await serveRepositories(served);
  const repository: ConfigRepository = {
    url: `${server.url}/examples.git`,
    clone,
    edit(file, from, to) {
      const path = join(clone, file);
      const text = readFileSync(path, 'utf8');
      if (!text.includes(from)) throw new Error(`${file} does not say ${JSON.stringify(from)}.`);
      writeFileSync(path, text.replace(from, to));
    },
    addExamples() {
      cpSync(new URL('../../examples-repo', import.meta.url).pathname, clone, { recursive: true });
    },
    async push(message) {
      await git('add', '--all');
      await git('commit', '--quiet', '--message', message);
      await git('push', '--quiet', 'origin', 'main');
    },
    [Symbol.asyncDispose]: () => server.close(),
  };
  writeFileSync(join(clone, 'README.md'), '# Our agents\n');
  await repository.push('Begin');
  return repository;
}
