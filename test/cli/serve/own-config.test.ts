// A server without a config repository: it makes one of its own, which Git and people can work with.

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { createClient } from '../../../cli/client/client.ts';
import { createLog } from '../../../cli/serve/log.ts';
import { ensureOwnConfig } from '../../../cli/serve/own-config.ts';
import { startRuntime } from '../../../cli/serve/runtime.ts';
import { serveSettings } from '../../../cli/settings/serve-settings.ts';
import { loadSettings } from '../../../cli/settings/settings.ts';
import { createGitRepositories } from '../../../reconciler/git/git-repositories.ts';
import { createGitWriters } from '../../../reconciler/git/writing/git-writers.ts';
import { createMemoryEngine } from '../../../runtime/containers/memory/engine.ts';
import type { SpaceView } from '../../../server/api/shapes/space.ts';
import { change } from '../../contract/git/writing/writers-contract.ts';
import { createRepository, openFixture } from '../../support/git-server/fixture-repository.ts';

const space = `apiVersion: raworc.dev/v1
kind: Space
metadata: { name: sales }
spec: { description: Sales }
`;

describe('a config repository of the runtime’s own', () => {
  const root = mkdtempSync(join(tmpdir(), 'raworc-own-'));
  after(() => rmSync(root, { recursive: true, force: true }));
  const newHome = (name: string) => {
    const home = join(root, name);
    mkdirSync(home);
    return home;
  };
  const at = Date.UTC(2026, 0, 2);

  it('is one that Git accepts, with an empty first commit, so that every change has something before it', async () => {
    const path = await ensureOwnConfig(newHome('made'), 'main', at);
    const { git } = openFixture(path);
    await git('fsck', '--strict');
    assert.equal(await git('log', '--format=%an|%s|%ct', 'main'), `Raworc|Begin|${at / 1000}`);
    assert.equal(await git('ls-tree', 'main'), '');
    assert.equal(await git('symbolic-ref', 'HEAD'), 'refs/heads/main');
  });

  it('can be cloned and pushed to, for people must not be locked out of what they declared', async () => {
    const home = newHome('cloned');
    const path = await ensureOwnConfig(home, 'main', at);
    const { git, commit } = await createRepository(join(home, 'clone'), { bare: false });
    await git('pull', '-q', path, 'main');
    const pushed = await commit({ 'spaces/sales/space.yaml': space });
    await git('push', '-q', path, 'main');
    assert.equal(await openFixture(path).git('rev-parse', 'main'), pushed);
  });

  it('is kept by the next start, and what a killed one left half made is cleared away', async () => {
    const home = newHome('kept');
    mkdirSync(join(home, 'config.git-Ab3dEf'));
    writeFileSync(join(home, 'config.git-Ab3dEf', 'HEAD'), '');
    const path = await ensureOwnConfig(home, 'main', at);
    const first = await openFixture(path).git('rev-parse', 'main');
    assert.equal(await ensureOwnConfig(home, 'main', at + 60_000), path);
    assert.equal(await openFixture(path).git('rev-parse', 'main'), first);
    assert.deepEqual(readdirSync(home), ['config.git']);
  });

  it('is in force on a server that was given none: it shows in the status, and a commit there is followed', async () => {
    const home = newHome('in-force');
    const settings = serveSettings(
      loadSettings(
        { RAWORC_HOME: home, RAWORC_PORT: '0', RAWORC_POLL: 'never', RAWORC_LOG_LEVEL: 'silent' },
        {},
      ),
    );
    const program = async () => 0;
    await using runtime = await startRuntime(settings, {
      log: createLog('silent'),
      openEngine: (owner) => createMemoryEngine({ owner, program }),
    });
    const client = createClient({ url: runtime.url, token: runtime.token });
    const location = join(home, 'config.git');
    await client.post('sync', { wait: 60 });
    const { config } = await client.get<{ config: { repository: string; subject: string } }>('status');
    assert.deepEqual([config.repository, config.subject], [location, 'Begin']);

    const credentials = () => undefined;
    const repositories = createGitRepositories({ cacheDir: join(home, 'git'), credentials });
    const writers = createGitWriters({ repositories, credentials });
    const { commit: parent } = await repositories.open(location).resolve({});
    await writers.open(location).commit(change({ 'spaces/sales/space.yaml': space }, { parent }));
    await client.post('sync', { wait: 60 });
    const { name } = await client.get<SpaceView>('spaces/sales');
    assert.equal(name, 'sales');
  });
});
