// A repository on this machine that we may read and not write: it is said, and nothing is begun.

import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, it } from 'node:test';

import { createGitRepositories } from '../../../../reconciler/git/git-repositories.ts';
import { createGitWriters } from '../../../../reconciler/git/writing/git-writers.ts';
import { change } from '../../../contract/git/writing/writers-contract.ts';
import { createRepository } from '../../../support/git-server/fixture-repository.ts';

const root = mkdtempSync(join(tmpdir(), 'raworc-read-only-'));
after(() => rmSync(root, { recursive: true, force: true }));

/** Root may write everywhere. */
async function asNobody(work: () => Promise<void>): Promise<void> {
  const own = process.geteuid?.();
  if (own === 0) process.seteuid?.(65_534);
  try {
    await work();
  } finally {
    if (own === 0) process.seteuid?.(0);
  }
}

it('refuses a commit and the settling of one, because both would leave half of something', async () => {
  chmodSync(root, 0o755);
  const dir = join(root, 'config.git');
  const fixture = await createRepository(dir);
  const parent = await fixture.commit({ a: '1' });
  chmodSync(dir, 0o555);
  const credentials = () => undefined;
  const repositories = createGitRepositories({ cacheDir: join(root, 'cache'), credentials });
  const writer = createGitWriters({ repositories, credentials }).open(dir);
  const refused = { code: 'PUSH_FORBIDDEN', message: /may not write to/, hint: /Let the user/ };
  await asNobody(async () => {
    await assert.rejects(writer.settle(), refused);
    await assert.rejects(writer.commit(change({ a: '2' }, { parent })), refused);
  });
  assert.equal(await fixture.git('rev-parse', 'main'), parent);
});
