// The plan of a pull request over HTTP: what a Git server gives and refuses, and what strangers may put into a branch.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';

import { createGitRepositories } from '../../../reconciler/git/git-repositories.ts';
import type { Loader, ReviewAsked } from '../../../reconciler/loop/loader.ts';
import { createLocalLoader } from '../../../reconciler/loop/loading/local-loader.ts';
import type { ReviewedPlan } from '../../../reconciler/plan/reviewed-plan.ts';
import type { CommitId } from '../../../state/model/ids.ts';
import {
  createRepository,
  type FixtureFiles,
  type FixtureRepository,
} from '../../support/git-server/fixture-repository.ts';
import { serveRepositories, type GitServer } from '../../support/git-server/git-server.ts';
import { agent, agentFile, agentYaml, space } from '../../scenarios/reconciler/declared.ts';

let dir: string;
let server: GitServer;
let repository: FixtureRepository;
let loader: Loader;
let base: CommitId;

const makeLoader = (cache: string, reviewSourcesMs = 60_000) =>
  createLocalLoader({
    repositories: createGitRepositories({ cacheDir: join(dir, cache), credentials: () => undefined }),
    reviewSourcesMs,
  });

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'raworc-review-'));
  repository = await createRepository(join(dir, 'served', 'config.git'));
  server = await serveRepositories(join(dir, 'served'));
  loader = makeLoader('cache');
  base = await repository.commit({ ...space('sales'), ...agent('sales', 'bot'), ...space('ops') });
});
afterEach(async () => {
  await server.close();
  rmSync(dir, { recursive: true, force: true });
});

const config = () => ({ location: `${server.url}/config.git`, path: '.' });
async function pull(files: FixtureFiles, from = base): Promise<CommitId> {
  await repository.branch('change', from);
  return repository.commit(files, 'Change', { branch: 'change' });
}
const review = (head: string, more: Partial<ReviewAsked> = {}, by = loader) =>
  by.review({ config: config(), base: 'main', head, mergeBase: base, pinned: false, ...more });
const names = ({ changes }: ReviewedPlan) =>
  changes.map(
    ({ kind, name, before, after }) =>
      `${before === null ? '+' : after === null ? '-' : '~'} ${kind}/${name}`,
  );
const codes = ({ problems }: ReviewedPlan) => problems.map(({ code, file }) => `${file} ${code}`);

describe('a head that is asked of a server', () => {
  it('may be one that no branch leads to, as of a fork', async () => {
    const head = await pull(space('extra'));
    await repository.git('update-ref', 'refs/pull/3/head', head);
    await repository.branch('change', null);
    await repository.commit(space('meanwhile'));
    assert.deepEqual(names(await review(head)), ['+ Space/extra']);
  });

  it('is merged from where its history parts, also where nobody says where that is', async () => {
    const head = await pull({ ...space('sales', 'description: Theirs'), ...space('extra') });
    await repository.commit(space('meanwhile'));
    const plan = await loader.review({ config: config(), base: 'main', head, pinned: false });
    assert.deepEqual(names(plan), ['+ Space/extra', '~ Space/sales']);
    assert.deepEqual(plan, await review(head));
  });

  it('with nothing in common with the base ends the plan, instead of undoing what the base has', async () => {
    const head = await repository.forcePush(space('extra'), 'Anew', { branch: 'anew' });
    const asked = { config: config(), base: 'main', head, pinned: false };
    await assert.rejects(loader.review(asked), { code: 'NO_MERGE_BASE', disposition: 'stop' });
  });

  it('that was force-pushed away ends the plan with a sentence, because asking again can’t help', async () => {
    const gone = await pull(space('extra'));
    const head = await pull(space('other'));
    await assert.rejects(review(gone), { code: 'COMMIT_NOT_FOUND', disposition: 'stop' });
    assert.deepEqual(names(await review(head)), ['+ Space/other']);
  });

  it('that was read already is planned though its branch was deleted meanwhile', async () => {
    const head = await pull(space('extra'));
    const plan = await review(head);
    await repository.branch('change', null);
    assert.deepEqual(await review(head), plan);
  });

  it('of a base branch that nobody knows ends the plan, and names those that are there', async () => {
    const head = await pull(space('extra'));
    await assert.rejects(review(head, { base: 'nowhere' }), { code: 'REF_NOT_FOUND', disposition: 'stop' });
    await assert.rejects(review('../../etc/passwd'), { code: 'REF_NOT_FOUND', disposition: 'stop' });
  });

  it('of a server that is down is tried again, because its pull request is still there', async () => {
    const head = await pull(space('extra'));
    server.setFault({ type: 'answer', status: 503 });
    await assert.rejects(review(head), { disposition: 'retry' });
    server.setFault();
    assert.deepEqual(names(await review(head)), ['+ Space/extra']);
  });
});

