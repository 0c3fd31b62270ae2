// Reviewed means executed: with the gate closed, a space moves only to what somebody approved, commit by commit.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it, test } from 'node:test';

import { createGitRepositories } from '../../../reconciler/git/git-repositories.ts';
import { createLocalLoader } from '../../../reconciler/loop/loading/local-loader.ts';
import { createReviewGate } from '../../../reconciler/loop/review-gate.ts';
import type { CommitId } from '../../../state/model/ids.ts';
import { createRepository, type FixtureRepository } from '../../support/git-server/fixture-repository.ts';
import { agent, agentFile, agentYaml, space } from './declared.ts';
import { createWorld, type World } from './world.ts';

let world: World;
let source: FixtureRepository;
const manifest = { 'raworc.json': JSON.stringify({ runtime: 'python3', handler: 'main.handle' }) };

/** An agent from a repository of its own, at a branch or tag. */
const remote = (ref: string) => ({
  [agentFile('sales', 'bot')]: agentYaml('sales', 'bot', 'x').replace(
    '{ path: x }',
    `{ repo: ${source.dir}, ref: ${ref} }`,
  ),
});

beforeEach(async () => {
  world = await createWorld();
  source = await createRepository(join(world.dir, 'agent'));
  await source.commit({ ...manifest, 'main.py': 'one' });
  await world.repository.commit({
    ...space('sales'),
    ...remote('main'),
    ...space('ops'),
    ...agent('ops', 'bot'),
  });
  await world.sync();
  await world.restart({ gate: createReviewGate(world.store) });
});
afterEach(() => world.end());

async function approve(name: string, pins: Readonly<Record<string, string>> = {}): Promise<void> {
  const { plan } = await world.loop().plan();
  const reviewHash = plan.reviewHashes[name] ?? '';
  const row = { space: name, reviewHash, repo: 'team/config', pull: 1, by: 'ann', pins };
  await world.store.approvals.add({ ...row, at: world.clock.now() });
}
const commitOf = async (name: string) => (await world.loop().spaceStatus(name)).agents[0]?.runningCommit;
const waitsFor = async (name: string) =>
  (await world.loop().spaceStatus(name)).conditions.find(({ type }) => type === 'ReviewRequired');

test('what runs already needs no approval, because nothing changes', async () => {
  await world.sync();
  assert.deepEqual((await world.loop().status()).config.awaitingReview, {});
});

test('a change that nobody approved leaves its space as it was and says so, and holds up no other', async () => {
  await world.repository.commit({
    ...space('sales', 'description: Changed'),
    ...space('ops', 'description: Changed too'),
  });
  await approve('ops');
  const revision = await world.sync();
  const { config, spaces } = await world.loop().status();
  assert.deepEqual(Object.keys(config.awaitingReview), ['sales']);
  assert.match(config.conditions.find(({ type }) => type === 'Stalled')?.message ?? '', /changes sales/);
  const described = spaces.map(({ spec }) => (spec as { description: string }).description);
  assert.deepEqual(described, ['Changed too', '']);
  assert.notEqual(await waitsFor('sales'), undefined);
  assert.equal(await waitsFor('ops'), undefined);
  assert.equal((await world.loop().waitForSync({ revision }, { timeoutMs: 1_000 })).result, 'stuck');
  await world.sync();
  const refused = await world.store.audit.list({ decision: 'refused' }, { limit: 9 });
  assert.deepEqual(
    refused.map(({ via, verb, kind, space: of, after }) => [via, verb, kind, of, after]),
    [['git', 'update', 'Space', 'sales', config.awaitingReview['sales']]],
    'one row, however often it is read',
  );
  assert.match(refused[0]?.reason ?? '', /^Not approved: revision .* by Ada Lovelace/);

  await approve('sales');
  await world.sync();
  assert.equal(await waitsFor('sales'), undefined);
  assert.deepEqual((await world.loop().status()).config.awaitingReview, {});
});

test('a change on top of an approved one is another change', async () => {
  await world.repository.commit(space('sales', 'description: Approved'));
  await approve('sales');
  await world.repository.commit(space('sales', 'description: Slipped in afterwards'));
  await world.sync();
  assert.equal(((await world.loop().spaceStatus('sales')).spec as { description: string }).description, '');
});

test('a removal waits like any other change, because it is the worst of them', async () => {
  await world.repository.commit({ 'spaces/ops': null, 'agents/ops-bot': null });
  await world.sync();
  assert.equal((await world.loop().spaceStatus('ops')).removing, false);
  await approve('ops');
  await world.sync();
  await assert.rejects(world.loop().spaceStatus('ops'), { code: 'SPACE_NOT_FOUND' });
});

test('a new space that nobody approved is not made', async () => {
  await world.repository.commit({ ...space('extra'), ...agent('extra', 'bot') });
  await world.sync();
  await assert.rejects(world.loop().spaceStatus('extra'), { code: 'SPACE_NOT_FOUND' });
  await approve('extra');
  await world.sync();
  assert.notEqual((await world.loop().spaceStatus('extra')).image, null);
});

test('a push to a branch that an agent follows is not taken up, because nobody saw it', async () => {
  const before = await commitOf('sales');
  await source.commit({ 'main.py': 'two' });
  await world.sync();
  assert.equal(await commitOf('sales'), before);
  assert.deepEqual((await world.loop().status()).config.awaitingReview, {});
});

