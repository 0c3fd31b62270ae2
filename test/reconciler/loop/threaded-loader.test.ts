// The loader in its thread: what crosses is what the loader says, errors and aborts included.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { createThreadedLoader } from '../../../reconciler/loop/loading/threaded-loader.ts';
import type { Loader, Part } from '../../../reconciler/loop/loader.ts';
import { RaworcError } from '../../../state/model/errors.ts';
import type { CommitId } from '../../../state/model/ids.ts';
import { agent, agentFile, agentYaml, space } from '../../scenarios/reconciler/declared.ts';
import { createRepository, type FixtureRepository } from '../../support/git-server/fixture-repository.ts';
import { serveRepositories } from '../../support/git-server/git-server.ts';

const entry = new URL('../../../cli/serve/loader-thread.ts', import.meta.url);
const nobody = { open: {}, pinned: {} };

let dir: string;
let config: FixtureRepository;
let loader: Loader;
const deaths: string[] = [];
before(async () => {
  dir = mkdtempSync(join(tmpdir(), 'raworc-thread-'));
  config = await createRepository(join(dir, 'config'));
  await config.commit({ ...space('sales'), ...agent('sales', 'bot') });
  loader = createThreadedLoader({
    entry,
    data: {
      cacheDir: join(dir, 'cache'),
      github: { identity: { type: 'none' }, apiUrl: 'https://api.github.com' },
    },
    onDeath: (reason) => deaths.push(reason),
  });
});
after(async () => {
  await loader.close();
  rmSync(dir, { recursive: true, force: true });
});

const source = () => ({ location: config.dir, ref: 'main', path: '.' });

async function changes(serial: number): Promise<readonly string[]> {
  const parts: Part[] = [];
  for await (const part of loader.parts(serial)) parts.push(part);
  const spaces = parts.flatMap((part) => part.spaces.map(({ name }) => name));
  const agents = parts.flatMap((part) => part.agents.map(({ name, source: from }) => `${name} ${from.type}`));
  return [...spaces, ...agents];
}

test('the plan of a pull request crosses whole, and its errors keep what to do about them', async () => {
  await config.branch('change', (await config.git('rev-parse', 'main')) as CommitId);
  const head = await config.commit(space('extra'), 'Extra', { branch: 'change' });
  const asked = { config: source(), base: 'main', head, pinned: false };
  const plan = await loader.review(asked);
  assert.deepEqual(
    plan.changes.map(({ kind, name, before }) => [kind, name, before]),
    [['Space', 'extra', null]],
  );
  assert.equal(plan.head, head);
  await assert.rejects(loader.review({ ...asked, base: 'nowhere' }), {
    code: 'REF_NOT_FOUND',
    disposition: 'stop',
  });
});

test('only what changed since it was acknowledged crosses, since thousands did not', async () => {
  const first = await loader.read(source(), nobody);
  assert.deepEqual(await changes(first.serial), ['sales', 'bot resolved']);
  const again = await loader.read(source(), nobody);
  assert.deepEqual(await changes(again.serial), ['sales', 'bot resolved']);
  await loader.acknowledge(again.serial);
  const third = await loader.read(source(), nobody);
  assert.deepEqual(await changes(third.serial), []);
  assert.equal(third.summary, 'no changes');
  await config.commit(agent('sales', 'bot', 'two'));
  const fourth = await loader.read(source(), nobody);
  assert.deepEqual(await changes(fourth.serial), ['bot resolved']);
});

test('an error keeps its code and hint on the way, since a condition is made of them', async () => {
  await assert.rejects(loader.read({ ...source(), ref: 'gone' }, nobody), (error) => {
    assert.ok(error instanceof RaworcError);
    assert.equal(error.code, 'REF_NOT_FOUND');
    assert.equal(typeof error.hint, 'string');
    return true;
  });
});

test('an aborted call ends at once, since a runtime that drains can not wait for a network', async () => {
  const abort = new AbortController();
  const reading = loader.read(source(), nobody, { signal: abort.signal });
  abort.abort(new Error('draining'));
  await assert.rejects(reading, /draining/u);
});

test('a working tree is compared by the ids of its files, without their contents', async () => {
  const read = await loader.read(source(), nobody);
  await loader.acknowledge(read.serial);
  const yaml = agentYaml('sales', 'bot', 'agents/sales-bot');
  const listing = await config.git('ls-tree', '-r', 'main', 'agents');
  const files = listing.split('\n').map((line) => {
    const [, , oid = '', path = ''] = line.split(/\s+/u);
    return { path, oid };
  });
  const contents = [
    {
      path: 'spaces/sales/space.yaml',
      content: 'apiVersion: raworc.dev/v1\nkind: Space\nmetadata: { name: sales }\n',
    },
    { path: agentFile('sales', 'bot'), content: yaml },
    {
      path: 'agents/sales-bot/raworc.json',
      content: JSON.stringify({ runtime: 'python3', handler: 'main.handle' }),
    },
  ];
  const tree = [...contents, ...files.filter(({ path }) => !path.endsWith('raworc.json'))];
  const same = await loader.plan(source(), nobody, tree);
  assert.deepEqual([same.plan.actions, same.problems], [[], []]);
  const changed = await loader.plan(source(), nobody, [
    ...tree,
    { path: 'agents/sales-bot/new.py', content: 'print(1)' },
  ]);
  assert.deepEqual(
    changed.plan.actions.map(({ type }) => type),
    ['update', 'build-layer', 'build-image'],
  );
});

test('many agents of one repository ask for its refs once, since its server counts', async () => {
  const served = await createRepository(join(dir, 'served', 'team.git'));
  await served.commit({ 'a/raworc.json': '{"runtime":"python3"}', 'b/raworc.json': '{"runtime":"node"}' });
  const server = await serveRepositories(join(dir, 'served'));
  try {
    const from = (name: string) =>
      agentYaml('sales', name, 'x').replace(
        '{ path: x }',
        `{ repo: "${server.url}/team.git", path: ${name} }`,
      );
    await config.commit({ [agentFile('sales', 'a')]: from('a'), [agentFile('sales', 'b')]: from('b') });
    const read = await loader.read(source(), nobody);
    assert.deepEqual(await changes(read.serial), ['a resolved', 'b resolved']);
    assert.equal(server.stats.listings, 1);
  } finally {
    await server.close();
  }
});

test('what is spare of local caches crosses too, so that packs are not rewritten where the API answers', async () => {
  assert.deepEqual(
    await loader.retainSources([{ location: config.dir, commits: [] }], { dryRun: false }),
    [],
  );
});