describe('what a branch may hold', () => {
  const cases: readonly (readonly [why: string, file: string | Uint8Array, code: string])[] = [
    ['broken YAML', 'kind: [\n', 'yaml-syntax'],
    ['more than anybody writes', `# ${'x'.repeat(2 * 1024 * 1024)}\n`, 'file-too-large'],
    ['aliases that multiply', `a: &a [x]\nb: [${'*a, '.repeat(200)}]\n`, 'too-many-aliases'],
    ['lists in lists in lists', `a: ${'['.repeat(5_000)}${']'.repeat(5_000)}\n`, 'too-deep'],
    ['bytes that are no text', new Uint8Array([0x61, 0x3a, 0xff, 0xfe]), 'invalid-utf8'],
    ['an anchor of nowhere', 'a: *nothing\n', 'unknown-anchor'],
  ];
  for (const [why, content, code] of cases) {
    it(`${why}: a problem of that file, while the rest is planned and nothing counts as removed`, async () => {
      const head = await pull({ 'spaces/ops/space.yaml': content, ...space('extra') });
      const plan = await review(head);
      assert.deepEqual(names(plan), ['+ Space/extra']);
      assert.deepEqual(codes(plan), [`spaces/ops/space.yaml ${code}`]);
    });
  }

  it('more than can be read while others wait: a sentence instead of a plan', async () => {
    const files = Array.from({ length: 20 }, (_, at) => [
      `spaces/full-${at}.yaml`,
      `# ${at}\n${`# ${'x'.repeat(100)}\n`.repeat(9_000)}`,
    ]);
    const head = await pull(Object.fromEntries(files));
    await assert.rejects(review(head), { code: 'CHANGE_TOO_LARGE', disposition: 'stop' });
    assert.deepEqual(names(await review(await pull(space('extra')))), ['+ Space/extra']);
  });

  it('a submodule where a manifest should be, which has no content that could be read', async () => {
    const head = await pull({ 'agents/sales-bot/raworc.json': { type: 'submodule', content: base } });
    const plan = await review(head);
    assert.deepEqual(codes(plan), ['spaces/sales/agents/bot.yaml unusable-source']);
    assert.match(plan.problems[0]?.message ?? '', /no raworc\.json/);
  });

  it('a link or a submodule in the place of a declaration, which then declares nothing', async () => {
    const head = await pull({
      'spaces/ops/space.yaml': { type: 'symlink', content: '../../../../etc/passwd' },
      'spaces/sub.yaml': { type: 'submodule', content: base },
    });
    const plan = await review(head);
    assert.deepEqual(names(plan), ['- Space/ops']);
    assert.doesNotMatch(JSON.stringify(plan), /passwd/);
  });

  it('a name that every object has', async () => {
    const head = await pull({ ...space('constructor'), ...agent('constructor', 'constructor') });
    const plan = await review(head);
    assert.deepEqual(names(plan), ['+ Space/constructor', '+ Agent/constructor']);
    assert.deepEqual(
      plan.spaces.map(({ name, builds }) => [name, builds]),
      [['constructor', ['constructor']]],
    );
  });

  it('a file that is deleted on one side and changed on the other: people decide, and ours stays', async () => {
    await repository.commit({ 'spaces/ops': null });
    const changed = await review(await pull(space('ops', 'description: Still used')));
    assert.deepEqual(changed.conflicts, ['spaces/ops/space.yaml']);
    assert.deepEqual(names(changed), []);
    await repository.branch('main', base);
    await repository.commit(space('ops', 'description: Still used'));
    const deleted = await review(await pull({ 'spaces/ops': null }));
    assert.deepEqual(deleted.conflicts, ['spaces/ops/space.yaml']);
    assert.deepEqual(names(deleted), []);
  });

  it('a file where the base branch made a folder: people decide, and ours stays whole', async () => {
    await repository.commit({ 'docs/team/why.yaml': '# ours\n' });
    const head = await pull({ docs: 'a file', ...space('extra') });
    const plan = await review(head);
    assert.deepEqual(plan.conflicts, ['docs']);
    assert.deepEqual(names(plan), ['+ Space/extra']);
  });
});

