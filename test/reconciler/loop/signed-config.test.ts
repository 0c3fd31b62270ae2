// A config repository that only counts when it is signed.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { createGitRepositories } from '../../../reconciler/git/git-repositories.ts';
import { createCommitVerifier } from '../../../reconciler/git/signatures/verify-commit.ts';
import type { Loader } from '../../../reconciler/loop/loader.ts';
import { createLocalLoader } from '../../../reconciler/loop/loading/local-loader.ts';
import { hermeticGit } from '../../support/git-server/fixture-repository.ts';

const fixture = (name: string) => readFileSync(new URL(`../../fixtures/signatures/${name}`, import.meta.url));
const content = 'apiVersion: raworc.dev/v1\nkind: Space\nmetadata: { name: signed }\n';

let dir: string;
let loader: Loader;
before(async () => {
  dir = mkdtempSync(join(tmpdir(), 'raworc-signed-'));
  git(['init', '-q', '-b', 'main', '--bare', join(dir, 'config.git')]);
  const blob = git(['hash-object', '-w', '--stdin'], Buffer.from(content));
  git(['mktree'], Buffer.from(`100644 blob ${blob}\tspace.yaml\n`));
  loader = createLocalLoader({
    repositories: createGitRepositories({ cacheDir: join(dir, 'cache'), credentials: () => undefined }),
    verifyCommit: await createCommitVerifier(fixture('keys').toString('utf8')),
  });
});
after(() => rmSync(dir, { recursive: true, force: true }));

function git(args: readonly string[], input?: Buffer): string {
  const env = { ...process.env, ...hermeticGit, GIT_DIR: join(dir, 'config.git') };
  return execFileSync('git', [...args], { env, ...(input === undefined ? {} : { input }) })
    .toString()
    .trim();
}

function moveMainTo(name: string): string {
  const commit = git(['hash-object', '-t', 'commit', '-w', '--stdin'], fixture(`${name}.commit`));
  git(['update-ref', 'refs/heads/main', commit]);
  return commit;
}

const read = () =>
  loader.read({ location: join(dir, 'config.git'), ref: 'main', path: '.' }, { open: {}, pinned: {} });

test('a commit by a trusted key is read, and one by nobody or a stranger changes nothing', async () => {
  const signed = moveMainTo('ssh-ed');
  assert.equal((await read()).commit, signed);
  moveMainTo('unsigned');
  await assert.rejects(read(), { code: 'COMMIT_NOT_SIGNED', disposition: 'stop' });
  moveMainTo('ssh-eve');
  await assert.rejects(read(), { code: 'COMMIT_NOT_TRUSTED', disposition: 'stop' });
});