test('the commit that was approved is the one that is built, wherever its ref has moved since', async () => {
  const seen = await source.commit({ 'main.py': 'two' });
  await source.tag('v2', seen);
  await world.repository.commit(remote('v2'));
  await approve('sales', { bot: seen });
  const moved = await source.commit({ 'main.py': 'not seen' });
  await source.tag('v2', moved);
  await world.sync();
  assert.equal(await commitOf('sales'), seen);
  await world.sync();
  assert.equal(await commitOf('sales'), seen, 'and it stays there');
});

test('of several approvals the one counts that fits, because other pull requests are still open', async () => {
  const [first, second] = [
    await source.commit({ 'main.py': 'two' }),
    await source.commit({ 'main.py': '3' }),
  ];
  await source.tag('v2', first);
  await source.tag('v3', second);
  const base = await world.repository.commit(remote('v2'));
  await approve('sales', { bot: first });
  world.clock.advance(1_000);
  await world.repository.commit(remote('v3'));
  await approve('sales', { bot: second });
  await world.repository.branch('main', base);
  const later = await source.commit({ 'main.py': 'not seen' });
  await source.tag('v2', later);
  await world.sync();
  assert.equal(await commitOf('sales'), first);
});

test('an approval outlives the process that took it down', async () => {
  await world.repository.commit(space('sales', 'description: Approved'));
  await approve('sales');
  await world.restart({ gate: createReviewGate(world.store) });
  await world.sync();
  assert.equal(
    ((await world.loop().spaceStatus('sales')).spec as { description: string }).description,
    'Approved',
  );
});

describe('what a pull request showed', () => {
  let seen: CommitId;
  let main: CommitId;
  let base: CommitId;
  /** The pull request's commits, one on the other. */
  let commits: CommitId[];

  beforeEach(async () => {
    base = (await world.repository.git('rev-parse', 'main')) as CommitId;
    seen = await source.commit({ 'main.py': 'two' });
    await source.tag('v2', seen);
    await world.repository.branch('change', base);
    const onBranch = { branch: 'change' };
    commits = [
      await world.repository.commit({ ...remote('v2'), ...agent('ops', 'bot', 'half') }, 'One', onBranch),
      await world.repository.commit({ ...agent('ops', 'bot', 'two'), ...space('extra') }, 'Two', onBranch),
    ];
    // Somebody else's change comes first, elsewhere.
    main = await world.repository.commit({ ...space('ops', 'description: Meanwhile') });
    await approve('ops');
    await world.sync();
    await approvePlan();
    await source.tag('v2', await source.commit({ 'main.py': 'not seen' }));
  });

  async function approvePlan(): Promise<void> {
    const loader = createLocalLoader({
      repositories: createGitRepositories({
        cacheDir: join(world.dir, 'review'),
        credentials: () => undefined,
      }),
    });
    const config = { location: world.repository.dir, path: '.' };
    const plan = await loader.review({ config, base: 'main', head: commits.at(-1) ?? '', pinned: true });
    assert.deepEqual(
      plan.spaces.map(({ name }) => name),
      ['extra', 'ops', 'sales'],
    );
    for (const { name, reviewHash, pins } of plan.spaces) {
      const row = { space: name, reviewHash, repo: 'team/config', pull: 1, by: 'ann', pins };
      await world.store.approvals.add({ ...row, at: world.clock.now() });
    }
  }

  /** As `git` itself would merge it, on top of `onto`. */
  async function merge(kind: 'merge' | 'squash' | 'rebase', onto: CommitId): Promise<void> {
    const { git, branch } = world.repository;
    const head = commits.at(-1) ?? '';
    if (kind === 'rebase') {
      const work = join(world.dir, 'rebasing');
      await git('worktree', 'add', '--detach', '-q', work, onto);
      await git('-C', work, 'cherry-pick', `${base}..${head}`);
      await branch('main', (await git('-C', work, 'rev-parse', 'HEAD')) as CommitId);
      return;
    }
    const tree = await git('merge-tree', '--write-tree', onto, head);
    const parents = kind === 'merge' ? ['-p', onto, '-p', head] : ['-p', onto];
    await branch('main', (await git('commit-tree', ...parents, '-m', 'Merge', tree)) as CommitId);
  }
  const waiting = async () => Object.keys((await world.loop().status()).config.awaitingReview);

  for (const kind of ['merge', 'squash', 'rebase'] as const) {
    it(`is what its ${kind} does, by the same hash`, async () => {
      await merge(kind, main);
      await world.sync();
      assert.deepEqual(await waiting(), []);
      assert.equal(await commitOf('sales'), seen);
      assert.notEqual((await world.loop().spaceStatus('extra')).appliedRevision, null);
    });
  }

  it('holds for the spaces that another change left alone, and for no other', async () => {
    const later = await world.repository.commit({ 'agents/ops-bot/more.py': 'meanwhile' });
    await merge('squash', later);
    await world.sync();
    assert.deepEqual(await waiting(), ['ops']);
    assert.equal(await commitOf('sales'), seen);
  });

  it('is not what a merge does that slips something in', async () => {
    await merge('merge', main);
    await world.repository.commit(space('sales', 'description: Slipped in'));
    await world.sync();
    assert.deepEqual(await waiting(), ['sales']);
  });
});