describe('a source that a pull request names', () => {
  let source: FixtureRepository;
  const manifest = { 'raworc.json': JSON.stringify({ runtime: 'python3', handler: 'main.handle' }) };
  const from = (name: string, more: string, repo = 'agent.git') => ({
    [agentFile('sales', name)]: agentYaml('sales', name, 'x').replace(
      '{ path: x }',
      `{ repo: '${server.url}/${repo}', ${more} }`,
    ),
  });
  beforeEach(async () => {
    source = await createRepository(join(dir, 'served', 'agent.git'));
    await source.commit({ ...manifest, 'two/raworc.json': manifest['raworc.json'] });
    base = await repository.commit(from('old', 'ref: main'));
  });

  it('and that does not change is not asked for, so that the plan depends on nobody else', async () => {
    const head = await pull(space('extra'));
    rmSync(source.dir, { recursive: true });
    const plan = await review(head);
    assert.deepEqual([names(plan), codes(plan)], [['+ Space/extra'], []]);
  });

  it('is at the same commit on both sides, and its server is asked for its refs once', async () => {
    const head = await pull(from('old', 'ref: main, path: two'));
    const before = server.stats.listings;
    const plan = await review(head);
    // The config repository's own refs are the other listing.
    assert.equal(server.stats.listings - before, 2);
    const [change] = plan.changes;
    assert.deepEqual(change?.before?.source, change?.after?.source);
  });

  it('is given up on when its server never answers, and the plan says so', async () => {
    const other = await serveRepositories(join(dir, 'served'));
    try {
      other.setFault({ type: 'hang' });
      const head = await pull({
        [agentFile('sales', 'slow')]: agentYaml('sales', 'slow', 'x').replace(
          '{ path: x }',
          `{ repo: '${other.url}/agent.git' }`,
        ),
      });
      const plan = await review(head, {}, makeLoader('other', 200));
      assert.deepEqual(names(plan), ['+ Agent/slow']);
      assert.match(plan.problems[0]?.message ?? '', /took too long/);
    } finally {
      await other.close();
    }
  });

  it('never keeps what is followed waiting', async () => {
    const other = await serveRepositories(join(dir, 'served'));
    const nobodyWaits = new AbortController();
    try {
      other.setFault({ type: 'hang' });
      const head = await pull({
        [agentFile('sales', 'slow')]: agentYaml('sales', 'slow', 'x').replace(
          '{ path: x }',
          `{ repo: '${other.url}/agent.git' }`,
        ),
      });
      const asked: ReviewAsked = { config: config(), base: 'main', head, mergeBase: base, pinned: false };
      const hanging = loader.review(asked, { signal: nobodyWaits.signal });
      const ended = assert.rejects(hanging, /Nobody waits/);
      const read = await loader.read({ ...config(), ref: 'main' }, { open: {}, pinned: {} });
      assert.equal(read.commit, base);
      assert.deepEqual(names(await review(await pull(space('extra')))), ['+ Space/extra']);
      nobodyWaits.abort(new Error('Nobody waits'));
      await ended;
    } finally {
      await other.close();
    }
  });

  it('is left alone where only a fork names it, because anybody can name any address', async () => {
    const secret = await createRepository(join(dir, 'served', 'secret.git'));
    const hidden = await secret.commit(manifest);
    const head = await pull({ ...from('new', 'ref: main', 'secret.git'), ...from('known', 'ref: main') });
    const plan = await review(head, { fork: true });
    assert.deepEqual(names(plan), ['+ Agent/known', '+ Agent/new']);
    assert.notEqual(plan.changes[0]?.after?.source, undefined);
    assert.doesNotMatch(JSON.stringify(plan), new RegExp(hidden));
    const [problem] = plan.problems;
    assert.deepEqual([problem?.severity, problem?.file], ['warning', agentFile('sales', 'new')]);
    const trusted = await review(head);
    assert.equal(trusted.changes[1]?.after?.source?.commit, hidden);
  });
});
