// What Raworc proposes itself: bumps of agents' commits, the way back after a rollback, and writes that need a review.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { agent, agentFile, agentYaml, space } from '../../scenarios/reconciler/declared.ts';
import type { PullState } from '../../support/github/model.ts';
import { config, createReviewedWorld, type ReviewedWorld } from './reviewed-world.ts';

const manifest = { 'raworc.json': JSON.stringify({ runtime: 'python3', handler: 'main.handle' }) };
const source = 'team/bot';
const declared = (url: string) => ({
  ...space('sales'),
  [agentFile('sales', 'bot')]:
    `# Bumped by review only.\n${agentYaml('sales', 'bot', 'x').replace('{ path: x }', `{ repo: ${url}/${source}, ref: main, update: pullRequest }`)}`,
});

describe('an agent that stays at its commit', () => {
  let world: ReviewedWorld;
  before(async () => {
    world = await createReviewedWorld({
      files: declared,
      repositories: { [source]: { ...manifest, 'main.py': 'one' } },
    });
    world.github.setPermission(config, 'ann', 'write');
  });
  after(() => world[Symbol.asyncDispose]());

  const open = () => world.github.repo(config).pulls.filter(({ state }) => state === 'open');
  const running = async () => {
    const { agents } = await world.client.get<{ agents: { running_commit: string }[] }>('spaces/sales');
    return agents[0]?.running_commit;
  };
  const bumpTo = (commit: string) =>
    world.see<PullState>('a pull request', () =>
      open().find(({ title }) => title === `Bump team/bot to ${commit.slice(0, 7)}`),
    );

  it('is offered a newer one by a pull request, which follows what is newer still', async () => {
    const { github } = world;
    const first = await running();
    const second = await github.as('bob').push(source, { 'main.py': 'two' });
    const pull = await bumpTo(second);
    assert.match(pull.body, new RegExp(`compare/${first}\\.\\.\\.${second}`));
    const third = await github.as('bob').push(source, { 'main.py': 'three' });
    assert.equal(await bumpTo(third), pull);
    assert.equal(open().length, 1);
    const file = await github.repo(config).git.git('show', `${pull.headCommit}:${agentFile('sales', 'bot')}`);
    assert.match(file, /^# Bumped by review only\./);
    assert.match(file, new RegExp(`commit: ${third}`));
    assert.equal(await running(), first);
    await world.see('its plan', () => world.plan(pull.number));
  });

  it('takes it up once that is merged', async () => {
    const { github } = world;
    const [pull] = open();
    assert.ok(pull);
    const newest = await github.repo(source).git.git('rev-parse', 'main');
    await github.as('ann').merge(config, pull.number);
    await world.see('the new commit', async () => (await running()) === newest || undefined);
  });

  it('has pull requests of its own repository say which spaces follow', async () => {
    const { github } = world;
    await github.as('bob').push(source, { 'main.py': 'four' }, { branch: 'four' });
    const { number } = await github.as('bob').openPull(source, { branch: 'four' });
    const comment = await world.see('a comment', () =>
      github.repo(source).comments.find(({ issue }) => issue === number),
    );
    assert.match(comment.body, /1 space follows this branch/);
    assert.match(comment.body, /`sales`.*a pull request bumps its commit/);
    assert.deepEqual(github.faults, []);
  });
});

describe('after a rollback', () => {
  it('a pull request brings Git to where the space is', async () => {
    await using world = await createReviewedWorld({
      files: { ...space('sales', 'description: Old'), ...agent('sales', 'bot') },
    });
    const { github } = world;
    github.setPermission(config, 'ann', 'write');
    await github.as('ann').push(config, space('sales', 'description: New'));
    const described = async (text: string) => {
      const { spec, conditions } = await world.client.get<{
        spec: { description: string };
        conditions: { type: string; status: string }[];
      }>('spaces/sales');
      const isReady = conditions.some(({ type, status }) => type === 'Ready' && status === 'True');
      return (spec.description === text && isReady) || undefined;
    };
    await world.see('the new state', () => described('New'));
    await github.as('ann').push(config, { 'README.md': 'x' }, { branch: 'talk' });
    const { number } = await github.as('ann').openPull(config, { branch: 'talk' });
    github.as('ann').comment(config, number, '/raworc rollback sales');
    const pull = await world.see('the way back', () =>
      github.repo(config).pulls.find(({ title }) => title.startsWith('Bring sales back to')),
    );
    const path = Object.keys(space('sales'))[0] ?? '';
    assert.match(await github.repo(config).git.git('show', `${pull.headCommit}:${path}`), /description: Old/);
    assert.deepEqual(github.faults, []);
  });
});

describe('a write through the API, where only what was approved is carried out', () => {
  it('is a pull request', async () => {
    await using world = await createReviewedWorld({
      files: { 'README.md': 'Nothing yet' },
      settings: { RAWORC_REQUIRE_REVIEWED_PLAN: 'on' },
    });
    const answer = await world.client.post<{ result: string; branch: string }>('spaces', { name: 'sales' });
    assert.equal(answer.result, 'proposed');
    const pull = await world.see('a pull request', () => world.github.repo(config).pulls[0]);
    assert.equal(pull.head.branch, answer.branch);
    assert.equal(pull.title, 'Declare the space sales');
    await world.see('its plan', () => world.plan(pull.number));
    assert.deepEqual(world.github.faults, []);
  });
});
